"""The course's own module: checks, tables, and pictures that everybody can read."""

from __future__ import annotations

import pytest
from lxml import etree

import capexplore as cx
from capexplore import course
from capexplore.course.svg import box, label, link

EVIL = "<script>alert('x')</script> & \"co\""


@pytest.fixture
def client() -> cx.Client:
    return cx.Client()


def parsed(picture: course.Picture) -> etree._Element:
    return etree.fromstring(picture.to_svg())


def pictures() -> list[course.Picture]:
    client = cx.Client()
    people = [
        {"mobile": "914400000777"},
        {
            "mobile": "914400000777",
            "custom_fields": {"field": [{"name": "no such field", "value": "1"}]},
        },
        {"firstname": EVIL},
    ]
    return [
        course.anatomy(client.build("v2/customer/search", q=EVIL), client.cluster),
        course.tree(EVIL, {"name": EVIL, "kind": EVIL, "children": [{"name": EVIL}]}),
        course.graph(EVIL, {EVIL: [EVIL, "b"], 2: []}, {3: EVIL}),
        course.verdicts(client.call("v1.1/customer/add", json={"root": {"customer": people}})),
        course.line(EVIL, [(EVIL, 3), ("b", -2.5), ("c", 0)]),
        course.line("nothing yet", []),
    ]


@pytest.mark.parametrize("picture", pictures(), ids=lambda picture: picture.title[:12])
def test_picture_is_well_formed_escaped_and_named(picture: course.Picture) -> None:
    root = parsed(picture)
    assert root.get("role") == "img"
    named = [
        root.find(f"{tag}[@id='{name}']")
        for tag, name in zip(
            ("title", "desc"), str(root.get("aria-labelledby")).split(), strict=True
        )
    ]
    assert [element.text if element is not None else None for element in named] == [
        picture.title,
        picture.text,
    ]
    assert "<script" not in picture._repr_html_()
    assert repr(picture) == f"{picture.title}\n{picture.text}"


@pytest.mark.parametrize("picture", pictures(), ids=lambda picture: picture.title[:12])
def test_picture_takes_the_colour_of_the_text_around_it(picture: course.Picture) -> None:
    root = parsed(picture)
    assert root.get("fill") == "currentColor"
    assert all("fill" not in text.attrib for text in root.iter("text"))


def test_shapes_stay_inside_the_picture() -> None:
    for picture in pictures():
        width, height = picture.size
        for rect in parsed(picture).iter("rect"):
            assert float(rect.get("x", 0)) + float(rect.get("width", 0)) <= width
            assert float(rect.get("y", 0)) + float(rect.get("height", 0)) <= height


def test_verdicts_tell_success_warning_and_failure_by_word_and_sign() -> None:
    picture = pictures()[3]
    assert picture.title == "2 of 3 items worked"
    assert picture.text.splitlines() == [
        "item 0: ok 1000",
        "item 1: warned 1000",
        "item 2: failed 1007",
    ]
    svg = picture.to_svg()
    assert all(sign in svg for sign in "✓!✗")


def test_parts_of_a_drawing_are_escaped() -> None:
    assert "<b>" not in label(0, 0, "<b>")
    assert box(0, 0, 1, 1, "red").startswith("<rect")
    assert link(0, 0, 1, 1).startswith("<path")


def test_check_says_what_is_missing_until_it_is_done(client: cx.Client) -> None:
    before = course.check(6, client)
    assert not before.done
    assert str(before) == "Not yet:\n- No webhook named 'night-shift' was ever made."
    assert "<li>No webhook named &#x27;night-shift&#x27;" in before._repr_html_()
    body = cx.actions["v3/webhook/add"].example()["json"]
    made = client.call("v3/webhook/add", json={**body, "name": "night-shift"})
    assert course.check(6, client).missing == ("The webhook 'night-shift' is still active.",)
    client.call("v3/webhook/delete", webHookId=made.json()["data"]["webHookId"])
    after = course.check(6, client)
    assert after.done
    assert (str(after), repr(after), after._repr_html_()) == (
        "Done.",
        "<Check 6 done>",
        "<p><b>✓ Done.</b></p>",
    )


