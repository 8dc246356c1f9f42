"""Registering customers and changing them.

Two doors lead here. `register` is for callers that know sources: it never changes a customer of
the same source, and combines with one of another. `register_or_update` and `update` are for callers
that know none: their customers live in the home source.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from capexplore.sandbox.domain import ledger, organisation
from capexplore.sandbox.domain.identity import digest, normalised
from capexplore.sandbox.domain.people import HOME_SOURCE, Customer, Profile, load, owners
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["PRIMARY_ORDER", "Form", "Outcome", "change", "register", "register_or_update", "update"]

PRIMARY_ORDER = ("mobile", "email", "externalId")
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
    notices: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which customer it is now, whether it is new, and what was not done."""

    id: int
    created: bool
    notices: list[Notice]


def register(work: Work, form: Form) -> Outcome:
    """Register a customer in a source, or add the source to a customer of another one.

    Raises
    ------
    Refused
        ``exists-in-source`` and others: somebody of the same source is never changed.
    """
    _check_form(work, form)
    for kind, value in form.identifiers:
        for customer_id, source, account in owners(work.store, kind, value):
            if (source, account) == (form.source, form.account):
                raise Refused("exists-in-source", id=customer_id)
        if work.store.one("SELECT 1 FROM erased_identifiers WHERE digest = ?", digest(kind, value)):
            raise Refused("was-erased", value=value)
    known = _known_elsewhere(work, form)
    if not known:
        return _create(work, form)
    if len(known) > 1 and organisation.config_on(
        work.store, "CONF_PRIMARY_IDENTIFIER_STRICT_CHECK"
    ):
        raise Refused("primary-mismatch")
    return _combine(work, form, known)


def _known_elsewhere(work: Work, form: Form) -> list[int]:
    """The customers that hold the identifiers in other sources, by the primary identifier first."""
    rank = {kind: place for place, kind in enumerate(PRIMARY_ORDER)}
    ordered = sorted(form.identifiers, key=lambda pair: rank.get(pair[0], len(rank)))
    found = (owners(work.store, kind, value)[:1] for kind, value in ordered)
    return list(dict.fromkeys(holders[0][0] for holders in found if holders))


def _combine(work: Work, form: Form, known: list[int]) -> Outcome:
    customer = load(work.store, known[0])
    _check_fraud(customer, form)
    if customer.profile(form.source, form.account) is not None:
        raise Refused("source-taken", id=customer.id)
    notices = [Notice("combined", str(customer.id))]
    if len(known) > 1:
        others = ", ".join(str(customer_id) for customer_id in known[1:])
        notices.append(Notice("conflicting-customers", others))
    _add_profile(work, customer.id, form)
    _touch(work, customer, form)
    return Outcome(customer.id, False, notices + form.notices)


def register_or_update(work: Work, form: Form) -> Outcome:
    """Register a customer in the home source, or change the one that is already there."""
    _check_form(work, form)
    found = {
        kind: holders[0][0]
        for kind, value in form.identifiers
        if (holders := owners(work.store, kind, value))
    }
    if not found:
        _check_not_erased(work, form)
        return _create(work, form)
    customer = load(work.store, _same_person(work, found))
    primary = _primary(form)
    if primary not in found and customer.identifier(primary) is not None:
        raise Refused("identifier-taken", kind=next(iter(found)))
    return _update(work, form, customer)


def _primary(form: Form) -> str:
    kinds = {kind for kind, _ in form.identifiers}
    return next(kind for kind in PRIMARY_ORDER if kind in kinds)


def _check_not_erased(work: Work, form: Form) -> None:
    for kind, value in form.identifiers:
        row = work.store.one(
            "SELECT customer_id FROM erased_identifiers WHERE digest = ?", digest(kind, value)
        )
        if row is not None:
            raise Refused("customer-erased", id=row["customer_id"])


def _same_person(work: Work, found: dict[str, int]) -> int:
    """The one customer that all identifiers belong to.

    Raises
    ------
    Refused
        ``primary-mismatch`` if the primary identifier is another customer's than the rest,
        ``identifier-taken`` if only secondary ones are somebody's.
    """
    if len(set(found.values())) > 1:
        first = next(kind for kind in PRIMARY_ORDER if kind in found)
        if organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
            return found[first]
        if first == "mobile":
            raise Refused("primary-mismatch")
        later = [kind for kind in PRIMARY_ORDER if kind in found][1:]
        raise Refused("identifier-taken", kind=later[0])
    return next(iter(found.values()))


