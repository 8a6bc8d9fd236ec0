"""Like cases decided together: a dry run with exceptions, one entry a claim, lots nobody chooses, one undo."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket.errors import NotAllowed, NotOpen, Refused
from docket.models import Entry
from notices import actions, queues
from notices.actions import Verdict
from notices.many import lots
from notices.models import Claim, Notice, Undo
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import TEXT, take_up

pytestmark = pytest.mark.django_db
GOODS = Verdict("TM-01", TEXT)


@pytest.fixture(autouse=True)
def nobody_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lots, "drawn", lambda lot, share: False)


def filed(start: int, count: int = 1, **fields: Any) -> Notice:
    return actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(count, start=start, **fields)))


def claims_of(*notices: Notice) -> list[Claim]:
    return list(Claim.objects.with_papers().filter(notice__in=notices).order_by("pk"))


def held(*notices: Notice, by: cast.Person | None = None) -> list[Claim]:
    for notice in notices:
        take_up(by or cast.amina(), notice)
    return claims_of(*notices)


def sent(client: Any, lead: Notice, chosen: list[Claim], **more: Any) -> Any:
    typed = {"listing": 1, "versions": "", "outcome": "remove", "reason": "TM-01", "text": TEXT}
    return client.post(f"/review/{lead.reference}/many/", typed | {"with": [c.pk for c in chosen]} | more)


def test_a_dry_run_sorts_and_then_all_are_decided_and_undone_as_one(sign_in: Any, settings: Any) -> None:
    settings.UNDO_SECONDS = 30
    lead, like, other_hands = filed(7750000), filed(7750010), filed(7750020)
    unlike = filed(7750030, seller=cast.yara(), title="Garden chair, green")
    client = sign_in(cast.amina())
    url = f"/review/{lead.reference}/many/"
    assert client.get(url).url.startswith(f"/review/{lead.reference}/")  # first it must be in hand
    take_up(cast.amina(), lead)
    take_up(cast.bo(), other_hands)
    page = client.get(url).content.decode()
    assert like.reference in page and "the same shop" in page and unlike.reference not in page

    chosen = claims_of(like, other_hands, unlike)
    dry = sent(client, lead, chosen)
    assert "Somebody else is working on it." in dry.content.decode()
    assert {c.notice for c in dry.context["found"].going} == {lead, like}
    assert set(Claim.objects.values_list("state", flat=True)) == {"submitted"}

    assert sent(client, lead, chosen, commit="1", versions=dry.context["versions"]).status_code == 303
    together = claims_of(lead, like)
    assert {c.state for c in together} == {"upheld"}
    assert {c.state for c in claims_of(other_hands, unlike)} == {"submitted"}
    entries = Entry.objects.filter(subject_type="claim", step="uphold")
    assert {e.subject_id for e in entries} == {c.pk for c in together}
    assert len({e.facts["batch"] for e in entries}) == 1 and all(e.facts["lot"] for e in entries)
    assert all(e.facts["first_for"] == ["notifier", "seller"] for e in entries)  # each notice has its own letters
    assert "and 1 other notice." in client.get("/review/").content.decode()

    client.post(f"/review/decisions/{Undo.objects.get().deed}/undo/")
    assert {c.state for c in claims_of(lead, like)} == {"submitted"}
    assert {d.held_by for n in (lead, like) for d in n.dossiers.all()} == {cast.amina().user}


def test_what_is_drawn_weighs_or_belongs_to_a_party_is_left_out(sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, drawn, heavy = filed(7751000), filed(7751010), filed(7751020)
    claims = claims_of(lead, drawn, heavy)
    theirs = cast.filing([claims[2].listing], by=cast.hansen(), right=cast.right(cast.hansen(), title="H", number="01"))
    actions.submit(by=cast.hansen().actor, filing=theirs)
    lot = lots.of(claims)[claims[1].pk]
    monkeypatch.setattr(lots, "drawn", lambda each, share: each == lot)
    take_up(cast.amina(), lead)
    dry = sent(sign_in(cast.amina()), lead, claims[1:])
    assert {c.pk: why for c, why in dry.context["found"].left} == {
        claims[1].pk: "Drawn by lot: it is looked at by itself.",
        claims[2].pk: "Someone else claims the same right.",
    }
    before = Entry.objects.count()
    for those in (claims[:2], [claims[0], claims[2]]):
        with pytest.raises(NotAllowed):
            actions.decide_many(by=cast.amina().actor, lead=claims[0], claims=those, uphold=True, verdict=GOODS)
    assert Entry.objects.count() == before


def test_a_member_of_a_party_and_who_holds_nothing_decide_nothing() -> None:
    claims = held(filed(7752000), filed(7752010))
    inside = cast.person("rosa@fairmark.example", "Rosa", cast.mara().organisation, staff_role="senior").user
    for by in (cast.Person(inside), cast.bo()):
        with pytest.raises(NotAllowed):
            actions.decide_many(by=by.actor, lead=claims[0], claims=claims, uphold=True, verdict=GOODS)
    assert {c.state for c in stories.again(claims)} == {"submitted"}


def test_cases_on_other_rights_are_not_decided_in_the_same_words() -> None:
    claims = held(filed(7753000), stories.submitted()[0].notice)
    with pytest.raises(NotAllowed, match="same right"):
        actions.decide_many(by=cast.amina().actor, lead=claims[0], claims=claims, uphold=True, verdict=GOODS)


def test_a_claim_decided_meanwhile_stops_the_whole_batch() -> None:
    claims = held(filed(7754000), filed(7754010))
    actions.reject(by=cast.amina().actor, claims=claims[1:], verdict=stories.NOT_SHOWN)
    with pytest.raises(Refused) as refusal:
        actions.decide_many(by=cast.amina().actor, lead=claims[0], claims=claims, uphold=True, verdict=GOODS)
    assert isinstance(refusal.value, NotOpen | NotAllowed)
    assert [c.state for c in stories.again(claims)] == ["submitted", "rejected"]


def test_twelve_cases_ask_no_more_than_two() -> None:
    counts = []
    for size, start in ((2, 7755000), (12, 7756000)):
        claims = held(*[filed(start + 10 * n) for n in range(size)])
        with CaptureQueriesContext(connection) as asked:
            actions.decide_many(
                by=cast.amina().actor, lead=claims[0], claims=claims, uphold=False, verdict=stories.NOT_SHOWN
            )
        assert {c.state for c in stories.again(claims)} == {"rejected"}
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 45


def test_lots_are_those_of_the_docket_and_fall_on_about_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    claims = claims_of(filed(7757000, count=3))
    first = Entry.objects.filter(subject_type="claim", subject_id=claims[0].pk).earliest("n")
    assert lots.of(claims)[claims[0].pk] == first.hash[:8]
    drawn = sum(lots.drawn(f"{n * 4294967:08x}", 0.1) for n in range(1000))
    assert 95 <= drawn <= 105
    assert queues.holders([claims[0].notice_id]) == {}
