"""The codes with which version 2 says why something was not done.

The same number means different things for different entities: a code is always read together with
the operation. Source: the tables of codes of each entity's pages.
"""

from __future__ import annotations

from capexplore.catalog import Action
from capexplore.sandbox.wire import coupon_reasons, organisation_reasons, request_reasons
from capexplore.sandbox.wire.bill_reasons import V2 as BILL_REASONS

__all__ = ["NOTICES", "code_of"]

_GROUPS = {
    "group-details-invalid": (1644, "Member {} of the group is invalid"),
    "group-external-id-missing": (1634, "The external id of the group is missing"),
    "group-external-id-taken": (1633, "A group with the external id {} exists already"),
    "group-full": (1638, "Group {} is full"),
    "group-member-already": (1623, "Customer {} is a member of the group already"),
    "group-member-elsewhere": (1636, "Customer {} is a member of another group"),
    "group-name-invalid": (1632, "{} of the group is invalid"),
    "group-not-a-member": (1620, "Customer {} is not a member of the group"),
    "group-nothing-to-change": (1643, "There is nothing to change of group {}"),
    "group-permission-invalid": (1645, "Permission {} is unknown"),
    "group-primary-elsewhere": (1642, "Customer {} is the primary member of another group"),
    "group-primary-exists": (1637, "The group has the primary member {} already"),
    "group-primary-stays": (1624, "Primary member {} cannot leave the others"),
    "group-query-missing": (1635, "There is nothing to search for"),
    "group-size-invalid": (1639, "Group size {} is missing or invalid"),
    "group-size-too-small": (1640, "The group has more than {} members"),
    "group-unknown": (1619, "Group {} is unknown or closed"),
    "group-unnamed": (1632, "id, externalId or primaryUserId is required"),
    "group-user-invalid": (1632, "Customer {} is invalid"),
}
# entity ("" stands for every one) -> reason -> code and message; "{}" is the detail
_REASONS: dict[str, dict[str, tuple[int, str]]] = {
    "": {
        "account-malformed": (3217, "Account id is invalid for source {}"),
        "account-missing": (8045, "Account id is required for source {}"),
        "account-unknown": (8127, "Source or account id is invalid"),
        "already-merged": (8067, "The customer is merged with {} already"),
        "attribution-invalid": (91021, "Attributed till {} is invalid"),
        "bill-date-malformed": (1114, "Date {} is invalid"),
        "bill-dates-reversed": (1115, "Start date {} is after the end date"),
        "channel-type-missing": (8106, "Communication channel type is missing"),
        "channel-unknown": (8010, "Communication channel {} is invalid"),
        "customer-erased": (8109, "Customer is deleted after PII delete request"),
        "customer-fraud": (618, "Customer is marked as fraud"),
        "customer-unknown": (8015, "Customer not found for the given identifiers"),
        "date-malformed": (8017, "Registration date is invalid"),
        "embed-unknown": (1110, "{} cannot be embedded"),
        "entity-type-unknown": (1212, "Entity type {} is invalid"),
        "email-required": (8014, "Primary identifier email is required"),
        "exists-in-source": (8006, "Customer exists in the same source with id {}"),
        "externalId-required": (8014, "Primary identifier externalId is required"),
        "identifier-malformed": (8014, "Primary identifier {} is invalid"),
        "identifier-none": (8005, "No usable identifier was given"),
        "identifier-type-unknown": (8013, "Identifier type {} is unknown"),
        **organisation_reasons.CARDS,
        "company-exists": (400, "A company with the external id {} exists already"),
        "company-parent-unknown": (400, "Parent company {} is unknown or inactive"),
        "company-unknown": (400, "Company {} is unknown"),
        "field-missing": (400, "{} is required"),
        "fleet-exists": (400, "A fleet hierarchy with the code {} exists already"),
        "fleet-permission-unknown": (400, "Permission {} is unknown"),
        "fleet-role-unknown": (400, "Role {} is unknown"),
        "fleet-unknown": (400, "Fleet hierarchy {} is unknown"),
        "organisation-unknown": (1064, "Organisation id {} is invalid"),
        "vertical-exists": (400, "The organisation has vertical {} already"),
        "vertical-unknown": (400, "Vertical {} is unknown"),
        "card-unknown": (3010, "Card number {} is unknown"),
        "image-too-large": (8082, "Image {} is larger than 49 MB"),
        "image-too-small": (8083, "Image {} is too small"),
        "image-unknown": (8080, "Image {} could not be deleted"),
        "images-missing": (8081, "No image was sent"),
        "images-none": (8078, "There are no images to delete"),
        "images-too-many": (8082, "A customer can have {} images"),
        "label-empty": (33006, "A label is required"),
        "label-exists": (33003, "Label {} exists"),
        "label-too-long": (400, "Label {} or its description is too long"),
        "label-unknown": (8086, "Status label {} is invalid"),
        "limit-above-1000": (1109, "Limit {} is more than 1000"),
        "limit-unusable": (1111, "Limit {} is invalid"),
        "list-date-malformed": (8112, "Date {} is invalid"),
        "limit-too-large": (8102, "Limit is more than 100"),
        "limit-too-small": (8101, "Limit is less than 1"),
        "lookup-empty": (8002, "No identifier was given"),
        "lookup-name-missing": (8092, "Identifier type is missing"),
        "lookup-value-missing": (8093, "Identifier value is missing"),
        "loyalty-missing": (8121, "Customer {} is a non-loyalty customer"),
        "loyalty-downgrade": (8018, "A loyalty customer cannot become a non-loyalty customer"),
        "not-enrolled": (8089, "Customer {} is not in the programme"),
        "program-unknown": (885, "Programme {} is unknown"),
        "mobile-required": (8014, "Primary identifier mobile is required"),
        "offset-unusable": (1112, "Offset {} is invalid"),
        "order-unknown": (1108, "Sort order {} is invalid"),
        "offset-negative": (8100, "Offset is negative"),
        "primary-mismatch": (8075, "Primary identifier does not match the others"),
        "profile-taken": (8008, "Customer {} has another profile in the same source"),
        "profile-unknown": (8009, "Customer has no profile in source {}"),
        "programme-unknown": (8089, "The customer is not enrolled in programme {}"),
        "registered-outside-window": (8017, "Registration date is invalid"),
        "status-blocks": (3045, "The customer's status does not allow to {}"),
        "several-holders": (8074, "The identifiers belong to several customers of other sources"),
        "source-missing": (8016, "Source is required"),
        "source-taken": (8066, "Customer {} already has a profile in this source"),
        "source-unknown": (8003, "Source {} is invalid"),
        "sort-unknown": (1107, "The list cannot be sorted by {}"),
        # The page of subscriptions shows this code alone, whatever is wrong with a choice.
        "subscription-channel-unknown": (500, "All requests have failed due to errors"),
        "subscription-priority-unknown": (500, "All requests have failed due to errors"),
        "subscription-type-unknown": (500, "All requests have failed due to errors"),
        "taken-in-source": (8007, "The identifier belongs to customer {} in the same source"),
        "was-erased": (8026, "This customer was deleted after a PII delete request"),
        "not-in-source": (8065, "Customer is unknown in source {}"),
    },
    "coupon": coupon_reasons.V2,
    "coupon_series": coupon_reasons.V2,
    "lead": {
        "field-missing": (92011, "Field {} is required"),
        "lead-closed": (92024, "Lead {} is closed"),
        "lead-field-invalid": (92011, "Field {} is invalid"),
        "lead-for-missing": (92005, "leadFor is required"),
        "lead-id-missing": (92010, "Lead id is required"),
        "lead-follow-up-invalid": (92013, "{} is required, and must be a time"),
        "lead-id-type-unknown": (92008, "idType {} is invalid"),
        "lead-identifier-invalid": (92009, "Identifier {} is invalid"),
        "lead-maker-invalid": (92015, "{} is invalid"),
        "lead-owner-invalid": (92019, "{} is invalid"),
        "lead-reason-empty": (92012, "A reason is required"),
        "lead-reason-unknown": (92004, "Reason {} is unknown"),
        "lead-registration-off": (92025, "Customer {} is unknown and is not registered by a lead"),
        "lead-brand-unknown": (92017, "Brand {} is unknown"),
        "lead-category-unknown": (92018, "Category {} is unknown"),
        "lead-sku-unknown": (92016, "Product {} is unknown"),
        "lead-source-invalid": (92014, "{} is invalid"),
        "lead-status-missing": (92003, "Lead status is required"),
        "lead-status-unknown": (92002, "Lead status {} is invalid"),
        "lead-sub-status-exists": (92023, "Sub-status {} exists"),
        "lead-sub-status-invalid": (92021, "{} is invalid"),
        "lead-sub-status-missing": (92020, "A sub-status is required"),
        "lead-sub-status-other": (92022, "Sub-status {} belongs to another status"),
        "lead-type-unknown": (92006, "Lead type {} is invalid"),
        "lead-unknown": (92001, "Lead {} does not exist"),
        "lead-user-missing": (92007, "userId, or idType and identifier, is required"),
    },
    "otp": {
        "otp-action-missing": (602, "The action is missing or unknown: {}"),
        "otp-channel-missing": (603, "A channel needs a type and a value"),
        "otp-code-missing": (604, "The code is missing"),
        "otp-entity-type-missing": (600, "The entity type is missing or unknown: {}"),
        "otp-entity-value-missing": (601, "The entity value is missing or invalid"),
    },
    "points": {
        "already-reversed": (3802, "Redemption {} has been reversed already"),
        "code-wrong": (808, "The validation code is wrong or has expired"),
        "giver-fraud": (415, "The giving customer {} is marked as fraud"),
        "identifier-malformed": (434, "An identifier's type or value is missing or invalid"),
        "not-enrolled": (881, "Customer {} is not in the programme"),
        "points-not-movable": (817, "Customer {} has not so many points to give away"),
        "points-not-whole": (807, "Only whole points can be transferred"),
        "points-too-fine": (878, "Points have at most three decimals"),
        "points-unusable": (422, "The number of points is missing or invalid"),
        "redemption-anothers": (904, "The points were not redeemed by customer {}"),
        "redemption-malformed": (901, "The redemption id is invalid"),
        "redemption-unknown": (902, "Redemption {} is unknown"),
        "reversal-off": (905, "Redemptions cannot be reversed"),
        "reversal-too-large": (901, "At most {} points can be reversed"),
        "same-customer": (418, "Points cannot be transferred to the same customer"),
        "status-blocks": (3045, "A customer's status does not allow this"),
        "taker-fraud": (414, "The receiving customer {} is marked as fraud"),
    },
    "request": request_reasons.V2,
    "user_group": _GROUPS,
    "user_group_legacy": _GROUPS,
    "transaction": BILL_REASONS,
    **organisation_reasons.V2,
}
# What the same reasons are called when reading, and for some actions.
_READING = {"account-missing": 8091, "source-unknown": 8012}
_BY_ACTION = {
    "v2/customer/add": {"source-missing": 8004, "primary-mismatch": 1047},
    **coupon_reasons.BY_ACTION,
    "v2/points/reverse": {
        "customer-fraud": 903,
        "identifier-malformed": 904,
        "points-unusable": 901,
        "status-blocks": 903,
    },
    "v2/transaction/add": {"delivery-status-unknown": 686},
    "v2/transaction/add_bulk": {"delivery-status-unknown": 686},
    "v2/customer/upsert_bulk": {"source-missing": 8004, "primary-mismatch": 1047},
}
_LOOKUP = {"source-missing": 8001, "account-missing": 8045}
_LOOKUP_READING = {"source-unknown": 8011}