def update(work: Work, form: Form, customer: Customer) -> Outcome:
    """Change a customer in the home source; identifiers are added, never replaced."""
    _check_details(work, form)
    return _update(work, form, customer)


def _update(work: Work, form: Form, customer: Customer) -> Outcome:
    _check_fraud(customer, form)
    if form.loyal is False and customer.loyal:
        raise Refused("loyalty-downgrade", id=customer.id)
    profile = customer.profile(HOME_SOURCE)
    _check_mismatch(work, form, customer)
    if profile is None:
        taken = [pair for pair in form.identifiers if _is_anothers(work, customer, pair)]
        form.identifiers = [pair for pair in form.identifiers if pair not in taken]
        _add_profile(work, customer.id, form)
        notices = [Notice("identifier-taken", kind) for kind, _ in taken]
    else:
        notices = _fill_identifiers(work, form, customer, profile)
        _change_profile(work, form, profile)
    _touch(work, customer, form)
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
            _add_identifier(work, customer.id, profile.source, profile.account, kind, value)
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


def change(work: Work, form: Form, customer: Customer, profile: Profile) -> Outcome:
    """Change everything of a customer and one of its profiles, except identifiers."""
    _check_fraud(customer, form)
    if form.loyal is False and customer.loyal:
        raise Refused("loyalty-downgrade", id=customer.id)
    form.identifiers = []
    _check_details(work, form)
    _change_profile(work, form, profile)
    _touch(work, customer, form)
    return Outcome(customer.id, False, form.notices)


def _check_form(work: Work, form: Form) -> None:
    if not form.identifiers:
        raise Refused("identifier-none")
    _check_details(work, form)


def _check_details(work: Work, form: Form) -> None:
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


def _check_fraud(customer: Customer, form: Form) -> None:
    if customer.fraud == "CONFIRMED" and form.fraud != "NONE":
        raise Refused("customer-fraud", id=customer.id)


def _create(work: Work, form: Form) -> Outcome:
    customer_id = work.store.next_id("customer")
    registered = work.now if form.registered_at is None else form.registered_at
    till = work.till
    if form.till is not None and (named := organisation.till_by_code(work.store, form.till)):
        till = named.id
    notices = []
    label = form.label or organisation.default_label(work.store)
    if label is None:
        notices.append(Notice("no-default-label"))
    loyal = form.loyal is not False
    work.store.insert(
        "customers",
        id=customer_id,
        loyal=loyal,
        registered_at=registered,
        updated_at=work.now if form.updated_at is None else form.updated_at,
        created_by=till,
        modified_by=till,
        created_source=form.source,
        associated_with=form.associated_with or organisation.entity(work.store, till).code,
        label=label or "",
        extended=orjson.dumps(form.extended).decode(),
        fraud=form.fraud or "NONE",
        fraud_reason=form.fraud_reason,
        fraud_at=work.now if form.fraud == "CONFIRMED" else None,
    )
    _add_profile(work, customer_id, form, created_at=registered, till=till)
    if loyal:
        ledger.enrol(work, customer_id)
    return Outcome(customer_id, True, notices + form.notices)


def _add_profile(
    work: Work, customer_id: int, form: Form, *, created_at: int | None = None, till: int = 0
) -> None:
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
        _add_identifier(work, customer_id, form.source, form.account, kind, value)


def _add_identifier(
    work: Work, customer_id: int, source: str, account: str, kind: str, value: str
) -> None:
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


def _touch(work: Work, customer: Customer, form: Form) -> None:
    """Change what belongs to the customer rather than to a profile."""
    changes: dict[str, Any] = {
        "updated_at": work.now if form.updated_at is None else form.updated_at,
        "modified_by": work.till,
    }
    if form.extended:
        changes["extended"] = orjson.dumps(customer.extended | form.extended).decode()
    if form.associated_with:
        changes["associated_with"] = form.associated_with
    if form.label:
        changes["label"] = form.label
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
        ledger.enrol(work, customer.id)
    work.store.change("customers", customer.id, **changes)


def normalised_identifiers(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give identifiers as they are kept, each once.

    Raises
    ------
    Refused
        The first one that is malformed.
    """
    return list(dict.fromkeys((kind, normalised(kind, value)) for kind, value in given))
