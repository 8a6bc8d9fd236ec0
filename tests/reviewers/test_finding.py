"""Finding a case: filters, words, and what is named by a number or a link and opens at once."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from docket import clock
from docket.actors import Actor
from notices import actions, catchwords, queues
from notices.models import Catchwords, Dossier, Notice, SavedView
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import take_up

pytestmark = pytest.mark.django_db


def found(client: Any, **asked: str) -> list[str]:
    page = client.get("/review/", asked)
    return [row.dossier.notice.reference for row in page.context["rows"]]


@pytest.fixture
def two(notice: Notice) -> tuple[Notice, Notice]:
    """Mara's counterfeit notice about shops in the US, and Ole's photos copied by Cedar & Sons in Germany."""
    lamp = cast.listing(7733001, market="DE", seller=cast.yara(), title="Poster 北极光极光海报", brand="Aurorå")
    right = cast.right(cast.hansen(), kind="copyright", title="Aurora photos", office="", number="")
    filing = cast.filing([lamp], by=cast.hansen(), claim_type="copyright", right=right, language="de")
    return notice, actions.submit(by=cast.hansen().actor, filing=filing)


FILTERS = {
    "right": ("trademark", "copyright"),
    "claim": ("counterfeit", "copyright"),
    "market": ("us", "DE"),
    "lang": ("en", "de"),
    "owner": ("linde studio", "FOTO hans"),
    "seller": ("nordic", "Cedar & Sons"),
    "q": ("linde lamp", "aurora cedar"),
}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_keeps_what_fits(sign_in: Any, two: tuple[Notice, Notice], name: str) -> None:
    client = sign_in(cast.amina())
    for notice, value in zip(two, FILTERS[name], strict=True):
        assert found(client, **{name: value}) == [notice.reference]


def test_tier_age_and_who_has_it(sign_in: Any, two: tuple[Notice, Notice]) -> None:
    client, (first, second) = sign_in(cast.amina()), two
    assert set(found(client, tier="T1")) == {first.reference, second.reference} and found(client, tier="T3") == []
    Dossier.objects.filter(notice=second).update(received_at=clock.now() - timedelta(days=4))
    assert found(client, age="3") == [second.reference] and found(client, age="7") == []
    take_up(cast.amina(), first)
    assert found(client, held="mine") == found(client, held="held") == [first.reference]
    assert found(client, held="free") == [second.reference]
    assert found(client, held="free", market="US") == []


@pytest.mark.parametrize("words", ["aurora", "AURORÅ", "光海", "poster", "77330", "hansen"])
def test_words_are_found_by_their_beginnings_without_case_or_accents(
    sign_in: Any, two: tuple[Notice, Notice], words: str
) -> None:
    assert found(sign_in(cast.amina()), q=words) == [two[1].reference]


@pytest.mark.parametrize("words", ["&|!", "':*", "\\", "market=de", "a" * 120, "%_%", "(linde"])
def test_no_input_breaks_it(sign_in: Any, two: tuple[Notice, Notice], words: str) -> None:
    client = sign_in(cast.amina())
    for url in ("/review/", "/review/search/"):
        for name in ("q", "owner", "market", "lang", "age", "held", "tier"):
            assert client.get(url, {name: words}).status_code == 200
    assert found(client, q="market=de") == [], "marks are for filters, and not for words"


def test_what_is_named_opens_at_once(sign_in: Any, two: tuple[Notice, Notice]) -> None:
    client, (first, second) = sign_in(cast.amina()), two
    right = cast.right()
    case = f"/review/{second.reference}/"
    there = {
        first.reference.lower(): f"/review/{first.reference}/",
        f"C-{second.reference[2:]}": case,
        "L-7733001": case,
        "https://fairmark.example/l/7733001": case,
        "018 224 561": f"/review/rights/{right.public_id}/",
    }
    for text, address in there.items():
        for url in ("/review/", "/review/search/"):
            answer = client.get(url, {"q": text})
            assert (answer.status_code, answer.get("Location")) == (302, address), text
    assert client.get("/review/", {"q": "N-ZZZZZZZZ"}).status_code == 200


def test_a_request_leads_to_what_was_done_in_it(sign_in: Any) -> None:
    mara = cast.mara()
    by = Actor("notifier", user_id=mara.user.pk, organisation_id=mara.actor.organisation_id, request_id="req_7k2")
    made = actions.submit(by=by, filing=cast.filing())
    answer = sign_in(cast.amina()).get("/review/", {"q": "req_7k2"})
    assert answer.status_code == 302 and answer["Location"] == f"/review/{made.reference}/"
    assert sign_in(cast.amina()).get("/review/", {"q": "req_none"}).status_code == 200


def test_a_listing_in_several_notices_is_a_list(sign_in: Any, two: tuple[Notice, Notice]) -> None:
    lamp = cast.listing(7733001)
    actions.submit(by=cast.mara().actor, filing=cast.filing([lamp]))
    assert len(found(sign_in(cast.amina()), q="L-7733001")) == 2


def test_search_finds_decided_notices_too_the_newest_first(sign_in: Any, two: tuple[Notice, Notice]) -> None:
    take_up(cast.amina(), two[0])
    actions.reject(by=cast.amina().actor, claims=stories.claims_of(two[0]), verdict=stories.NOT_SHOWN)
    page = sign_in(cast.amina()).get("/review/search/", {"q": "lamp linde"})
    assert two[0].reference in page.content.decode() and "Not upheld" in page.content.decode()
    assert found(sign_in(cast.amina()), q="lamp linde") == []


def test_words_are_kept_with_the_notice_and_never_too_many(notice: Notice) -> None:
    assert Catchwords.objects.filter(notice=notice).count() == 1
    many = catchwords.fitting(f"{n:x}{'y' * 50}" for n in range(50_000))
    assert 5000 < len(many) < 50_000
    Catchwords.objects.filter(notice=notice).update(words=catchwords.vector(many))


def test_a_queue_as_one_likes_it_is_saved_and_opens(sign_in: Any, two: tuple[Notice, Notice]) -> None:
    client = sign_in(cast.amina())
    page = client.get("/review/?market=de&lang=de&evil=1")
    answer = client.post(page.context["save_url"], {"name": "German", "opens": "on"})
    assert answer.status_code == 303
    assert client.get("/review/", follow=True).context["view"] == SavedView.objects.get()
    assert (
        found(client, queue="review") == [two[0].reference, two[1].reference] or len(found(client, queue="review")) == 2
    )
    assert sign_in(cast.mara()).post("/views/queue/new/?lang=de", {"name": "Mine"}).status_code == 404
    assert SavedView.objects.count() == 1


BULK = """
INSERT INTO notices_notice SELECT (jsonb_populate_record(n, jsonb_build_object('id', 100000 + k,
    'public_id', 'ntc_' || k, 'reference', 'N-' || lpad(k::text, 8, '0')))).* FROM notices_notice n,
    generate_series(1, 20000) k WHERE n.id = %(notice)s;
