"""Transactions, version 1.1; importing a part registers its handlers."""

from capexplore.sandbox.routes.v1_1_transaction import reading, writing

__all__ = ["reading", "writing"]
