"""One-time codes that are sent to a customer, who gives them back to confirm something.

There is no telephone to send them to: what was sent is in the table ``one_time_codes`` and in the
log, and it is always the same code.
"""

from __future__ import annotations

import logging

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["check", "send", "use"]

_CODE = "000000"
_LIFE = 600
_log = logging.getLogger(__name__)


def send(work: Work, customer_id: int, purpose: str) -> None:
    """Send a code; while one is valid, the same again, which does not make it last longer."""
    found = work.store.one(
        "SELECT expires_at FROM one_time_codes "
        "WHERE customer_id = ? AND purpose = ? AND expires_at >= ?",
        *(customer_id, purpose, work.now),
    )
    if found is None:
        work.store.run(
            "INSERT OR REPLACE INTO one_time_codes VALUES (?, ?, ?, ?, 1)",
            *(customer_id, purpose, _CODE, work.now + _LIFE),
        )
    else:
        work.store.run(
            "UPDATE one_time_codes SET times_sent = times_sent + 1 "
            "WHERE customer_id = ? AND purpose = ?",
            *(customer_id, purpose),
        )
    _log.info("code %s for %s was sent to customer %d", _CODE, purpose, customer_id)


def check(work: Work, customer_id: int, purpose: str, code: str) -> None:
    """Refuse a code that was not sent, was used, or is older than ten minutes.

    Raises
    ------
    Refused
        ``code-wrong``.
    """
    found = work.store.one(
        "SELECT 1 FROM one_time_codes "
        "WHERE customer_id = ? AND purpose = ? AND code = ? AND expires_at >= ?",
        *(customer_id, purpose, code, work.now),
    )
    if found is None:
        raise Refused("code-wrong")


def use(work: Work, customer_id: int, purpose: str) -> None:
    """Let a code be of no more use."""
    work.store.run(
        "DELETE FROM one_time_codes WHERE customer_id = ? AND purpose = ?", customer_id, purpose
    )