INSERT INTO notices_catchwords SELECT 100000 + k, array_to_tsvector(ARRAY['common', 'w' || k, 'lang=en', 'market=us',
    CASE WHEN k %% 4000 = 0 THEN 'right=design' ELSE 'right=trademark' END]
    || ARRAY(SELECT 'x' || k || i FROM generate_series(1, 30) i)) FROM generate_series(1, 20000) k;
INSERT INTO notices_dossier (notice_id, queue, waiting, due_at, severity, claim_type, received_at)
SELECT 100000 + k, 'review', 1, now() + make_interval(mins => k), 0, 'trademark', now()
FROM generate_series(1, 20000) k;
SELECT gin_clean_pending_list('notice_by_words');
ANALYZE notices_notice; ANALYZE notices_catchwords; ANALYZE notices_dossier;
"""
LOOKS = [
    queues.Asked(),
    queues.Asked(q="w123"),
    queues.Asked(q="common"),
    queues.Asked(right="design", lang="en"),
    queues.Asked(age="7"),
    queues.Asked(held="free"),
    queues.Asked(held="mine"),
    queues.Asked(claim="design"),
]


@pytest.mark.parametrize("most", [5000, 0], ids=["few", "many"])
def test_no_big_table_is_read_through(notice: Notice, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # rows without their papers
        cursor.execute(BULK, {"notice": notice.pk})
        for asked in LOOKS:
            monkeypatch.setattr(catchwords, "MOST_FEW", most)
            rows = queues.narrowed(queues.dossiers("review"), asked, cast.amina().user.pk)
            sql, values = rows[:51].query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            for table in ("notices_notice", "notices_catchwords", "notices_dossier"):
                assert f"Seq Scan on {table}" not in plan, f"{asked}\n{plan}"


def test_notices_from_before_there_were_catchwords_get_them(notice: Notice) -> None:
    """With the models of that moment, which have fields and nothing else."""
    Catchwords.objects.all().delete()
    then = MigrationLoader(connection).project_state(("notices", "0027_words_of_old_notices")).apps
    import_module("notices.migrations.0027_words_of_old_notices").write(then, None)
    assert Catchwords.objects.filter(notice=notice).exists()
