"""Registering customers.

Three doors lead here. `register` is for callers that know sources: it never changes a customer of
the same source, and combines with one of another. `register_or_update` is for callers that know
none: their customers live in the home source. `register_or_refresh` is for bills, which say who
buys: it leaves the identifiers of those who are known as they are.
"""

from __future__ import annotations

import orjson

from capexplore.sandbox.domain import events, organisation, points, statuses
from capexplore.sandbox.domain.changes import (
    Form,
    Outcome,
    add_profile,
    apply_update,
    check_details,
    enrolled,
)
from capexplore.sandbox.domain.identity import (
    check_not_erased,
    normalised,
    primary_first,
    primary_order,
)
from capexplore.sandbox.domain.joining import claims_on, join
from capexplore.sandbox.domain.people import Customer, check_not_gone, load, owners
from capexplore.sandbox.domain.rules import Notice, Refused, Work

__all__ = ["normalised_identifiers", "register", "register_or_refresh", "register_or_update"]


def register(work: Work, form: Form) -> Outcome:
    """Register a customer in a source, or add the source to a customer of another one.

    Raises
    ------
    Refused
        ``exists-in-source`` and others, see `joining.join`: somebody of the same source is never
        changed.
    """
    _check_form(work, form)
    claims = claims_on(work, form)
    for pair in form.identifiers:
        check_not_erased(work.store, *pair)
    return join(work, form, claims) if claims else _create(work, form)


def register_or_update(work: Work, form: Form) -> Outcome:
    """Register a customer in the home source, or change the one that is already there."""
    found = _met(work, form)
    if not found:
        return _create(work, form)
    customer = load(work.store, _same_person(work, found))
    if _is_clash(work, form, found, customer):
        raise Refused("identifier-taken", kind=next(iter(found)))
    return apply_update(work, form, customer)


def register_or_refresh(work: Work, form: Form) -> Outcome:
    """Register a customer in the home source, or change one's details but no identifiers."""
    found = _met(work, form)
    if not found:
        return _create(work, form)
    customer = load(work.store, _same_person(work, found))
    if _is_clash(work, form, found, customer):
        if not organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
            raise Refused("identifier-taken", kind=next(iter(found)))
        notices = [Notice("identifier-taken", kind) for kind in found]
        form.identifiers = [pair for pair in form.identifiers if pair[0] not in found]
        form.notices += notices
        return _create(work, form)
    notices = [Notice("identifier-taken", kind) for kind in found if found[kind] != customer.id]
    form.identifiers = [pair for pair in form.identifiers if found.get(pair[0]) == customer.id]
    if not (form.first_name or form.last_name or form.fields or form.extended or form.loyal):
        return Outcome(customer.id, False, notices)
    outcome = apply_update(work, form, customer)
    return Outcome(outcome.id, False, outcome.notices + notices)


def _met(work: Work, form: Form) -> dict[str, int]:
    """Check a form for the home source, and give who holds its identifiers, by type."""
    _check_form(work, form)
    found = _holders(work, form)
    if not found:
        _check_not_gone(work, form)
    return found


def _is_clash(work: Work, form: Form, found: dict[str, int], customer: Customer) -> bool:
    """Whether the form's primary identifier is new while the customer has another one."""
    primary, _ = primary_first(work.store, form.identifiers)[0]
    return primary not in found and customer.identifier(primary) is not None


def _holders(work: Work, form: Form) -> dict[str, int]:
    """Who holds the identifiers, by type, whatever the source."""
    return {
        kind: holders[0][0]
        for kind, value in form.identifiers
        if (holders := owners(work.store, kind, value))
    }


def _check_not_gone(work: Work, form: Form) -> None:
    for kind, value in form.identifiers:
        check_not_gone(work.store, kind, value)


def _same_person(work: Work, found: dict[str, int]) -> int:
    """The one customer that all identifiers belong to.

    Raises
    ------
    Refused
        ``primary-mismatch`` if the primary identifier is another customer's than the rest,
        ``identifier-taken`` if only secondary ones are somebody's.
    """
    if len(set(found.values())) > 1:
        primary, *_ = order = primary_order(work.store)
        first, *later = (kind for kind in order if kind in found)
        if organisation.config_on(work.store, "CONF_SKIP_SECONDARY_ID_ON_PRIMARY_MISMATCH"):
            return found[first]
        if first == primary:
            raise Refused("primary-mismatch")
        raise Refused("identifier-taken", kind=later[0])
    return next(iter(found.values()))


def _check_form(work: Work, form: Form) -> None:
    if not form.identifiers:
        raise Refused("identifier-none")
    _check_primary(work, form)
    check_details(work, form)


def _check_primary(work: Work, form: Form) -> None:
    """Refuse a secondary identifier alone, where the organisation wants the primary one.

    What only one source knows, such as a WeChat id, is primary there.
    """
    if organisation.config_on(work.store, "CONF_ALLOW_REGISTRATION_FROM_ANY_IDENTIFIERS"):
        return
    primary, *secondary = primary_order(work.store)
    if all(kind in secondary for kind, _ in form.identifiers):
        raise Refused(f"{primary}-required")


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
    statuses.start(work, customer_id, label or "", registered)
    add_profile(work, customer_id, form, created_at=registered, till=till)
    if loyal:
        points.enrol(work, customer_id)
    events.record(work, "customerAdded", customer_id, customer_id, {"source": form.source})
    return enrolled(work, form, Outcome(customer_id, True, notices + form.notices))


def normalised_identifiers(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Give identifiers as they are kept, each once.

    Raises
    ------
    Refused
        The first one that is malformed.
    """
    return list(dict.fromkeys((kind, normalised(kind, value)) for kind, value in given))
