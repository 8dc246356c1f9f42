"""The invented organisation of a new sandbox, as plain data.

Every name, address and number here is invented; mail domains end in ``.test``.
"""

from __future__ import annotations

from typing import Any

CUSTOMERS = 41
FIRST_CUSTOMER = 800_101
TILL_1, TILL_2, TILL_9 = 63_001, 63_002, 63_003
SET_UP = 1_738_380_600  # 2025-02-01 09:00:00+05:30
REGISTERED = 1_740_890_700  # 2025-03-02 10:15:00+05:30
BILLED = 1_743_490_800  # 2025-04-01 12:30:00+05:30
SPENT = 1_764_586_800  # 2025-12-01 16:30:00+05:30
SEASON = 1_764_559_800  # 2025-12-01 09:00:00+05:30
YEAR_END = 1_767_205_799  # 2025-12-31 23:59:59+05:30
NEXT_YEAR_END = 1_798_741_799  # 2026-12-31 23:59:59+05:30

_FIRST_NAMES_TEXT = """
Anouk Bram Celia Dario Edda Fenja Goran Hedda Ivo Jonna Kaspar Liv Milo Nadja Oskar Petra Quirin
Runa Stellan Tilda Ulrik Vera Wanda Xenia Ylva Zoran
"""
_LAST_NAMES_TEXT = """
Abel Brandt Castell Dekker Ekman Farrow Grimaldi Holm Iversen Jansky Keller Lindqvist Marlow
Nyberg Orsini Palmer Quist Rask Sandoval Thorne Ullman Varga Winther Yilmaz Zeman
"""
FIRST_NAMES = _FIRST_NAMES_TEXT.split()
LAST_NAMES = _LAST_NAMES_TEXT.split()
CITIES = ["Porto", "Bergen", "Trieste", "Gdynia", "Split", "Cork", "Bremen", "Aarhus"]

