"""The tables of the sandbox.

Times are whole seconds since 1970 in UTC; money, quantities and points are whole thousandths.
Columns named ``fields``, ``extended``, ``channels``, ``custom`` and ``details`` hold JSON. Whatever
the API deletes softly has an ``active`` column.
"""

from capexplore.sandbox.schema_business import BUSINESS

__all__ = ["SCHEMA", "SCHEMA_VERSION"]

SCHEMA_VERSION = "4"

_CORE = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counters (kind TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE configs (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE organisation (id INTEGER PRIMARY KEY, details TEXT NOT NULL);

CREATE TABLE entities (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '', store_id INTEGER, zone_id INTEGER, concept_id INTEGER,
    external_id TEXT, external_id_1 TEXT, external_id_2 TEXT,
    password_md5 TEXT, active INTEGER NOT NULL DEFAULT 1, updated_at INTEGER NOT NULL DEFAULT 0,
    updated_by INTEGER, details TEXT NOT NULL DEFAULT '{}', fields TEXT NOT NULL DEFAULT '{}',
    UNIQUE (type, code));
CREATE INDEX entities_store ON entities (store_id);
CREATE TABLE oauth_clients (
    key TEXT PRIMARY KEY, secret_md5 TEXT NOT NULL, name TEXT NOT NULL, till_id INTEGER NOT NULL,
    fall_back INTEGER NOT NULL, ttl INTEGER NOT NULL, id INTEGER NOT NULL,
    description TEXT NOT NULL DEFAULT '', scopes TEXT NOT NULL DEFAULT '[]',
    active INTEGER NOT NULL DEFAULT 1, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tokens (
    token TEXT PRIMARY KEY, client_key TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE lookups (
    type TEXT, code TEXT, till_id INTEGER NOT NULL, active INTEGER NOT NULL,
    PRIMARY KEY (type, code)) WITHOUT ROWID;
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, source TEXT NOT NULL, account TEXT NOT NULL,
    name TEXT NOT NULL, mirrored INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 1,
    details TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    UNIQUE (source, account));
CREATE TABLE field_definitions (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1, details TEXT NOT NULL DEFAULT '{}', UNIQUE (kind, folded));
CREATE TABLE tenders (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, label TEXT NOT NULL, attributes TEXT NOT NULL
    ) WITHOUT ROWID;
CREATE TABLE currency_ratios (code TEXT PRIMARY KEY, ratio INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE status_labels (
    label TEXT PRIMARY KEY, status TEXT NOT NULL, is_default INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE customers (
    id INTEGER PRIMARY KEY, loyal INTEGER NOT NULL, registered_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, created_by INTEGER NOT NULL, modified_by INTEGER NOT NULL,
    created_source TEXT NOT NULL, associated_with TEXT NOT NULL DEFAULT '',
    label TEXT NOT NULL DEFAULT '', extended TEXT NOT NULL DEFAULT '{}',
    fraud TEXT NOT NULL DEFAULT 'NONE', fraud_reason TEXT NOT NULL DEFAULT '',
    fraud_by TEXT NOT NULL DEFAULT '', fraud_at INTEGER,
    merged_into INTEGER, erased INTEGER NOT NULL DEFAULT 0);
CREATE TABLE profiles (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, source TEXT NOT NULL,
    account TEXT NOT NULL, first_name TEXT NOT NULL DEFAULT '', last_name TEXT NOT NULL DEFAULT '',
    fields TEXT NOT NULL DEFAULT '{}', channels TEXT NOT NULL DEFAULT '[]',
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    modified_at INTEGER NOT NULL, modified_by INTEGER NOT NULL,
    UNIQUE (customer_id, source, account));
CREATE TABLE identifiers (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, source TEXT NOT NULL,
    account TEXT NOT NULL, type TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (source, account, type, value));
CREATE INDEX identifiers_value ON identifiers (type, value);
CREATE INDEX identifiers_customer ON identifiers (customer_id);
CREATE TABLE status_log (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, label TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL, active INTEGER NOT NULL DEFAULT 1);
CREATE INDEX status_log_customer ON status_log (customer_id);
CREATE TABLE erased_identifiers (
    digest TEXT PRIMARY KEY, customer_id INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE programs (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE tiers (
    program_id INTEGER, serial INTEGER, name TEXT NOT NULL, description TEXT NOT NULL,
    from_points INTEGER NOT NULL, PRIMARY KEY (program_id, serial)) WITHOUT ROWID;
CREATE TABLE enrolments (
    loyalty_id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, program_id INTEGER NOT NULL,
    tier INTEGER NOT NULL, tier_expires_at INTEGER NOT NULL, enrolled_at INTEGER NOT NULL,
    UNIQUE (customer_id, program_id));
CREATE TABLE transactions (
    id INTEGER PRIMARY KEY, customer_id INTEGER, type TEXT NOT NULL, number TEXT NOT NULL,
    amount INTEGER NOT NULL, gross_amount INTEGER NOT NULL, discount INTEGER NOT NULL,
    billed_at INTEGER NOT NULL, till_id INTEGER NOT NULL,
    source TEXT NOT NULL DEFAULT 'INSTORE', account TEXT NOT NULL DEFAULT '',
    outlier_status TEXT NOT NULL DEFAULT 'NORMAL',
    delivery_status TEXT NOT NULL DEFAULT 'DELIVERED', notes TEXT NOT NULL DEFAULT '',
    return_type TEXT NOT NULL DEFAULT '', parent_id INTEGER,
    parent_number TEXT NOT NULL DEFAULT '', details TEXT NOT NULL DEFAULT '{}',
    fields TEXT NOT NULL DEFAULT '{}', extended TEXT NOT NULL DEFAULT '{}',
    points_returned INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE INDEX transactions_customer ON transactions (customer_id, billed_at);
CREATE INDEX transactions_number ON transactions (number, till_id);
CREATE INDEX transactions_parent ON transactions (parent_id);
CREATE TABLE transaction_lines (
    id INTEGER PRIMARY KEY, transaction_id INTEGER NOT NULL, serial INTEGER NOT NULL,
    type TEXT NOT NULL DEFAULT 'REGULAR', item_code TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '', qty INTEGER NOT NULL, rate INTEGER NOT NULL,
    value INTEGER NOT NULL, discount INTEGER NOT NULL, amount INTEGER NOT NULL,
    outlier_status TEXT NOT NULL DEFAULT 'NORMAL', return_of INTEGER,
    details TEXT NOT NULL DEFAULT '{}', extended TEXT NOT NULL DEFAULT '{}');
CREATE INDEX transaction_lines_transaction ON transaction_lines (transaction_id);
CREATE INDEX transaction_lines_return ON transaction_lines (return_of);
CREATE TABLE sale_returns (
    id INTEGER PRIMARY KEY, sale_id INTEGER NOT NULL, transaction_id INTEGER NOT NULL,
    customer_id INTEGER, kind TEXT NOT NULL, amount INTEGER NOT NULL, points INTEGER NOT NULL);
CREATE INDEX sale_returns_sale ON sale_returns (sale_id);
CREATE INDEX sale_returns_transaction ON sale_returns (transaction_id);
CREATE INDEX sale_returns_customer ON sale_returns (customer_id);
CREATE TABLE products (
    id INTEGER PRIMARY KEY, sku TEXT NOT NULL UNIQUE, ean TEXT UNIQUE,
    description TEXT NOT NULL DEFAULT '', price INTEGER NOT NULL DEFAULT 0,
    details TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL);
CREATE TABLE product_names (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, label TEXT NOT NULL,
    parent_id INTEGER, details TEXT NOT NULL DEFAULT '{}', UNIQUE (kind, name));
CREATE TABLE product_attributes (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT NOT NULL, type TEXT NOT NULL,
    is_enum INTEGER NOT NULL, details TEXT NOT NULL DEFAULT '{}');
CREATE TABLE card_series (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, type TEXT NOT NULL,
    active INTEGER NOT NULL, details TEXT NOT NULL, next_number INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE card_labels (
    id INTEGER PRIMARY KEY, status TEXT NOT NULL, label TEXT NOT NULL UNIQUE,
    is_default INTEGER NOT NULL);
CREATE TABLE cards (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, external_id TEXT UNIQUE,
    series_id INTEGER NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL, customer_id INTEGER,
    entity_id INTEGER NOT NULL, custom TEXT NOT NULL DEFAULT '{}',
    extended TEXT NOT NULL DEFAULT '{}', issued_at INTEGER, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL);
CREATE INDEX cards_customer ON cards (customer_id);
CREATE INDEX cards_series ON cards (series_id);
CREATE TABLE card_log (
    id INTEGER PRIMARY KEY, card_id INTEGER NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL);
CREATE INDEX card_log_card ON card_log (card_id);
CREATE TABLE card_batches (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, count INTEGER NOT NULL,
    label TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL);
CREATE TABLE awards (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, program_id INTEGER NOT NULL,
    kind TEXT NOT NULL, transaction_id INTEGER, points INTEGER NOT NULL,
    remaining INTEGER NOT NULL, redeemed INTEGER NOT NULL DEFAULT 0,
    returned INTEGER NOT NULL DEFAULT 0, transferred INTEGER NOT NULL DEFAULT 0,
    awarded_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    CHECK (remaining >= 0 AND points = remaining + redeemed + returned + transferred));
CREATE INDEX awards_customer ON awards (customer_id, program_id);
CREATE INDEX awards_transaction ON awards (transaction_id);
CREATE TABLE point_redemptions (
    id INTEGER PRIMARY KEY, redemption_id TEXT NOT NULL UNIQUE, customer_id INTEGER NOT NULL,
    program_id INTEGER NOT NULL, points INTEGER NOT NULL, bill_number TEXT NOT NULL,
    notes TEXT NOT NULL DEFAULT '', external_reference TEXT NOT NULL DEFAULT '',
    validation_code TEXT NOT NULL DEFAULT '', custom TEXT NOT NULL DEFAULT '{}',
    redeemed_at INTEGER NOT NULL, till_id INTEGER NOT NULL);
CREATE INDEX point_redemptions_customer ON point_redemptions (customer_id);
CREATE TABLE redemption_parts (
    redemption INTEGER NOT NULL, award_id INTEGER NOT NULL, points INTEGER NOT NULL,
    reversed INTEGER NOT NULL DEFAULT 0);
CREATE INDEX redemption_parts_redemption ON redemption_parts (redemption);
CREATE TABLE point_reversals (
    id INTEGER PRIMARY KEY, reversal_id TEXT NOT NULL UNIQUE, redemption INTEGER NOT NULL,
    points INTEGER NOT NULL, expired INTEGER NOT NULL, reversed_at INTEGER NOT NULL,
    till_id INTEGER NOT NULL);
CREATE INDEX point_reversals_redemption ON point_reversals (redemption);
CREATE TABLE point_transfers (
    id INTEGER PRIMARY KEY, giver INTEGER NOT NULL, taker INTEGER NOT NULL,
    program_id INTEGER NOT NULL, points INTEGER NOT NULL, notes TEXT NOT NULL,
    moved_at INTEGER NOT NULL, till_id INTEGER NOT NULL);
CREATE TABLE one_time_codes (
    customer_id INTEGER NOT NULL, purpose TEXT NOT NULL, code TEXT NOT NULL,
    expires_at INTEGER NOT NULL, times_sent INTEGER NOT NULL,
    PRIMARY KEY (customer_id, purpose)) WITHOUT ROWID;
CREATE TABLE coupon_series (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
    discount_code TEXT NOT NULL, handling TEXT NOT NULL, generic_code TEXT UNIQUE COLLATE NOCASE,
    valid_till INTEGER NOT NULL, details TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE coupons (
    id INTEGER PRIMARY KEY, series_id INTEGER NOT NULL, customer_id INTEGER NOT NULL,
    code TEXT NOT NULL COLLATE NOCASE, pin TEXT, created_at INTEGER NOT NULL,
    valid_till INTEGER NOT NULL, till_id INTEGER NOT NULL, sent_at INTEGER,
    revoked INTEGER NOT NULL DEFAULT 0);
CREATE INDEX coupons_customer ON coupons (customer_id);
CREATE INDEX coupons_code ON coupons (code);
CREATE INDEX coupons_series ON coupons (series_id);
CREATE TABLE coupon_redemptions (
    id INTEGER PRIMARY KEY, coupon_id INTEGER NOT NULL, customer_id INTEGER NOT NULL,
    redeemed_at INTEGER NOT NULL, till_id INTEGER NOT NULL,
    transaction_number TEXT NOT NULL DEFAULT '', bill_id INTEGER, bill_amount INTEGER,
    custom TEXT NOT NULL DEFAULT '{}', reversed_at INTEGER);
CREATE INDEX coupon_redemptions_coupon ON coupon_redemptions (coupon_id);
CREATE INDEX coupon_redemptions_customer ON coupon_redemptions (customer_id);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, type TEXT NOT NULL, base_type TEXT NOT NULL, status TEXT NOT NULL,
    customer_id INTEGER NOT NULL, source TEXT NOT NULL, account TEXT NOT NULL,
    details TEXT NOT NULL DEFAULT '{}', comments TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE INDEX requests_customer ON requests (customer_id);
CREATE TABLE images (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, name TEXT NOT NULL,
    media_type TEXT NOT NULL, size INTEGER NOT NULL, handle TEXT NOT NULL,
    added_at INTEGER NOT NULL, added_by INTEGER NOT NULL);
CREATE INDEX images_customer ON images (customer_id);
CREATE TABLE labels (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL,
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL);
CREATE TABLE customer_labels (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, label_id INTEGER NOT NULL,
    added_at INTEGER NOT NULL, added_by INTEGER NOT NULL, UNIQUE (customer_id, label_id));
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, channel TEXT NOT NULL,
    priority TEXT NOT NULL, subscribed INTEGER NOT NULL, campaign_id INTEGER NOT NULL,
    communication_id INTEGER NOT NULL, changed_at INTEGER NOT NULL, changed_by INTEGER NOT NULL,
    UNIQUE (customer_id, channel, priority));
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, written_at INTEGER NOT NULL,
    description TEXT NOT NULL, created_at INTEGER NOT NULL, till_id INTEGER NOT NULL);
CREATE INDEX notes_customer ON notes (customer_id);
CREATE TABLE preferences (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, custom TEXT NOT NULL DEFAULT '{}',
    store_id INTEGER);
CREATE INDEX preferences_customer ON preferences (customer_id);
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, code TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL, priority TEXT NOT NULL, department TEXT NOT NULL,
    subject TEXT NOT NULL, message TEXT NOT NULL, reported_from TEXT NOT NULL,
    type TEXT NOT NULL, custom TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL,
    till_id INTEGER NOT NULL);
CREATE INDEX tickets_customer ON tickets (customer_id);
CREATE TABLE tier_changes (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, program_id INTEGER NOT NULL,
    from_tier INTEGER NOT NULL, to_tier INTEGER NOT NULL, changed_at INTEGER NOT NULL,
    till_id INTEGER NOT NULL);
CREATE INDEX tier_changes_customer ON tier_changes (customer_id);
CREATE TABLE leads (
    id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, type TEXT NOT NULL,
    lead_for TEXT NOT NULL, status TEXT NOT NULL, sub_status TEXT, owner TEXT,
    next_follow_up INTEGER, org_source_id INTEGER NOT NULL, extended TEXT NOT NULL DEFAULT '{}',
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE lead_log (
    lead_id INTEGER NOT NULL, status TEXT NOT NULL, sub_status TEXT, reason_id INTEGER,
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL);
CREATE INDEX lead_log_lead ON lead_log (lead_id);
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, details TEXT NOT NULL,
    active INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL) WITHOUT ROWID;
"""
SCHEMA = _CORE + BUSINESS
