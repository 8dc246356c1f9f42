"""The codes with which both versions say why the organisation was not read or changed.

Source: the tables of codes of organisations, stores, tills, products and cards.
"""

from __future__ import annotations

__all__ = ["CARDS", "V1_1", "V2"]

_ORGANISATION = {
    "config-unknown": (3209, "There is no configuration {}"),
    "entities-none": (3202, "Entity {} is not found"),
    "entity-unknown": (3202, "Entity {} is not found"),
    "field-name-missing": (3203, "A custom field needs a name"),
    "field-name-too-long": (3203, "The name of custom field {} is longer than 20 characters"),
    "field-out-of-scope": (3204, "Custom field {} is not in the scope of this entity"),
    "field-unknown": (3203, "Custom field {} is not found"),
    "field-value-too-long": (3212, "The value of custom field {} is too long"),
    "fields-none": (3203, "No custom fields are found"),
    "parent-unknown": (3202, "Parent entity {} is not found"),
    "scope-unknown": (3204, "Custom field scope {} is invalid"),
}
_FIELDS = {
    **_ORGANISATION,
    "extended-field-absent": (3203, "There is no extended field {}"),
}
_STORES = {
    "associate-taken": (1220, "An associate with code {} exists"),
    "associate-unusable": (400, "The code or name of associate {} is missing or too long"),
    "external-id-missing": (1221, "An external id is required"),
    "external-id-taken": (400, "Another store has external id {}"),
    "external-ids-too-many": (400, "A store has three external ids at most"),
    "field-missing": (1025, "Custom field {} is compulsory"),
    "field-name-missing": (1023, "Custom field name is missing"),
    "field-name-too-long": (1023, "Custom field {} is invalid"),
    "field-unknown": (1023, "Custom field {} is invalid"),
    "field-value-too-long": (1024, "The value of custom field {} is invalid"),
    "parent-unknown": (400, "Parent entity {} is not found"),
    "password-missing": (400, "A password is required"),
    "store-code-missing": (400, "The code and the name of a store are required"),
    "store-code-taken": (1220, "A store with code {} exists"),
    "store-name-taken": (1206, "A store named {} exists"),
    "store-too-long": (400, "The code, name or description of store {} is too long"),
    "store-unknown": (1214, "Parent store {} is not found"),
    "till-name-taken": (1207, "A till named {} exists"),
    "till-name-unusable": (400, "Till names have 3 to 50 characters and no capitals: {}"),
    "till-unknown": (3227, "Till {} is not found"),
}
CARDS = {
    "card-code-missing": (3001, "The code of a card series is required"),
    "card-count-too-large": (3026, "At most 100000 cards are generated at once"),
    "card-count-unusable": (3025, "The number of cards {} is invalid"),
    "card-expiry-missing": (3033, "A series whose cards expire needs a number of days"),
    "card-expiry-unusable": (3019, "The number of days {} until cards expire is invalid"),
    "card-external-id-taken": (3045, "Another card has external id {}"),
    "card-external-id-unequal": (3046, "External id {} is not the card's"),
    "card-generation-missing": (3007, "The configuration of card generation is required"),
    "card-generation-off": (701, "Cards of series {} are not generated"),
    "card-generation-taken": (3006, "Another series has the same prefix, suffix and length"),
    "card-label-missing": (3011, "A status label is required"),
    "card-label-taken": (3016, "Status label {} belongs to another status"),
    "card-label-too-long": (3015, "Status label {} is too long"),
    "card-label-unknown": (3014, "Status label {} is unknown"),
    "card-length-missing": (3005, "The length of card numbers is missing or invalid"),
    "card-length-too-large": (3024, "Card numbers have at most 150 characters"),
    "card-length-too-small": (3028, "The length leaves no room for a number"),
    "card-not-linkable": (3027, "Card {} cannot be linked"),
    "card-not-linked": (3031, "Card {} is not linked to the customer"),
    "card-number-taken": (3009, "Card number {} exists"),
    "card-number-unusable": (3010, "Card number {} is invalid"),
    "card-numbers-used-up": (702, "Series {} has no more numbers of this length"),
    "card-prefix-unusable": (3022, "Prefix {} is invalid"),
    "card-series-code-too-long": (3029, "The code or name {} is too long"),
    "card-series-exists": (3002, "Card series {} exists"),
    "card-series-inactive": (3008, "Card series {} is not active"),
    "card-series-unknown": (3004, "Card series {} is unknown"),
    "card-series-unusable": (3000, "Card series {} is invalid"),
    "card-status-forbidden": (3013, "A new card cannot be {}"),
    "card-status-step": (3038, "A card cannot go from {}"),
    "card-status-unknown": (3017, "Status {} is unknown"),
    "card-suffix-unusable": (3023, "Suffix {} is invalid"),
    "card-type-missing": (3003, "The type of a card series is required"),
    "card-type-unknown": (3020, "Card type {} must be DIGITAL or PHYSICAL"),
    "card-unchanged": (3021, "Nothing of card {} is to be changed"),
    "card-unknown": (3010, "Card number {} is unknown"),
    "cards-several": (3035, "One card can be linked or delinked with one call"),
    "cards-too-many": (3036, "The customer has {} active cards already"),
    "entity-unmapped": (3202, "Entity {} is not found"),
}

# entity -> reason -> code and message; "{}" is the detail
V2: dict[str, dict[str, tuple[int, str]]] = {
    "custom_field": _FIELDS,
    "extended_field": _FIELDS,
    "organization": {
        **_ORGANISATION,
        "config-scope-unknown": (3211, "Scope {} is invalid"),
        "config-value-unusable": (3212, "Value {} is invalid"),
        "currency-unusable": (3235, "Currency code {} is invalid"),
        "ratio-unusable": (3236, "Currency ratio {} is invalid"),
    },
    "source": {
        "organisation-unknown": (3221, "Organisation id {} is invalid"),
        "source-account-missing": (3217, "sourceAccountIdentifier is required"),
        "source-account-unknown": (3213, "Source {} is not found"),
        "source-configs-none": (3222, "Source {} has no configuration"),
        "source-exists": (3220, "A source with account {} exists"),
        "source-fixed": (3214, "{} cannot be changed for this source"),
        "source-name-missing": (3216, "name is required"),
        "source-too-long": (3214, "The name or account of source {} is invalid"),
        "source-type-unknown": (3218, "Source type {} is invalid"),
        "source-uuid-unknown": (3219, "Source UUID {} is invalid"),
    },
    "store": _STORES,
    "till": _STORES,
}
V1_1: dict[str, dict[str, tuple[int, str]]] = {
    "organization": _ORGANISATION,
    "store": {
        "store-identifier-invalid": (902, "Store identifier {} is invalid"),
        "store-identifier-missing": (913, "No store identifier was given"),
        "store-id-missing": (903, "The store id is empty"),
        "staff-type-unknown": (901, "Staff type {} is invalid"),
    },
    "product": {
        "attribute-name-missing": (400, "An attribute needs a name"),
        "attribute-type-unknown": (400, "The type of attribute {} is invalid"),
        "attribute-unusable": (400, "Attribute {} is too long"),
        "product-ean-taken": (9108, "EAN {} exists"),
        "product-identifier-missing": (2101, "No SKU or id was given"),
        "product-price-missing": (9103, "The price is missing"),
        "product-price-unusable": (9106, "Price {} is not numeric"),
        "product-sku-missing": (9102, "The SKU is missing"),
        "product-unknown": (2101, "Product {} is not found"),
        "product-unusable": (9102, "SKU {} is too long"),
    },
}
