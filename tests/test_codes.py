"""The documented codes, by value: what they mean where, and which are worth another try."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import capexplore as cx
from capexplore import codes

CODES = json.loads((Path(cx.__file__).parent / "data" / "codes.json").read_text())

# The codes that the tables call needed, by version and entity.
NEEDED = {
    "v1.1/customer": (
        "1000 1040 1052 1300 200 400 500 618 816 1001 1002 1003 1007 1011 1012 1013 1020 1015 1016 "
        "1032 1033 1017 1028 1031 1034 1041 1042 1046 1047 1051 1053 1060 1101 1102 1103 1104 1105 "
        "1106 1301 1302 1303 8109 91005 91006 91007 91009 91020 91021"
    ),
    "v2/customer": (
        "8001 8002 8003 8004 8005 8006 8007 8008 8009 8010 8106 8011 8012 8013 8014 8015 8016 8018 "
        "8026 8045 8091 8054 8092 8093 8065 8074 8075 1047 8084 8086 8089 8121 8100 8101 8102 8127 "
        "3217 8050 8051 8052 8053 8055 8056 8057 8058 8069 8070 8071 8072 8073 8077 8107 91016"
    ),
    "v1.1/transaction": (
        "600 1630 500 601 602 604 605 606 607 611 641 656 615 618 820 619 620 621 624 625 626 629 "
        "627 628 630 631 632 633 634 635 638 639 643 644 661 662 663 664 665 666 667 668 670 671 "
        "672 677 678 679 688 685 1627 1628 1629 9608 9611"
    ),
    "v2/transaction": (
        "600 500 601 602 604 690 8084 607 8015 3045 620 624 625 626 627 628 630 631 632 633 634 "
        "638 639 643 644 661 662 663 664 665 666 667 668 671 677 678 679 680 681 682 685 687 688 "
        "1109 1110 1111 1112 1113 1114 1115 9608 9611"
    ),
    "v1.1/coupon": (
        "700 701 702 703 710 723 705 707 755 711 712 713 728 716 747 719 682 780 733 740 750 781 "
        "660 696"
    ),
    "v2/coupon": (
        "700 701 702 703 707 711 712 713 728 719 682 733 740 749 751 752 753 754 756 761 762 781 "
        "510 661 629 633 660 677 690 691 696 108 1000 5002 5004"
    ),
    "v1.1/points": "800 200 801 802 804 808 809 820 816 819 821 859 878 881 686 885",
    "v2/points": "901 902 903 904 905 3802 3045 414 415 418 422 434 8013 8015 878",
    "v1.1/product": "9100 2100 2101 9102 9103 9106 9108",
    "v1.1/organization": "3200 3201 3202 3203 3204",
    "v2/organization": "3210 3213 3217 3220 3227",
    "v1.1/store": "900 902 903 913",
    "v2/till": "1206 1207 1214 1221 3227",
    "v2/card": "3004 3009 3010 3038 3039 1060",
    "v1.1/request": "9000 9002 9003 9005 9013 9028 9031 9050 9051 9052 1060",
    "v2/request": "9050 9051 9052 9014 3232 8015 1012",
    "v2/user_group": "1619 1620 1636 1638 1645",
    "v2/lead": "92001 92010 92024",
    "v2/label": "33000 33003",
    "v2/otp": "610 605 429",
    "v3/oauth_token": "320001",
    "v3/webhook": "400 51003 51007 300004",
    "v3/target_group": "310008 310017 310019 310069",
}
REQUEST_LEVEL = (
    "200 201 400 401 403 404 405 415 429 461 498 500 503 521 1060 1061 1062 1064 4000 4001"
)


@pytest.mark.parametrize("where", NEEDED)
def test_every_needed_code_has_a_meaning_of_its_entity(where: str) -> None:
    version, _, entity = where.partition("/")
    own = {row["code"] for row in CODES if version in row["versions"] and entity in row["entities"]}
    assert {int(code) for code in NEEDED[where].split()} <= own


@pytest.mark.parametrize("key", ["v1.1/task/get", "v2/survey/get", "v3/milestone/get_all"])
def test_request_level_codes_are_known_everywhere(key: str) -> None:
    assert all(codes.meaning(key, int(code)) for code in REQUEST_LEVEL.split())


@pytest.mark.parametrize(
    ("key", "code", "kind", "said"),
    [
        ("v1.1/customer/get", 1012, "error", "Nobody matches"),
        ("v1.1/customer/add", 1017, "warning", "custom field is not known"),
        ("v1.1/customer/get_recommendations", 1061, "success", "Recommendations"),
        ("v1.1/organization/get", 1061, "error", "without its type header"),
        ("v1.1/customer/get", 91009, "warning", "merged"),
        ("v1.1/customer/get", 91016, "warning", "another service"),
        ("v2/customer/add", 91016, "error", "extended field"),
        ("v2/customer/add", 8006, "error", "in this source already"),
        ("v2/customer/change_identifier", 8051, "warning", "the two were merged"),
        ("v2/customer_lookup/get_id", 8015, "error", "Nobody matches"),
        ("v1.1/customer/add_ticket", 1302, "error", "ticket was not stored"),
        ("v2/customer/add", 1302, "warning", "expiry of a programme"),
        ("v1.1/transaction/add", 632, "error", "A LINE_ITEM return is refused"),
        ("v2/transaction/add", 632, "error", "An AMOUNT return is refused"),
        ("v1.1/transaction/add", 638, "error", "An AMOUNT return is refused"),
        ("v2/transaction/add", 638, "error", "A LINE_ITEM return is refused"),
        ("v1.1/transaction/add", 672, "error", "batch"),
        ("v2/transaction/add", 672, "error", "size"),
        ("v1.1/transaction/add", 687, "warning", "points come later"),
        ("v2/coupon/redeem_bulk", 749, "error", "another coupon"),
        ("v1.1/points/redeem", 804, "error", "not enough points"),
        ("v1.1/product/add", 9100, "success", "added"),
        ("v2/card/get", 3010, "error", "not known"),
        ("v2/card/update", 3039, "warning", "Nothing changes"),
        ("v2/otp/generate", 429, "error", "ten one-time passwords"),
        ("v3/target_group/get", 310017, "error", "deactivated"),
        ("v3/webhook/add", 429, "error", "Too many calls"),
    ],
)
def test_codes_by_value(key: str, code: int, kind: str, said: str) -> None:
    found = codes.find(key, code)
    assert found is not None
    assert found.kind == kind
    assert said in codes.meaning(cx.actions[key], code)


def test_the_codes_that_are_worth_another_try() -> None:
    found = {
        (entity, row["code"]) for row in CODES if row.get("retry") for entity in row["entities"]
    }
    assert found == {
        *(("*", code) for code in (429, 461, 502, 503, 504, 521, 4001)),
        *(("customer", 521), ("customer_lookup", 521), ("transaction", 517), ("otp", 429)),
        *(("points", code) for code in (815, 886, 887, 894, 896, 898)),
        *((name, code) for name in ("coupon", "coupon_series") for code in range(786, 799)),
    }
    assert codes.retryable("v1.1/transaction/add", 517)
    assert codes.retryable("v3/webhook/add", 4001)
    assert not codes.retryable("v1.1/transaction/add", 604)
    assert not codes.retryable("v2/customer/get", 8015)


def test_unknown_codes_have_no_meaning() -> None:
    assert codes.meaning("v2/customer/get", 123456) == ""
    assert codes.meaning("v2/customer/get", None) == ""
    assert not codes.retryable("v2/customer/get", None)


def test_each_code_has_one_meaning_for_an_entity_of_a_version_and_names_its_page() -> None:
    entities = {(action.version, action.entity) for action in cx.actions}
    pairs = [(v, e, r["code"]) for r in CODES for v in r["versions"] for e in r["entities"]]
    assert len(pairs) == len(set(pairs))
    assert {(v, e) for v, e, _ in pairs if e != "*"} <= entities | {
        ("v1.1", "customer_lookup"),
        ("v1.1", "coupon_series"),
        ("v1.1", "custom_field"),
        ("v1.1", "source"),
    }
    assert all(row["meaning"].endswith(".") and row["source"] for row in CODES)
    assert {row["kind"] for row in CODES} == {"success", "warning", "error"}
