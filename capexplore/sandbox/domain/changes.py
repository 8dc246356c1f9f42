"""Changing customers: what a caller says about one, and what comes of it.

Identifiers are filled in where there is none, and never replaced unless the organisation allows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain import events, organisation, points, statuses
from capexplore.sandbox.domain.enrolling import Enrolment, enrol_as_asked
from capexplore.sandbox.domain.people import HOME_SOURCE, Customer, Profile, load, owners
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = [
    "Form",
    "Outcome",
    "add_identifier",
    "add_profile",
    "apply_update",
    "change",
    "check_details",
    "check_fraud",
    "enrolled",
    "touch",
    "update",
]

_WINDOW = 3650 * 86_400
_SWITCHES = {
    "mobile": "CONF_ALLOW_MOBILE_UPDATE",
    "email": "CONF_ALLOW_EMAIL_UPDATE",
    "externalId": "CONF_LOYALTY_ALLOW_EXTERNAL_ID_UPDATE",
}


@dataclass(slots=True)
class Form:
    """What a caller says about a customer; None stands for nothing said."""

    identifiers: list[tuple[str, str]] = field(default_factory=list)
    source: str = HOME_SOURCE
    account: str = ""
    first_name: str | None = None
    last_name: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    extended: dict[str, str] = field(default_factory=dict)
    channels: list[dict[str, Any]] = field(default_factory=list)
    loyal: bool | None = None
    registered_at: int | None = None
    updated_at: int | None = None
    till: str | None = None
    associated_with: str | None = None
    label: str | None = None
    fraud: str | None = None
    fraud_reason: str = ""
    enrolments: list[Enrolment] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which customer it is now, whether it is new, and what was not done.

    Attributes
    ----------
    awarded : int
        The points that it brought the customer, in thousandths.
    """

    id: int
    created: bool
    notices: list[Notice]
    awarded: int = 0


def update(work: Work, form: Form, customer: Customer) -> Outcome:
    """Change a customer in the home source; identifiers are added, never replaced."""
    check_details(work, form)
    return apply_update(work, form, customer)


def change(work: Work, form: Form, customer: Customer, profile: Profile) -> Outcome:
    """Change everything of a customer and one of its profiles, except identifiers."""
    check_fraud(customer, form)
    if form.loyal is False and customer.loyal:
        raise Refused("loyalty-downgrade", id=customer.id)
    form.identifiers = []
    check_details(work, form)
    _change_profile(work, form, profile)
    touch(work, customer, form)
    return enrolled(work, form, Outcome(customer.id, False, form.notices))


def enrolled(work: Work, form: Form, outcome: Outcome) -> Outcome:
    """Enrol the customer of an outcome in the programmes that a form names, and give the whole."""
    if not form.enrolments or not load(work.store, outcome.id).loyal:
        return outcome
    awarded, notices = enrol_as_asked(work, outcome.id, form.enrolments, new=outcome.created)
    return Outcome(outcome.id, outcome.created, outcome.notices + notices, awarded)


def apply_update(work: Work, form: Form, customer: Customer) -> Outcome:
    """Change a customer in the home source after its form was checked."""
    check_fraud(customer, form)
    if form.loyal is False and customer.loyal:
        raise Refused("loyalty-downgrade", id=customer.id)
    profile = customer.profile(HOME_SOURCE)
    _check_mismatch(work, form, customer)
    if profile is None:
        taken = [pair for pair in form.identifiers if _is_anothers(work, customer, pair)]
        form.identifiers = [pair for pair in form.identifiers if pair not in taken]
        add_profile(work, customer.id, form)
        notices = [Notice("identifier-taken", kind) for kind, _ in taken]
    else:
        notices = _fill_identifiers(work, form, customer, profile)
        _change_profile(work, form, profile)
    touch(work, customer, form)
    return Outcome(customer.id, False, notices + form.notices)


def _check_mismatch(work: Work, form: Form, customer: Customer) -> None:
    """Refuse another customer's identifier where the organisation is strict about it."""
    if not organisation.config_on(work.store, "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK"):
        return
    if organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
        return
    if any(_is_anothers(work, customer, pair) for pair in form.identifiers):
        raise Refused("primary-mismatch")


def _is_anothers(work: Work, customer: Customer, pair: tuple[str, str]) -> bool:
    return any(holder != customer.id for holder, _, _ in owners(work.store, *pair))


