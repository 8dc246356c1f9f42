"""Coupons, version 2."""

# The actions that each part handles.
PARTS = {
    ".changing": ("update_expiry_bulk", "revoke"),
    ".issuing": ("issue", "issue_bulk", "issue_multiple"),
    ".reading": ("get",),
    ".redeeming": ("redeem", "redeem_bulk", "is_redeemable"),
    ".redemptions": ("reactivate", "update_redemption"),
}
