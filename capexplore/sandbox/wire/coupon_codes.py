"""How the codes of coupons are printed: in upper case, unless the call asks for another.

Source: the pages of the coupon operations, parameter coupon_code_case.
"""

from __future__ import annotations

from capexplore.sandbox.handling import Call

__all__ = ["printed"]


def printed(call: Call, code: str) -> str:
    """Give a code as a call wants to see it; codes are found in either case."""
    names = ("coupon_code_case", "couponCodeCase")
    wanted = next((call.query[name].upper() for name in names if name in call.query), "")
    if wanted == "AS_IT_IS":
        return code
    return code.lower() if wanted == "LOWER" else code.upper()
