"""The words in which the domain answers: refusals, notices, and the work that a call does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from capexplore.sandbox.store import Store

__all__ = ["Notice", "Refused", "Work"]


class Refused(Exception):  # noqa: N818 - an answer, not a defect
    """A thing that the domain does not do, by reason; the wire says it in its version's codes.

    Parameters
    ----------
    reason : str
        Such as ``"customer-unknown"``.
    **details : Any
        What the message may name, such as ``id=800101``.
    """

    def __init__(self, reason: str, **details: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


@dataclass(frozen=True, slots=True)
class Notice:
    """A thing that was not done although the rest was: a warning, by reason."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """Where, when and on whose behalf a call acts.

    Attributes
    ----------
    store : Store
        The data.
    now : int
        The time, in seconds since 1970.
    till : int
        The id of the acting till.
    request_id : str
        The id of the call, by which what it set off can be found.
    """

    store: Store
    now: int
    till: int
    request_id: str = ""

    @property
    def made(self) -> dict[str, int]:
        """The columns that say when and by whom a new row was made."""
        return {"created_at": self.now, "created_by": self.till, **self.changed}

    @property
    def changed(self) -> dict[str, int]:
        """The columns that say when and by whom a row was last changed."""
        return {"updated_at": self.now, "updated_by": self.till}
