"""Customers, version 1.1."""

# The actions that each part handles.
PARTS = {
    ".coupons": ("get_coupons",),
    ".history": ("get_transactions", "get_redemptions"),
    ".identity": ("update_identity",),
    ".reading": ("get",),
    ".records": (
        "upsert_notes",
        "get_notes",
        "upsert_preferences",
        "get_preferences",
        "add_ticket",
        "get_tickets",
    ),
    ".searching": ("search",),
    ".subscriptions": ("update_subscriptions", "get_subscriptions"),
    ".writing": ("add", "update"),
}