NOTICES: dict[str, tuple[int, str]] = {
    "card-extended-field-unknown": (91016, "Extended field {} is invalid"),
    "card-status-same": (3039, "The card is {} already"),
    "customer_card-field-unknown": (1017, "Custom field {} is invalid"),
    "customer_card-field-unsaved": (1018, "Custom field {} was not saved"),
    "bill-is-outlier": (9611, "Transaction {} is an outlier"),
    "line-is-outlier": (9608, "Transaction {} has a line that is an outlier"),
    "points-not-awarded": (9610, "Points were not awarded for transaction {}"),
    "several-sales": (9614, "Several bills have the number {}"),
    "transaction-custom-field-unknown": (9604, "Custom field {} was not saved"),
    "transaction-custom-field-unsaved": (9604, "Custom field {} was not saved"),
    "transaction-extended-field-unknown": (91016, "Extended field {} is invalid"),
    "transaction-extended-field-unsaved": (91015, "Extended field {} was not saved"),
    "association-unknown": (8077, "associatedWith {} is unknown and was ignored"),
    "channel-email-malformed": (8057, "Email {} of a channel is invalid and was dropped"),
    "channel-mobile-malformed": (8058, "Mobile {} of a channel is invalid and was dropped"),
    "combined": (8050, "Customer found in another source and combined with {}"),
    "conflicting-customers": (8052, "Conflicting customers found: {}"),
    "customer-label-unknown": (33000, "Label {} does not exist"),
    "custom-field-unknown": (1017, "Custom field {} is invalid"),
    "custom-field-unsaved": (1018, "Custom field {} was not saved"),
    "account-missing": (8054, "Account id is required for source {}, which was ignored"),
    "conflicting-holders": (8053, "Conflicting customers found: {}"),
    "customer-merged": (8069, "The customer was merged into {}"),
    "email-known": (8072, "Email {} is already on this customer"),
    "email-malformed": (8055, "Email {} is invalid and was dropped"),
    "expiry-adjusted": (1302, "An expiry date of program {} was adjusted"),
    "extended-field-unknown": (91016, "Extended field {} is invalid"),
    "extended-field-unsaved": (91015, "Extended field {} was not saved"),
    "externalId-known": (8073, "External id {} is already on this customer"),
    "externalId-malformed": (8014, "External id {} is invalid and was dropped"),
    "identifier-taken": (91007, "Identifier {} belongs to another customer and was ignored"),
    "merged": (8051, "Customer found in another source and merged with {}"),
    "mobile-known": (8071, "Mobile {} is already on this customer"),
    "mobile-malformed": (8056, "Mobile {} is invalid and was dropped"),
    "nothing-to-change": (8070, "There is nothing valid to change"),
    "program-unknown": (1213, "Program {} or its tier is unknown"),
    "no-default-label": (8107, "No default customer status label is configured"),
}

# Where the codes of an entity go on: a sale can be asked for.
_FURTHER = {"request": "transaction"}


def code_of(reason: str, action: Action) -> tuple[int, str]:
    """Give the code and message of a reason for an action."""
    code, message = 500, "The request failed"
    for entity in (action.entity, "", _FURTHER.get(action.entity, "")):
        table = _REASONS.get(entity, {})
        if reason in table:
            code, message = table[reason]
            break
    if action.method == "GET":
        code = _READING.get(reason, code)
    if action.entity == "customer_lookup":
        code = _LOOKUP.get(reason, code)
        if action.method == "GET":
            code = _LOOKUP_READING.get(reason, code)
    return _BY_ACTION.get(action.key, {}).get(reason, code), message
