"""Which messages a customer wants to get, by channel and priority.

Who never said anything is subscribed: only what a customer chose is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from capexplore.sandbox.domain.rules import Refused, Work

__all__ = ["CHANNELS", "EVERYBODYS", "PRIORITIES", "Preference", "campaign", "choose", "of"]

# What every customer has, whatever was chosen.
EVERYBODYS = ("SMS", "POSTMAIL", "EMAIL")
CHANNELS = (*EVERYBODYS, "WECHAT", "WHATSAPP", "IOS", "ANDROID", "LINE")
PRIORITIES = ("TRANS", "BULK")


@dataclass(frozen=True, slots=True)
class Preference:
    """What a customer chose for a channel and priority; None stands for nothing chosen."""

    channel: str
    priority: str
    subscribed: bool | None

    @property
    def active(self) -> bool:
        """Whether messages are sent."""
        return self.subscribed is not False


def of(work: Work, customer_id: int) -> list[Preference]:
    """Give the preferences for every channel that the customer has, in a fixed order."""
    chosen = {
        (row["channel"], row["priority"]): bool(row["subscribed"])
        for row in work.store.all(
            "SELECT channel, priority, subscribed FROM subscriptions WHERE customer_id = ?",
            customer_id,
        )
    }
    named = {channel for channel, _ in chosen}
    return [
        Preference(channel, priority, chosen.get((channel, priority)))
        for channel in CHANNELS
        if channel in EVERYBODYS or channel in named
        for priority in PRIORITIES
    ]


def choose(
    work: Work,
    customer_id: int,
    channel: str,
    priority: str,
    *,
    subscribed: bool,
    campaign_id: int = 0,
    communication_id: int = 0,
) -> Preference:
    """Keep what a customer chose, and the campaign and message that led to it.

    Raises
    ------
    Refused
        ``subscription-channel-unknown``, ``subscription-priority-unknown``.
    """
    if channel not in CHANNELS:
        raise Refused("subscription-channel-unknown", value=channel)
    if priority not in PRIORITIES:
        raise Refused("subscription-priority-unknown", value=priority)
    work.store.run(
        "INSERT OR REPLACE INTO subscriptions (customer_id, channel, priority, subscribed, "
        "campaign_id, communication_id, changed_at, changed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        *(customer_id, channel, priority, subscribed),
        *(campaign_id, communication_id, work.now, work.till),
    )
    return Preference(channel, priority, subscribed)


def campaign(work: Work, customer_id: int) -> tuple[int, int]:
    """Give the campaign and the message that led to the latest choice; 0 stands for none."""
    row = work.store.one(
        "SELECT campaign_id, communication_id FROM subscriptions WHERE customer_id = ? "
        "ORDER BY id DESC LIMIT 1",
        customer_id,
    )
    return (0, 0) if row is None else (row["campaign_id"], row["communication_id"])
