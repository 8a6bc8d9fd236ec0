"""The template words: times, money, time left, icons, and controls tied to their hints and errors."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from ipr_portal.templatetags import portal

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class SmallForm(forms.Form):
    """One text, one choice, one tick."""

    name = forms.CharField(help_text="As on the <register>")
    kind = forms.ChoiceField(choices=[("a", "One"), ("b", "Two")], widget=forms.RadioSelect)
    faith = forms.BooleanField(label="I believe this")


def test_moments_are_written_in_utc_and_marked_for_the_readers_zone() -> None:
    other_zone = NOON.astimezone(ZoneInfo("Asia/Tokyo"))
    html = portal.when(other_zone, "long")
    assert html == '<time datetime="2026-11-23T12:00:00Z" data-time="long">23 November 2026, 12:00 UTC</time>'


def test_plain_dates_are_left_alone_by_the_script() -> None:
    assert portal.when(date(2026, 12, 7)) == '<time datetime="2026-12-07">7 December 2026</time>'
    assert portal.when(None) == ""


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(39, "EUR", "€39"), (Decimal("39.50"), "GBP", "£39.50"), ("1290", "DKK", "DKK\N{NO-BREAK SPACE}1290")],
)
def test_money(amount: object, currency: str, shown: str) -> None:
    assert portal.money(amount, currency).replace(",", "") == f"<bdi>{shown}</bdi>"


def test_money_stands_as_the_reader_writes_it() -> None:
    with translation.override("de"):
        assert portal.money("1290.50") == "<bdi>1.290,50\N{NO-BREAK SPACE}€</bdi>"
        assert portal.money(290, "DKK") == "<bdi>290\N{NO-BREAK SPACE}DKK</bdi>"


def test_money_of_nothing_is_nothing() -> None:
    assert portal.money(None) == ""


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (NOON + timedelta(days=14, hours=1), "14 days left"),
        (NOON + timedelta(hours=30), "30 hours left"),
        (NOON + timedelta(minutes=12), "12 minutes left"),
        (NOON - timedelta(minutes=1), "ended"),
        (NOON - timedelta(days=2), "ended 2 days ago"),
        (date(2026, 12, 7), "14 days left"),
        (date(2026, 11, 23), "last day"),
        (date(2026, 11, 21), "ended 2 days ago"),
    ],
)
def test_time_left(until: date, words: str) -> None:
    assert portal.left(until, NOON) == words


def test_days_left_uses_the_time_it_is_given() -> None:
    page = Template("{% load portal %}{% days_left until %}")
    assert page.render(Context({"until": NOON + timedelta(days=3), "now": NOON})) == "3 days left"


def test_icons_are_decoration_unless_named() -> None:
    assert 'aria-hidden="true"' in portal.icon("tick")
    named = portal.icon("tick", '"Done"')
    assert 'role="img"' in named and "&quot;Done&quot;" in named


def test_states_have_tone_and_icon_and_unknown_ones_are_neutral() -> None:
    assert (portal.tone_for_state("upheld"), portal.icon_for_state("upheld")) == ("stop", "stop")
    assert portal.tone_for_state("never heard of") == "neutral"


def field(name: str, form: forms.Form | None = None, **more: object) -> str:
    return render_to_string("components/field.html", {"field": (form or SmallForm({}))[name], **more})


def test_a_control_names_its_hint_and_its_error() -> None:
    html = field("name", autocomplete="name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">As on the &lt;register&gt;</p>' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html and 'autocomplete="name"' in html


def test_a_hint_given_by_the_page_is_named_too() -> None:
    html = field("kind", SmallForm(), hint="Choose one", hints={"a": "The first"})
    assert '<fieldset class="field" aria-describedby="id_kind_helptext"' in html
    assert "Choose one" in html and "The first" in html


def test_error_summary_links_to_the_first_control_of_each_field() -> None:
    html = render_to_string("components/error_summary.html", {"form": SmallForm({})})
    assert all(f'href="#{target}"' in html for target in ("id_name", "id_kind_0", "id_faith"))
    assert render_to_string("components/error_summary.html", {"form": SmallForm()}).strip() == ""


def test_plain_words_serve_as_steps() -> None:
    html = render_to_string("components/steps.html", {"steps": ["Your right", "Check and sign"], "current": 2})
    assert "Your right" in html and '<li aria-current="step"><span>Check and sign</span>' in html


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "413", "429", "500", "503", "507"])
def test_error_pages_render_without_any_context(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert html.count("<h1") == 1 and "</html>" in html


def test_error_pages_say_what_they_are_told() -> None:
    html = render_to_string(
        "409.html", {"heading": "Tomás was quicker", "text": "It is removed.", "request_id": "req_1"}
    )
    assert all(words in html for words in ("Tomás was quicker", "It is removed.", "req_1"))


def test_a_pages_own_rows_do_not_become_a_fields_rows() -> None:
    """An include sees the page's whole context, and pages call their table's rows `rows` too."""
    form = type("Letter", (forms.Form,), {"words": forms.CharField(widget=forms.Textarea)})()
    page = Template('{% include "components/field.html" with field=form.words %}')
    drawn = page.render(Context({"form": form, "rows": [object()], "count": [1]}))
    assert "object" not in drawn
    assert "data-count" not in drawn