ZONE, CONCEPT = 60_001, 60_002
_STORE_PARENTS = {"zone_id": ZONE, "concept_id": CONCEPT}
ENTITIES: list[dict[str, Any]] = [
    {"id": ZONE, "type": "ZONE", "code": "coast", "name": "Coast"},
    {"id": CONCEPT, "type": "CONCEPT", "code": "homeware", "name": "Homeware"},
    {
        "id": 62_001,
        "type": "STORE",
        "code": "quay1",
        "name": "Quay One",
        "external_id": "QX-1",
        "external_id_1": "QX-2",
        "external_id_2": "QX-3",
        **_STORE_PARENTS,
    },
    {
        "id": 62_002,
        "type": "STORE",
        "code": "quay2",
        "name": "Quay Two",
        "external_id": "QX-4",
        "external_id_1": "QX-5",
        "external_id_2": "QX-6",
        **_STORE_PARENTS,
    },
]
# id, type, code, store, password, active
LOGINS = [
    (TILL_1, "TILL", "quay1.t1", 62_001, "tide-and-till", True),
    (TILL_2, "TILL", "quay2.t1", 62_002, "rope-and-till", True),
    (TILL_9, "TILL", "quay2.t9", 62_002, "moth-and-till", False),
    (63_901, "STR_SERVER", "quay1.ss", 62_001, "tide-and-rack", True),
]
# key, secret, name, whether calls for a till that is none are the default till's
CLIENTS = [
    ("hg-demo-key", "hg-demo-secret", "hg-demo", True),
    ("hg-strict-key", "hg-strict-secret", "hg-strict", False),
]
# label, status, whether new customers get it
LABELS = [
    ("Active", "ACTIVE", True),
    ("Suspicious", "SUSPENDED", False),
    ("Blocked", "FRAUD", False),
    ("Staff", "INTERNAL", False),
    ("Leaving", "PENDING_DELETION", False),
    ("Closed", "DELETED", False),
]
ORGANISATION = {
    "id": "5001",
    "name": "Harbour Goods",
    "address": "1 Quay Road",
    "language": "English",
    "language_code": "en",
    "language_locale": "en_US",
    "currency": "Euro",
    "timezone": "Asia/Kolkata",
    "timezone_offset": "+05:30",
    "min_sms_hour": "8",
    "max_sms_hour": "22",
    "logo": "",
    "website": "https://harbour.test",
    "country": "India",
    "country_code": "IN",
    "state": "",
    "city": "",
    "locality": "",
    "pincode": "",
    "currencies": {
        "base_currency": {"symbol": "€", "label": "EUR"},
        "supported_currencies": {"currency": [{"symbol": "€", "label": "EUR"}]},
    },
    "timezones": {
        "base_timezone": {"label": "Asia/Kolkata", "offset": "+05:30"},
        "supported_timezones": {"timezone": [{"label": "Asia/Kolkata", "offset": "+05:30"}]},
    },
    "languages": {
        "base_language": {"lang": "English", "locale": "en_US"},
        "supported_languages": {"language": [{"lang": "English", "locale": "en_US"}]},
    },
    "countries": {
        "base_country": {"name": "India", "code": "IN"},
        "supported_countries": {"country": [{"name": "India", "code": "IN"}]},
    },
}
REDEMPTION = "aB3xY9"
SPENDERS = (FIRST_CUSTOMER + 7, FIRST_CUSTOMER + 21)
LEAD = 4_000
PERIOD = 7_201
# The note, the preferences and the ticket of a new world are this customer's.
REMARKED, NOTE = 800_103, 7
REQUEST = 3_100_000
IMAGE = 1
# Who asked to be deleted, which is not approved yet.
LEAVING, LEAVING_MOBILE = 800_133, "914400010032"
# id, code, name, store
STAFF = [(64_001, "asc-00", "Edda Rask", 62_001)]
# id, source, account
ACCOUNTS = [(2_401, "WECHAT", "wc-main"), (2_402, "FACEBOOK", "fb-1")]
ACCOUNT_CONFIGS = {"wc-main": {"loginIdentifierType": "mobile", "validTill": "2027-12-31"}}
# Tenders: code, name, label, and what can be said about a payment by each.
TENDERS = [
    ("CASH", "Cash", "Cash", []),
    ("CARD", "Card", "Debit or credit card", ["card_type", "bank"]),
    ("GIFT", "Gift card", "Gift card", ["gift_card_number"]),
]
# By kind, the fields that the organisation knows.
FIELDS = {
    "custom": ("berth", "boat_name", "newsletter"),
    "extended": ("city", "gender", "dob", "zip"),
    "transaction-custom": ("basket", "gift_note"),
    "transaction-extended": ("delivery_mode", "shipping_city"),
    "store_custom_fields": ("berths",),
    "till_custom_fields": ("counter",),
    "customer_card": ("engraving",),
}
# By kind, what products are sorted by; a category can have a parent.
PRODUCT_NAMES: dict[str, list[tuple[str, str | None]]] = {
    "brand": [("Harbour", None), ("Lantern", None)],
    "category": [("household", None), ("tableware", "household"), ("lighting", "household")],
    "color": [("navy", None), ("white", None)],
    "size": [("S", None), ("L", None)],
    "style": [("striped", None)],
}
# Attributes of products, with the values that each can have; any, if none are named.
PRODUCT_ATTRIBUTES: list[tuple[str, list[str]]] = [
    ("material", ["enamel", "brass", "cotton"]),
    ("season", []),
]
# SKU -> what is known of a product besides.
PRODUCT_DETAILS: dict[str, dict[str, Any]] = {
    "SKU-LAMP-02": {
        "brand": "Lantern",
        "category": "lighting",
        "attributes": {"material": "brass"},
    },
    "SKU-MUG-03": {
        "brand": "Harbour",
        "category": "tableware",
        "color": "navy",
        "attributes": {"material": "enamel", "season": "winter"},
    },
}
CARD_SERIES = 12
CARD_DETAILS = {
    "expiryDays": 365,
    "maxActiveCardsPerCustomer": 1,
    "cardGenerationEnabled": True,
    "cardGenerationConfiguration": {
        "prefix": "HGC",
        "suffix": "",
        "offset": 1,
        "length": 13,
        "method": "DEFAULT",
    },
}
# id, number, external id, status, whose it is
CARDS: list[tuple[int, str, str | None, str, int | None]] = [
    (9_001, "HGC0000000101", None, "NOT_ISSUED", None),
    (9_002, "HGC0000000102", "HGX-0102", "ACTIVE", 800_115),
]
# SKU, price and description, the dearest first; every sum of the sample world can be paid in them.
FIRST_PRODUCT = 41_001
PRODUCTS = [
    ("SKU-TEA-01", 600, "tea crate"),
    ("SKU-LAMP-02", 150, "deck lamp"),
    ("SKU-MUG-03", 45, "enamel mug"),
    ("SKU-SOAP-04", 5, "salt soap"),
]
COUNTERS = {
    "associate": STAFF[-1][0],
    "card": CARDS[-1][0],
    "card_series": CARD_SERIES,
    "customer": FIRST_CUSTOMER + CUSTOMERS - 1,
    "loyalty": 700_800 + CUSTOMERS,
    "transaction": 910_000,
    "coupon": 5_500_000,
    "coupon_code": 0,
    "coupon_pin": 0,
    "coupon_series": 4_099,
    "redemption": 18_000_000,
    "points_redemption": 25_999,
    "points_reversal": 0,
    "points_transfer": 87_999,
    "request": REQUEST,
    "source_account": ACCOUNTS[-1][0],
    "store": 62_002,
    "image": IMAGE,
    "label": 1,
    "lead": LEAD,
    "note": NOTE,
    "ticket": 1,
    "till": TILL_9,
    "webhook": 1,
    "client": 2,
    "company": 9,
    "event": 0,
    "fleet_hierarchy": 10,
    "lead_follow_up": 0,
    "lead_reason": 0,
    "lead_sub_status": 0,
    "otp": 0,
    "request_log": 0,
    "target": 7_100,
    "target_communication": 0,
    "target_enrolment": 0,
    "target_group": 7_000,
    "target_period": 7_200,
    "target_value": 1,
    "user_group": 2_498,
    "token": 0,
    "opened": 0,
}
WEBHOOK = {
    "eventNames": ["transactionAdded"],
    "webHookUrl": "https://hooks.harbour.test/in",
    "webHookType": "HTTP",
    "methodType": "POST",
    "webHookHeaders": {"Content-Type": "application/json"},
    "noOfRetryAttempts": 0,
    "maxAllowedConnections": 10,
    "slaInSeconds": 30,
    "customerIdentifiersToBeEnriched": [],
}

