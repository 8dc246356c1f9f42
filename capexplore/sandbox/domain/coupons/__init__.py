"""Coupon series, coupons, and their redemptions.

`settings` says what a series can be told, `series` keeps the series, `issuing` makes coupons,
`redeeming` uses them up, `redemptions` undoes and amends that, `revoking` and `expiry` change
coupons that are out, and `reading` finds them.
"""
