"""Customers found by an identifier, version 2."""

# The actions that each part handles.
PARTS = {
    ".details": ("get_id", "get_details", "update", "update_status"),
    "..v2_customer.images": ("add_image",),
    "..v2_customer.loyalty": ("get_loyalty_details", "get_tier"),
    "..v2_customer.points": ("get_points_balance",),
    "..v2_customer.schedules": ("get_points_expiry_schedule",),
    "..v2_customer.subscriptions": ("get_subscriptions", "update_subscriptions"),
}
