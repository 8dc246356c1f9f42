"""Subscriptions of a customer, by id and by identifier."""

from __future__ import annotations

from capexplore.sandbox.domain import subscriptions
from capexplore.sandbox.domain.changes import Form, check_fraud
from capexplore.sandbox.handling import Answer, Call, handles
from capexplore.sandbox.wire import subscriptions_v2 as wire
from capexplore.sandbox.wire import v2
from capexplore.sandbox.wire.selection_v2 import selected


@handles("v2/customer/get_subscriptions")
@handles("v2/customer_lookup/get_subscriptions")
def get(call: Call) -> Answer:
    """Give what a customer is subscribed to."""
    who = selected(call)
    chosen = subscriptions.of(call.work, who.customer.id)
    campaign = subscriptions.campaign(call.work, who.customer.id)
    return Answer({**wire.shown(chosen, campaign), "warnings": v2.warnings(who.notices)})


@handles("v2/customer/update_subscriptions")
@handles("v2/customer_lookup/update_subscriptions")
def update(call: Call) -> Answer:
    """Subscribe a customer to channels, or unsubscribe; all that is asked, or nothing."""
    choices = wire.choices_of(call.body, call.store)
    who = selected(call)
    check_fraud(who.customer, Form())
    for choice in choices.preferences:
        subscriptions.choose(
            call.work,
            who.customer.id,
            choice.channel,
            choice.priority,
            subscribed=choice.active,
            campaign_id=choices.campaign_id,
            communication_id=choices.communication_id,
        )
    return Answer({**choices.echo, "warnings": v2.warnings(who.notices)})
