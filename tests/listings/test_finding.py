"""Links and ids are picked out of any text; everything else is named or passed over."""

import pytest

from listings.resolver import ELSEWHERE, INVALID, LONGEST_ID, Pattern, find, read_link, single


def ids(text):
    return [found.external_id for found in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "https://fairmark.example/l/7712093",
        "http://www.fairmark.example/l/7712093",
        "HTTPS://FAIRMARK.EXAMPLE/l/7712093/",
        "https://fairmark.example/de/l/7712093?ref=search#top",
        "https://fairmark.example/shop/nordic-mugs/7712093",
        "fairmark.example/l/7712093",
        "www.fairmark.example/l/7712093",
        "L-7712093",
        "7712093",
        "  7712093  ",
        "Please look at (https://fairmark.example/l/7712093).",
        "1;„LINDE lamp“;https://fairmark.example/l/7712093;39,00",
        '<a href="https://fairmark.example/l/7712093">this</a>',
        "seen: https://fairmark.example/l/7712093, and again",
    ],
)
def test_every_way_to_write_a_listing_is_understood(text):
    assert "L-7712093" in ids(text)


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("javascript:alert('https://fairmark.example/l/7712093')", INVALID),
        ("JavaScript:https://fairmark.example/l/7712093", INVALID),
        ("data:text/html,https://fairmark.example/l/7712093", INVALID),
        ("ftp://fairmark.example/l/7712093", INVALID),
        ("https://fairmark.example@evil.example/l/7712093", ELSEWHERE),
        ("https://evil@fairmark.example/l/7712093", ELSEWHERE),
        ("https://fairmark.example.evil.example/l/7712093", ELSEWHERE),
        ("https://evilfairmark.example/l/7712093", ELSEWHERE),
        ("https://fairmark.example:8443/l/7712093", ELSEWHERE),
        ("https://f\u0430irmark.example/l/7712093", ELSEWHERE),  # a Cyrillic а
        ("https://fairmar\u212a.example/l/7712093", ELSEWHERE),  # the Kelvin sign
        ("https://evil.example/?u=https://fairmark.example/l/7712093", ELSEWHERE),
        ("https://fairmark.example/l/77120931234567", ELSEWHERE),
        ("https://fairmark.example/l/7712093abc", ELSEWHERE),
        ("https://fairmark.example/help/", ELSEWHERE),
    ],
)
def test_other_hosts_and_other_schemes_are_refused(link, problem):
    assert read_link(link) == ("", problem)
    assert ids(f"see {link} now") in ([""], ["", ""])


def test_duplicates_name_the_line_that_came_first():
    found = find("L-7712093\n\nhttps://othershop.example/x/99\nhttps://fairmark.example/l/7712093\nL-7713318")
    assert [(f.line, f.external_id, f.same_as) for f in found] == [
        (1, "L-7712093", None),
        (3, "", None),
        (4, "L-7712093", 1),
        (5, "L-7713318", None),
    ]


def test_several_links_in_one_line_are_all_found():
    text = "https://fairmark.example/l/7712093,https://fairmark.example/l/7713318 L-7714000"
    assert ids(text) == ["L-7712093", "L-7713318", "L-7714000"]


def test_text_without_a_listing_gives_nothing():
    assert find("Dear team, on 12 May 2025 we ordered 3 lamps.\n\nKind regards") == []


def test_a_marketplace_with_shop_and_name_in_the_link():
    pattern = Pattern.read(r"https://github\.com/(?P<seller>[\w.-]+)/(?P<listing>[\w.-]+) => {seller}/{listing}")
    match = pattern.regex.match("https://github.com/acme/Widget.js/blob/main/a.py")
    assert pattern.id_from(match) == "acme/Widget.js"


def test_a_single_reference_may_be_a_plain_id():
    assert single(" acme/widget ").external_id == "acme/widget"
    assert single("two words").external_id == ""
    assert single("x" * (LONGEST_ID + 1)).external_id == ""


def test_a_thousand_hostile_lines_are_read_quickly():
    text = "\n".join(["https://" + "a." * 400, "-" * 900, "a.b/" * 200] * 300)
    assert all(not found.external_id for found in find(text))
