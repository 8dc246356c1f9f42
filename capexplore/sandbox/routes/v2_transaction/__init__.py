"""Transactions, version 2; importing a part registers its handlers."""

from capexplore.sandbox.routes.v2_transaction import adding, reading, updating

__all__ = ["adding", "reading", "updating"]