def _fill_identifiers(work: Work, form: Form, customer: Customer, profile: Profile) -> list[Notice]:
    """Add the identifiers that the profile has none of yet; say which were left as they are."""
    notices = []
    found_by_primary = ("mobile", profile.identifier("mobile")) in form.identifiers
    for kind, value in form.identifiers:
        current = profile.identifier(kind)
        if current == value:
            continue
        allowed = organisation.config_on(work.store, _SWITCHES.get(kind, _SWITCHES["mobile"]))
        if _is_anothers(work, customer, (kind, value)):
            notices.append(Notice("identifier-taken", kind))
        elif current is None:
            add_identifier(work, customer.id, profile.source, profile.account, kind, value)
        elif allowed:
            work.store.run(
                "UPDATE identifiers SET value = ? WHERE customer_id = ? AND source = ? "
                "AND account = ? AND type = ? AND value = ?",
                *(value, customer.id, profile.source, profile.account, kind, current),
            )
        elif allowed is False or not found_by_primary:
            notices.append(Notice("identifier-change-forbidden", kind))
        else:
            notices.append(Notice("identifier-kept", kind))
    return notices


def check_details(work: Work, form: Form) -> None:
    """Check what is said besides identifiers; drop unknown fields with a notice."""
    at = form.registered_at
    if at is not None and not work.now - _WINDOW <= at <= work.now:
        raise Refused("registered-outside-window")
    if form.till is not None and organisation.till_by_code(work.store, form.till) is None:
        raise Refused("till-unknown", value=form.till)
    if form.label is not None:
        form.label = organisation.checked_label(work.store, form.label)
    form.fields, unknown = organisation.known_fields(work.store, "custom", form.fields)
    form.extended, more = organisation.known_fields(work.store, "extended", form.extended)
    form.notices += unknown + more
    if form.associated_with and not organisation.till_by_code(work.store, form.associated_with):
        form.notices.append(Notice("association-unknown", form.associated_with))
        form.associated_with = None


def check_fraud(customer: Customer, form: Form) -> None:
    """Refuse to change a customer marked or labelled as fraud, except to lift that."""
    marked = customer.fraud == "CONFIRMED" and form.fraud != "NONE"
    labelled = customer.status == "FRAUD" and not form.label
    if marked or labelled:
        raise Refused("customer-fraud", id=customer.id)


def add_profile(
    work: Work, customer_id: int, form: Form, *, created_at: int | None = None, till: int = 0
) -> None:
    """Add a profile with the identifiers of a form."""
    work.store.insert(
        "profiles",
        customer_id=customer_id,
        source=form.source,
        account=form.account,
        first_name=form.first_name or "",
        last_name=form.last_name or "",
        fields=orjson.dumps(form.fields).decode(),
        channels=orjson.dumps(form.channels).decode(),
        created_at=work.now if created_at is None else created_at,
        created_by=till or work.till,
        modified_at=work.now if created_at is None else created_at,
        modified_by=till or work.till,
    )
    for kind, value in form.identifiers:
        add_identifier(work, customer_id, form.source, form.account, kind, value)


def add_identifier(
    work: Work, customer_id: int, source: str, account: str, kind: str, value: str
) -> None:
    """Add an identifier to the profile of a source and account."""
    work.store.insert(
        "identifiers",
        customer_id=customer_id,
        source=source,
        account=account,
        type=kind,
        value=value,
    )


def _change_profile(work: Work, form: Form, profile: Profile) -> None:
    channels = {(c["type"], c["value"]): c for c in (*profile.channels, *form.channels)}
    work.store.change(
        "profiles",
        profile.id,
        first_name=profile.first_name if form.first_name is None else form.first_name,
        last_name=profile.last_name if form.last_name is None else form.last_name,
        fields=orjson.dumps(profile.fields | form.fields).decode(),
        channels=orjson.dumps(list(channels.values())).decode(),
        modified_at=work.now,
        modified_by=work.till,
    )


def touch(work: Work, customer: Customer, form: Form) -> None:
    """Change what belongs to the customer rather than to a profile."""
    changes: dict[str, Any] = {
        "updated_at": work.now if form.updated_at is None else form.updated_at,
        "modified_by": work.till,
    }
    if form.extended:
        changes["extended"] = orjson.dumps(customer.extended | form.extended).decode()
    if form.associated_with:
        changes["associated_with"] = form.associated_with
    if form.label and form.label != customer.label:
        statuses.relabel(work, customer.id, form.label)
    if form.fraud:
        marked = form.fraud != "NONE"
        changes |= {
            "fraud": form.fraud,
            "fraud_reason": form.fraud_reason,
            "fraud_by": organisation.entity(work.store, work.till).code if marked else "",
            "fraud_at": work.now if marked else None,
        }
    if form.loyal and not customer.loyal:
        changes["loyal"] = True
        points.enrol(work, customer.id)
    work.store.change("customers", customer.id, **changes)
    events.record(work, "customerUpdated", customer.id, customer.id, {"source": form.source})