def test_check_leaves_no_trace_in_the_history(client: cx.Client) -> None:
    course.check(3, client)
    assert len(client.history) == 0


def test_check_of_an_unknown_exercise_names_the_known_ones(client: cx.Client) -> None:
    with pytest.raises(cx.errors.UnknownNameError, match="no exercise '99'"):
        course.check(99, client)


def test_check_wants_a_client_of_a_sandbox() -> None:
    with pytest.raises(cx.errors.InvalidRequestError, match="looks at a sandbox"):
        course.check(6, cx.Client("eu"))


def test_tidy_names_columns_shortly_unless_two_would_be_the_same(client: cx.Client) -> None:
    answer = client.call("v2/customer/get", id=800101, source="ALL")
    short = course.tidy(answer, "id", "extendedFields.city", "not.there")
    assert short.to_dict("records") == [{"id": 800101, "city": "Porto", "there": ""}]
    long = course.tidy(answer, "id", "loyaltyInfo.attributionV2.createdBy.id")
    assert list(long.columns) == ["id", "loyaltyInfo.attributionV2.createdBy.id"]


def test_before_after_keeps_the_order_and_says_which_is_which(client: cx.Client) -> None:
    hooks = client.call("v3/webhook/get_all")
    table = course.before_after(hooks.to_frame().iloc[:0], hooks, "name")
    assert table.frame.to_dict("records") == [{"when": "after", "name": "hg-orders"}]


def test_outcomes_shows_http_and_api_side_by_side(client: cx.Client) -> None:
    people = {"root": {"customer": [{"mobile": "914400000779"}, {"firstname": "Nobody"}]}}
    table = course.outcomes({"part": client.call("v1.1/customer/add", json=people)})
    assert table.frame[["HTTP", "outcome", "code"]].to_numpy().tolist() == [[200, "partial", 1007]]


def test_tables_show_their_texts_in_full_and_escaped() -> None:
    long = "word " * 40
    shown = course.table(["text"], [(long,), (EVIL,)])
    assert long.strip() in shown._repr_html_()
    assert "<script" not in shown._repr_html_()
    assert long.strip() in repr(shown)


def test_by_hand_is_for_sandboxes_only() -> None:
    with (
        pytest.raises(cx.errors.InvalidRequestError, match="to a sandbox only"),
        course.by_hand(cx.Client("eu")),
    ):
        pass


def test_verdicts_on_the_rows_of_a_run_tell_what_was_not_sent(client: cx.Client) -> None:
    rows = [{"id": 800101}, {"id": 1}, {"id": "Mira"}]
    run = client.bulk("v2/customer/get", rows, source="ALL", invalid="skip", progress=False)
    picture = course.verdicts(run)
    assert picture.title == "1 of 3 rows worked"
    assert picture.text.splitlines() == ["row 0: ok 200", "row 1: failed 8015", "row 2: not sent"]


def test_the_crew_is_registered_by_one_call_without_what_is_not_the_api_s(
    client: cx.Client,
) -> None:
    names = {"914400001701": "Ana", "914400001702": "Bo", "914400001703": "Cleo"}
    crew = [{"mobile": mobile, "name": name, "shift": "x"} for mobile, name in names.items()]
    missing = course.check(17, client).missing
    assert len(missing) == 4
    assert missing[-1] == "The three were not sent by one call."
    client.bulk("v1.1/customer/add", crew, chunk=1, progress=False)
    assert course.check(17, client).missing == (
        "The customer with mobile 914400001701 is not called Ana.",
        "The customer with mobile 914400001702 is not called Bo.",
        "The customer with mobile 914400001703 is not called Cleo.",
        "The three were not sent by one call.",
    )
    client.bulk("v1.1/customer/add", crew, columns={"name": "firstname"}, progress=False)
    assert course.check(17, client).missing == ("The column shift was sent.",)
    columns = {"name": "firstname", "shift": None}
    client.bulk("v1.1/customer/add", crew, columns=columns, progress=False)
    assert course.check(17, client).done
