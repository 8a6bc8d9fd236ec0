"""Finding notices again: filters as links, views under names, and the list as a file that no spreadsheet runs."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from docket import clock
from notices import actions, exporting
from notices.models import Notice, SavedView
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mara(db: None) -> Client:
    return signed_in(cast.mara())


def found(client: Client, query: str) -> list[Notice]:
    response = client.get(f"/notices/?{query}")
    assert response.status_code == 200
    return [row["notice"] for row in response.context["rows"]]


def file_of(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"/notices/export.csv?{query}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_each_filter_narrows_and_all_work_together(as_mara: Client) -> None:
    asked = stories.incomplete()[0].notice
    german = stories.upheld(market="DE", count=2)[0].notice
    fake = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7716001, seller=cast.yara())]))
    right = cast.right(kind="trademark")
    for query, expected in {
        "state=needs": [asked],
        "state=removed": [german],
        "waits=you": [asked],
        "waits=us": [fake],
        "waits=nobody": [german],
        "kind=counterfeit": [fake],
        "market=DE": [german],
        f"right={right.public_id}": [fake],
        "q=Cedar": [fake],
        "kind=copyright&state=removed": [german],
        "kind=copyright&state=withdrawn": [],
        "sort=oldest": [asked, german, fake],
        "": [fake, german, asked],
        "state=nonsense&waits=%27&kind=x&owner=y&market=usa&sort=z": [fake, german, asked],
    }.items():
        assert found(as_mara, query) == expected, query


def test_a_period_counts_days(as_mara: Client) -> None:
    first = stories.submitted()[0].notice
    stories.pass_days(3)
    second = stories.submitted(market="DE")[0].notice
    today = clock.now().date()
    assert found(as_mara, f"since={today}") == [second]
    assert found(as_mara, f"until={today - timedelta(days=2)}") == [first]
    assert found(as_mara, f"since={today - timedelta(days=3)}&until={today}") == [second, first]


def test_a_wrong_day_is_named_and_stays(as_mara: Client) -> None:
    page = as_mara.get("/notices/?since=yesterday").content.decode()
    assert "There is a problem" in page and "yesterday" in page


def test_the_next_date_comes_first_and_pages_by_key(as_mara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notices.views.owners.index.PAGE", 2)
    late = stories.countered()[0].notice
    soon = [stories.submitted(market=market)[0].notice for market in ("DE", "FR")]
    stories.upheld(market="GB")
    first = as_mara.get("/notices/?sort=due")
    onward = first.context["next_url"]
    second = as_mara.get("/notices/" + onward)
    rows = [row["notice"] for page in (first, second) for row in page.context["rows"]]
    assert set(rows[:2]) == set(soon) and rows[2:] == [late]
    assert second.context["next_url"] == "" and second.context["previous_url"]
    assert found(as_mara, "sort=due&after=nonsense") == rows[:2]


def test_chips_take_a_filter_away_and_every_view_is_a_link(as_mara: Client) -> None:
    stories.upheld(market="DE")
    response = as_mara.get("/notices/?state=removed&market=DE&q=LINDE")
    chips = {str(chip["name"]): chip["url"] for chip in response.context["chips"]}
    assert chips == {
        "Search": "?state=removed&market=DE",
        "State": "?q=LINDE&market=DE",
        "Market": "?q=LINDE&state=removed",
    }
    assert "Germany" in response.content.decode()


def test_an_agent_filters_by_owner(db: None) -> None:
    mara, hansen, paul = cast.mara(), cast.hansen(), cast.paul()
    for owner in (mara, hansen):
        cast.mandate(owner, paul)
        filing = cast.filing(
            [cast.listing(7716100 + len(owner.user.name))],
            by=paul,
            owner=owner.organisation,
            right=cast.right(owner),
            capacity="agent",
        )
        actions.submit(by=paul.actor, filing=filing)
    client = signed_in(paul)
    assert len(found(client, "")) == 2
    assert [n.owner for n in found(client, f"owner={hansen.organisation.public_id}")] == [hansen.organisation]  # type: ignore[union-attr]
    assert "Foto Hansen" in client.get("/notices/").content.decode()
    assert "id_owner" not in signed_in(mara).get("/notices/").content.decode()


def test_the_list_asks_the_same_for_few_and_many(as_mara: Client) -> None:
    stories.submitted()
    as_mara.get("/notices/")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            as_mara.get("/notices/?waits=us&market=US&sort=due")
        counts.append(len(queries))
        for n in range(20):
            filing = cast.filing(cast.listings(5, start=7717000 + 10 * n), claim_type="copyright")
            actions.submit(by=cast.mara().actor, filing=filing)
    assert counts[0] == counts[1]


# ---- saved views


def save(client: Client, query: str, name: str, **more: Any) -> Any:
    return client.post(f"/views/notices/new/?{query}", {"name": name, **more})


def test_a_view_is_saved_opened_renamed_and_deleted(as_mara: Client) -> None:
    page = as_mara.get("/notices/?state=needs&waits=you")
    assert as_mara.get(page.context["save_url"]).status_code == 200
    answer = save(as_mara, "waits=you&state=needs&before=7&evil=1", "My turn")
    assert answer.status_code == 303 and answer["Location"] == "/notices/?state=needs&waits=you"
    view = SavedView.objects.get()
    page = as_mara.get(answer["Location"])
    assert page.context["view"] == view and "My turn" in page.content.decode()
    change = reverse("view_change", args=[view.pk])
    assert "My turn" in as_mara.get(change).content.decode()
    assert as_mara.post(change, {"name": "For me"}).status_code == 303
    assert SavedView.objects.get().name == "For me"
    assert as_mara.post(reverse("view_delete", args=[view.pk])).status_code == 303
    assert not SavedView.objects.exists()


def test_the_list_opens_with_the_view_one_chose(as_mara: Client) -> None:
    save(as_mara, "state=removed", "Removed", opens="on")
    assert as_mara.get("/notices/")["Location"] == "?state=removed"
    assert as_mara.get("/notices/?all=1").status_code == 200
    save(as_mara, "state=open", "Open", opens="on")
    assert as_mara.get("/notices/")["Location"] == "?state=open"
    assert SavedView.objects.filter(is_default=True).count() == 1
    view = SavedView.objects.get(is_default=True)
    as_mara.post(reverse("view_change", args=[view.pk]), {"name": "Open"})
    assert as_mara.get("/notices/").status_code == 200


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 61, "removed"])
def test_a_name_that_does_not_do_is_said_and_stays(as_mara: Client, name: str) -> None:
    save(as_mara, "state=removed", "Removed")
    answer = save(as_mara, "state=open", name)
    assert answer.status_code == 400 and name.strip() in answer.content.decode()
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_views(as_mara: Client) -> None:
    for n in range(20):
        assert save(as_mara, f"q={n}", f"View {n}").status_code == 303
    assert save(as_mara, "q=21", "One more").status_code == 400
    assert SavedView.objects.count() == 20


def test_views_are_ones_own(as_mara: Client) -> None:
    save(as_mara, "state=removed", "Removed")
    view = SavedView.objects.get()
    colleague = cast.person("jo@linde.example", "Jo Linde", cast.mara().organisation)
    for other in (colleague, cast.hansen(), cast.amina()):
        client = signed_in(other)
        assert client.get(reverse("view_change", args=[view.pk])).status_code == 404
        assert client.post(reverse("view_delete", args=[view.pk])).status_code == 404
    assert "Removed</a>" not in signed_in(colleague).get("/notices/").content.decode()
    assert as_mara.get("/views/nothing/new/").status_code == 404
    assert SavedView.objects.count() == 1


# ---- the file


def test_the_file_has_a_line_for_each_listing_of_the_filtered_list(as_mara: Client) -> None:
    stories.upheld(count=3)
    stories.rejected()
    assert len(file_of(as_mara)) == 4
    (line,) = file_of(as_mara, "state=not_removed")
    assert line["State"] == "Not removed" and line["Reason code"] == "M-11" and "not genuine" in line["Reason"]
    assert line["Listing"] == "L-7712093" and line["Page"].endswith(f"/notices/{line['Notice']}/")
    assert "private words" not in str(line)


def test_no_cell_is_a_formula(as_mara: Client) -> None:
    nasty = '=HYPERLINK("http://evil.example";"click")'
    for number, title in enumerate((nasty, "+1+1", "-2", "@SUM(A1)", 'a "quoted", thing\nwith a break')):
        cast.listing(7718000 + number, title=title)
        stories_filing = cast.filing([cast.listing(7718000 + number)], partner_reference=title[:100])
        actions.submit(by=cast.mara().actor, filing=stories_filing)
    rows = file_of(as_mara)
    for row in rows:
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    titles = {row["Title when reported"] for row in rows}
    assert f"'{nasty}" in titles and 'a "quoted", thing with a break' in titles


def test_the_file_is_made_in_parts_and_holds_only_ones_own(as_mara: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 3)
    monkeypatch.setattr(exporting, "NOTICES", 2)
    for n in range(5):
        filing = cast.filing(cast.listings(4, start=7719000 + 10 * n), claim_type="copyright")
        actions.submit(by=cast.mara().actor, filing=filing)
    rows = file_of(as_mara)
    assert len(rows) == 20 and len({row["Listing"] for row in rows}) == 20
    assert [row["Listing"] for row in rows[:4]] == [f"L-{7719040 + n}" for n in range(4)]
    assert file_of(signed_in(cast.hansen())) == []
    for stranger in (cast.nils(), cast.amina()):
        assert signed_in(stranger).get("/notices/export.csv").status_code == 404