# What the coupon series have in common, and the series, from 4100 on, with the last day of each.
_SMS = {"smsTemplate": "Your coupon is {{voucher}}", "anyUser": False}
_UNIQUE = {**_SMS, "clientHandlingType": "DISC_CODE", "expiryStrategyType": "SERIES_EXPIRY"}
COUPON_SERIES: list[dict[str, Any]] = [
    {
        **_UNIQUE,
        "description": "Spring crate",
        "discountCode": "SPRING",
        "discountType": "ABS",
        "discountValue": 10_000,
        "validTillDate": YEAR_END,
    },
    {
        **_UNIQUE,
        "description": "Harbour welcome",
        "discountCode": "WELCOME",
        "discountType": "ABS",
        "discountValue": 15_000,
        "validTillDate": NEXT_YEAR_END,
    },
    {
        **_UNIQUE,
        "description": "Quay days",
        "discountCode": "QUAYDAYS",
        "clientHandlingType": "GENERIC",
        "genericCode": "QUAYDAYS",
        "anyUser": True,
        "discountType": "PERC",
        "discountValue": 10_000,
        "discountUpto": 50_000,
        "validTillDate": NEXT_YEAR_END,
    },
    {
        **_UNIQUE,
        "description": "Lantern night",
        "discountCode": "LANTERN",
        "clientHandlingType": "DISC_CODE_PIN",
        "expiryStrategyType": "DAYS",
        "expiryStrategyValue": 90,
        "discountType": "ABS",
        "discountValue": 20_000,
        "validTillDate": NEXT_YEAR_END,
    },
    {
        **_UNIQUE,
        "description": "First mooring",
        "discountCode": "MOORING",
        "expiryStrategyType": "MONTHS_END",
        "expiryStrategyValue": 2,
        "maxVouchersPerUser": 1,
        "discountType": "PERC",
        "discountValue": 5_000,
        "validTillDate": NEXT_YEAR_END,
    },
]
# customer, series, code, pin, the bill on which it was redeemed
COUPONS: list[tuple[int, int, str, str | None, str | None]] = [
    (800_101, 4_101, "M4RKTQX8", None, None),
    (800_102, 4_101, "B7WXHN3K", None, "HB-1101"),
    (800_105, 4_101, "TZ9FGV4E", None, "HB-1102"),
    (800_103, 4_102, "QUAYDAYS", None, "HB-1103"),
    (800_104, 4_103, "LMPK7RW3", "2468", None),
    (800_106, 4_104, "FQ3YDS6J", None, "HB-1104"),
]
