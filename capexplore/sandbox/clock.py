"""The sandbox's clock: it stands still until it is moved or started."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from capexplore.errors import InvalidRequestError

__all__ = ["Clock"]

_LATEST = datetime(2999, 12, 31, tzinfo=UTC)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


class Clock:
    """Time as the sandbox sees it.

    Parameters
    ----------
    now : str or datetime.datetime
        ISO 8601 (without an offset it is UTC), or ``"real"`` for the computer's clock.

    Examples
    --------
    >>> clock = Clock("2026-01-15T10:00:00Z")
    >>> clock.advance(days=3)
    >>> str(clock.now())
    '2026-01-18 10:00:00+00:00'
    """

    def __init__(self, now: str | datetime = "2026-01-15T10:00:00Z") -> None:
        self.real = now == "real"
        self._start = datetime.now(UTC) if self.real else _read(now)
        self._base = self._start
        self._shift = timedelta()
        self._since: float | None = None

    def now(self) -> datetime:
        """Give the time, in UTC."""
        if self.real:
            return datetime.now(UTC) + self._shift
        if self._since is None:
            return self._base
        return self._base + timedelta(seconds=time.monotonic() - self._since)

    def seconds(self) -> int:
        """Give the time in whole seconds since 1970."""
        return int(self.now().timestamp())

    def advance(self, **by: float) -> None:
        """Move the clock forward, by what `datetime.timedelta` takes."""
        try:
            step = timedelta(**by)
            later = self.now() + step
        except (TypeError, OverflowError) as error:
            raise InvalidRequestError(
                f"The sandbox's clock cannot be moved by {by}: {error}.\n"
                "Give weeks, days, hours, minutes or seconds, as in advance(days=3)."
            ) from None
        if step < timedelta() or later > _LATEST:
            raise InvalidRequestError(
                f"The sandbox's clock only moves forward, until {_LATEST:%Y}, but was given {by}.\n"
                "Call reset() to begin again."
            )
        self._shift += step
        self._base += step

    def move_to(self, moment: datetime) -> None:
        """Move a clock that is behind a moment up to it."""
        if not self.real and self._base < moment:
            self._base = moment

    def reset(self) -> None:
        """Go back to where the clock began; one that runs goes on running from there."""
        self._shift = timedelta()
        self._base = self._start
        if self._since is not None:
            self._since = time.monotonic()

    def start(self) -> None:
        """Let the time run on from where it stands."""
        if self._since is None:
            self._since = time.monotonic()


def _read(now: str | datetime) -> datetime:
    try:
        moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        moment = None
    if moment is None or not _EARLIEST <= moment <= _LATEST:
        raise InvalidRequestError(
            f"now={now!r} is no time that the sandbox can begin at.\n"
            'Give a time such as "2026-01-15T10:00:00Z", or "real" for the computer\'s clock.'
        )
    return moment
