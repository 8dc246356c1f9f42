"""The tables of what an organisation works with besides its customers' sales and points."""

BUSINESS = """
CREATE TABLE access_rights (
    holder TEXT, resource TEXT, permission TEXT NOT NULL,
    PRIMARY KEY (holder, resource)) WITHOUT ROWID;
CREATE TABLE event_log (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, webhook_id TEXT NOT NULL,
    event TEXT NOT NULL, request_id TEXT NOT NULL, ref_id TEXT NOT NULL, url TEXT NOT NULL,
    customer_id INTEGER, payload TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX event_log_request ON event_log (request_id);
CREATE INDEX event_log_ref ON event_log (ref_id);
CREATE INDEX event_log_customer ON event_log (customer_id);
CREATE TABLE target_groups (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, till_id INTEGER NOT NULL,
    details TEXT NOT NULL, active INTEGER NOT NULL, created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL, updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE target_periods (
    id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, ref_code TEXT NOT NULL,
    starts_on TEXT NOT NULL, ends_on TEXT NOT NULL, description TEXT NOT NULL,
    active INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL, UNIQUE (group_id, ref_code));
CREATE TABLE targets (
    id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, name TEXT NOT NULL,
    details TEXT NOT NULL, active INTEGER NOT NULL, created_at INTEGER NOT NULL,
    created_by INTEGER NOT NULL, updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE INDEX targets_group ON targets (group_id);
CREATE TABLE target_enrolments (
    id INTEGER PRIMARY KEY, target_id INTEGER NOT NULL, period_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL, balance INTEGER NOT NULL, active INTEGER NOT NULL,
    enrolled_at INTEGER NOT NULL);
CREATE INDEX target_enrolments_target ON target_enrolments (target_id, customer_id);
CREATE TABLE user_groups (
    id INTEGER PRIMARY KEY, external_id TEXT NOT NULL, name TEXT NOT NULL,
    max_size INTEGER NOT NULL, extended TEXT NOT NULL DEFAULT '{}', active INTEGER NOT NULL,
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE user_group_members (
    id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, customer_id INTEGER NOT NULL UNIQUE,
    is_primary INTEGER NOT NULL, permissions TEXT NOT NULL DEFAULT '[]',
    joined_at INTEGER NOT NULL);
CREATE INDEX user_group_members_group ON user_group_members (group_id);
CREATE TABLE companies (
    id INTEGER PRIMARY KEY, external_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    hierarchy_code TEXT NOT NULL, parent_id INTEGER, extended TEXT NOT NULL DEFAULT '{}',
    active INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE INDEX companies_parent ON companies (parent_id);
CREATE TABLE verticals (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, active INTEGER NOT NULL);
CREATE TABLE fleet_hierarchies (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, details TEXT NOT NULL,
    created_at INTEGER NOT NULL, created_by INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, updated_by INTEGER NOT NULL);
CREATE TABLE otps (
    id INTEGER PRIMARY KEY, entity_type TEXT NOT NULL, entity_value TEXT NOT NULL,
    action TEXT NOT NULL, code TEXT NOT NULL, sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE INDEX otps_entity ON otps (entity_type, entity_value);
CREATE TABLE lead_reasons (id INTEGER PRIMARY KEY, reason TEXT NOT NULL UNIQUE);
CREATE TABLE lead_sub_statuses (
    id INTEGER PRIMARY KEY, status TEXT NOT NULL, sub_status TEXT NOT NULL,
    UNIQUE (status, sub_status));
CREATE TABLE lead_follow_ups (
    id INTEGER PRIMARY KEY, lead_id INTEGER NOT NULL, scheduled_at INTEGER,
    followed_at INTEGER NOT NULL, followed_by INTEGER NOT NULL, notes TEXT NOT NULL,
    next_at INTEGER, created_at INTEGER NOT NULL, created_by INTEGER NOT NULL);
CREATE INDEX lead_follow_ups_lead ON lead_follow_ups (lead_id);
CREATE TABLE request_log (
    id INTEGER PRIMARY KEY, request_id INTEGER NOT NULL, status TEXT NOT NULL,
    comments TEXT NOT NULL, logged_at INTEGER NOT NULL, logged_by INTEGER NOT NULL);
CREATE INDEX request_log_request ON request_log (request_id);
"""
