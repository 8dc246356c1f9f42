"""The codes with which version 1.1 says why something was not done.

The same number means different things for different entities: a code is always read together with
the operation. Source: the tables of item-level codes of each entity's pages.
"""

from __future__ import annotations

from capexplore.catalog import Action
from capexplore.sandbox.wire import coupon_reasons, organisation_reasons, request_reasons
from capexplore.sandbox.wire.bill_reasons import V1_1 as BILL_REASONS
from capexplore.sandbox.wire.formats import UNREADABLE

__all__ = ["NOTICES", "code_of", "taken"]

# entity ("" stands for every one) -> reason -> code and message; "{}" is the detail
_REASONS: dict[str, dict[str, tuple[int, str]]] = {
    "": {
        "attribution-invalid": (91021, "Attributed till {} is invalid"),
        "customer-erased": (8109, "Customer is deleted after PII delete request"),
        "customer-fraud": (618, "Customer is marked as fraud"),
        "customer-unknown": (1012, "No customer found for the given identifier"),
        "email-malformed": (1002, "Email is invalid"),
        "email-required": (1039, "Email is required"),
        "externalId-required": (1043, "External id is required"),
        "externalId-malformed": (1003, "External id is invalid"),
        "identifier-change-refused": (1041, "Identifier {} cannot be changed"),
        "identifier-empty": (400, UNREADABLE),
        "identifier-malformed": (1042, "Identifier value {} is malformed"),
        "identifier-missing": (1015, "No customer identifier was given"),
        "identifier-none": (1007, "No usable primary identifier was given"),
        "identifier-unchanged": (9031, "Old and new value are the same"),
        "item-unusable": (400, UNREADABLE),
        "loyalty-downgrade": (1046, "A loyalty customer cannot become a non-loyalty customer"),
        "mobile-malformed": (1001, "Mobile number is invalid"),
        "mobile-required": (1006, "Mobile number is required"),
        "new-email-taken": (9002, "Email {} belongs to another customer"),
        "new-externalId-taken": (9003, "External id {} belongs to another customer"),
        "new-mobile-taken": (9005, "Mobile {} belongs to another customer"),
        "nobody-matches": (1011, "No customer matches the given identifier"),
        "primary-mismatch": (
            1047,
            "Primary and secondary identifiers belong to different customers",
        ),
        "registered-outside-window": (1034, "Registration date is outside the allowed window"),
        "request-exists": (9028, "The same request exists with id {}"),
        "status-blocks": (3045, "The customer's status does not allow to {}"),
        "subscription-channel-unknown": (1101, "Subscription channel {} is invalid"),
        "subscription-identifier-invalid": (1104, "Customer identifier {} is invalid"),
        "subscription-priority-unknown": (1102, "Subscription priority {} is invalid"),
        "subscription-scope-several": (1105, "A subscription has one scope only"),
        "subscription-scope-unknown": (1103, "Subscription scope {} is invalid"),
        "subscription-status-unknown": (1106, "Subscription status {} is invalid"),
        "till-unknown": (91020, "Till {} is invalid for registration"),
    },
    "coupon": coupon_reasons.V1_1,
    "points": {
        "code-wrong": (808, "The validation code is wrong or has expired"),
        "customer-fraud": (820, "Customer is marked as fraud"),
        "customer-unknown": (816, "Customer not found for organization"),
        "identifier-malformed": (802, "Identifier {} is malformed"),
        "identifier-missing": (802, "No customer identifier was given"),
        "no-group": (3316, "The customer is in no group"),
        "not-enrolled": (881, "Customer {} is not in the programme"),
        "not-in-program": (686, "Customer {} is not in this programme"),
        "points-above-maximum": (819, "At most {} points can be redeemed at once"),
        "points-below-minimum": (821, "At least {} points can be redeemed at once"),
        "points-off-step": (807, "Points are redeemed in steps of {}"),
        "points-too-few": (804, "The customer has {} points"),
        "points-too-fine": (878, "Points have at most three decimals"),
        "points-unusable": (801, "Points {} cannot be used"),
        "program-unknown": (885, "Programme {} is unknown"),
        "redemption-time-invalid": (859, "The redemption time is invalid"),
        "status-blocks": (3045, "The status of customer {} allows no redemption"),
        "status-fraud": (809, "Customer has the status of a fraud"),
    },
    "customer": {
        "date-malformed": (1216, "The date {} is malformed"),
        "dates-reversed": (1214, "The start date is after the end date"),
        "entity-type-unknown": (1212, "There is no entity type {}"),
        "not-enrolled": (1013, "The customer is not in the loyalty programme"),
        "not-in-program": (1020, "The customer is not in this loyalty programme"),
        "notes-none": (1028, "The customer has no notes"),
        "notes-unsaved": (1037, "No note could be stored"),
        "preferences-none": (1031, "The customer has set no preferences"),
        "program-unknown": (1213, "There is no programme {}"),
        "ticket-known": (1301, "The customer has a ticket with the same subject"),
        "ticket-subject-missing": (1303, "The subject of the ticket is empty"),
        "ticket-unusable": (1302, "The ticket cannot be stored: {}"),
        "transactions-none": (1051, "No transactions found for the customer"),
    },
    "request": request_reasons.V1_1,
    "transaction": BILL_REASONS,
    **organisation_reasons.V1_1,
}
# entity -> type of identifier -> code, where another customer has it
_TAKEN = {
    "": {"email": 1016, "mobile": 1032, "externalId": 1033},
    "transaction": {"email": 647, "mobile": 648, "externalId": 653},
}
# What the same reasons are called for some actions.
_BY_ACTION: dict[str, dict[str, int]] = {**coupon_reasons.BY_ACTION}

# notice -> code
NOTICES = {
    "bill-is-outlier": "9611",
    "custom-field-unknown": "1017",
    "custom-field-unsaved": "1018",
    "customer-merged": "91009",
    "extended-field-unknown": "91015",
    "extended-field-unsaved": "91015",
    "identifier-change-forbidden": "91006",
    "identifier-kept": "91005",
    "identifier-taken": "91007",
    "notes-unsaved": "1036",
    "points-unavailable": "91001",
    "store-unknown": "1053",
    "subscription-unsaved": "91022",
    "line-is-outlier": "9608",
    "points-not-awarded": "9610",
    "several-sales": "9614",
    "transaction-custom-field-unknown": "9604",
    "transaction-custom-field-unsaved": "9604",
    "transaction-extended-field-unknown": "91015",
    "transaction-extended-field-unsaved": "91015",
}


def taken(kind: str, action: Action) -> int:
    """Give the code for an identifier that another customer has."""
    return _TAKEN.get(action.entity, _TAKEN[""])[kind]


# Where the codes of an entity go on: a sale can be asked for.
_FURTHER = {"request": "transaction"}


def code_of(reason: str, action: Action) -> tuple[int, str]:
    """Give the code and message of a reason for an action's entity."""
    for entity in (action.entity, "", _FURTHER.get(action.entity, "")):
        table = _REASONS.get(entity, {})
        if reason in table:
            code, message = table[reason]
            return _BY_ACTION.get(action.key, {}).get(reason, code), message
    return 500, "The item failed"
