"""One-time passwords that anybody, registered or not, can be asked for.

Nothing is sent: every one is the same, and the table ``otps`` shows what would have been sent.
Source: the pages of OTP.
"""

from __future__ import annotations

import logging

from capexplore.sandbox.domain.calendar import day_start
from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["ACTIONS", "DAILY", "send", "use"]

_ACTION_NAMES = """
COUPON POINTS REGISTRATION USERGROUP SUBSCRIPTION GENERIC CUSTOMER_IDENTIFIER_CHANGE
CUSTOMER_STATUS_UPDATE CUSTOMER_ISSUE_LINK_CARD
"""
ACTIONS = tuple(_ACTION_NAMES.split())
# How many one person can get on one day.
DAILY = 10
_CODE = "000000"
_LIFE = 600
_log = logging.getLogger(__name__)


def send(work: Work, who: tuple[str, str], action: str) -> tuple[int, str]:
    """Send a password to somebody and give its id and itself.

    Parameters
    ----------
    work : Work
        Where, when and for whom.
    who : tuple of str and str
        The type and value of an identifier.
    action : str
        One of `ACTIONS`: what it confirms.

    Raises
    ------
    Refused
        ``otp-too-often``.
    """
    sent_today = "FROM otps WHERE entity_type = ? AND entity_value = ? AND sent_at >= ?"
    if work.store.count(sent_today, *who, day_start(work.now)) >= DAILY:
        raise Refused("otp-too-often", limit=DAILY)
    otp_id = work.store.insert(
        "otps",
        id=work.store.next_id("otp"),
        entity_type=who[0],
        entity_value=who[1],
        action=action,
        code=_CODE,
        sent_at=work.now,
        expires_at=work.now + _LIFE,
    )
    _log.info("one-time password %s for %s was sent", _CODE, action)
    return otp_id, _CODE


def use(work: Work, who: tuple[str, str], action: str, code: str) -> bool:
    """Whether a password is right; if it is, it cannot be used again."""
    found = work.store.one(
        "SELECT id FROM otps WHERE entity_type = ? AND entity_value = ? AND action = ? "
        "AND code = ? AND expires_at >= ? AND NOT used ORDER BY id DESC LIMIT 1",
        *(*who, action, code, work.now),
    )
    if found is None:
        return False
    work.store.run(
        "UPDATE otps SET used = 1 WHERE entity_type = ? AND entity_value = ? AND action = ?",
        *(*who, action),
    )
    return True
