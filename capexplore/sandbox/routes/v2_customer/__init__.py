"""Customers, version 2."""

# The actions that each part handles.
PARTS = {
    ".change_requests": ("get_identifier_change_requests",),
    ".coupons": ("get_coupons", "get_coupons_detailed"),
    ".images": ("add_image", "delete_image"),
    ".labels": ("change_labels", "get_labels", "search_by_label"),
    ".loyalty": ("get_loyalty_details", "get_tier", "get_status_log"),
    ".points": ("get_points_balance",),
    ".reading": ("get", "search"),
    ".registration": ("add",),
    ".schedules": ("get_points_expiry_schedule",),
    ".subscriptions": ("get_subscriptions", "update_subscriptions"),
    ".transactions": ("get_transactions",),
    ".updating": ("update", "change_identifier"),
    ".upserting": ("upsert_bulk",),
}
