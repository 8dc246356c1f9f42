"""Subscriptions of customers, in both versions (reference, operations O11 and O23)."""

from __future__ import annotations

from capexplore.sandbox import Sandbox
from capexplore.sandbox.domain import subscriptions
from capexplore.sandbox.domain.rules import Work

MIRA = 800101


def test_what_was_chosen_last_counts(sandbox: Sandbox) -> None:
    work = Work(sandbox._store, 0, 63001)
    before = subscriptions.of(work, MIRA)
    assert [(p.channel, p.priority, p.subscribed) for p in before] == [
        (channel, priority, None)
        for channel in ("SMS", "POSTMAIL", "EMAIL")
        for priority in ("TRANS", "BULK")
    ]
    for subscribed in (True, False):
        subscriptions.choose(work, MIRA, "SMS", "BULK", subscribed=subscribed, campaign_id=7)
    subscriptions.choose(work, MIRA, "LINE", "TRANS", subscribed=True, communication_id=9)
    after = subscriptions.of(work, MIRA)
    chosen = [(p.channel, p.priority, p.active) for p in after if p.subscribed is not None]
    assert chosen == [("SMS", "BULK", False), ("LINE", "TRANS", True)]
    assert len(after) == len(before) + 2
    assert subscriptions.campaign(work, MIRA) == (0, 9)
