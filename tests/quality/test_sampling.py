"""Drawing: once, by the seed, never what was undone; and never of any effect on the case."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from docket import clock, outbox
from docket.models import Entry
from notices import actions
from notices.models import BlindCase, Draw, KnownCase, Lot, Stratum
from notices.quality import actions as quality
from notices.quality import calibration, sampling
from policy import load
from tests import cast
from tests.notices import stories
from tests.quality.stories import SAME, bo, decided, labelled

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> Any:
    """rule(first_decisions=0, …) changes policy/sampling.yaml for one story."""

    def changed(**fields: Any) -> None:
        book = load.book()
        told = replace(book, sampling=replace(book.sampling, **fields))
        for module in (sampling, calibration, quality):
            monkeypatch.setattr(module, "book", lambda: told)

    return changed


def test_all_of_a_new_reviewers_first_decisions_are_drawn_and_then_one_in_so_many(rule: Any) -> None:
    rule(first_decisions=2, one_in=3, rules=())
    decided(count=11)
    draws = list(Draw.objects.order_by("n"))
    assert [d.one_in for d in draws] == [1, 1] + [3] * 9
    assert all(d.taken for d in draws[:2])
    blocks = [[d.taken for d in draws if d.one_in == 3 and d.n // 3 == block] for block in (1, 2)]
    assert [sum(each) for each in blocks] == [1, 1]  # one of each three whole ones, whichever the seed says
    assert BlindCase.objects.filter(kind="sample").count() == sum(d.taken for d in draws)
    assert {b.one_in for b in BlindCase.objects.all()} <= {1, 3}


def test_a_decision_is_drawn_once_however_often_the_news_comes() -> None:
    claims = decided()
    entry = Entry.objects.get(subject_type="claim", subject_id=claims[0].pk, step="uphold")
    sampling.draw(entry)
    assert Draw.objects.count() == BlindCase.objects.count() == Stratum.objects.get().count == 1


def test_what_is_undone_was_never_drawn(settings: Any) -> None:
    settings.UNDO_SECONDS = 30
    claims = stories.taken_up(stories.submitted())
    by = replace(cast.amina().actor, undo_seconds=30)
    entries = actions.uphold(by=by, claims=claims, verdict=stories.COPIED)
    actions.undo(by=by, deed=entries[0].facts["deed"])
    outbox.deliver()
    assert not Draw.objects.exists() and not BlindCase.objects.exists()


def test_the_seed_in_the_docket_proves_every_draw_and_a_change_shows(rule: Any) -> None:
    rule(first_decisions=0, one_in=3, rules=())
    decided(count=7)
    lot = Lot.objects.get()
    assert lot.entries().get().facts["seed"] == lot.seed
    assert list(sampling.faults(lot)) == []
    one = Draw.objects.first()
    assert one is not None
    Draw.objects.filter(pk=one.pk).update(taken=not one.taken)
    assert any(f"decision {one.decision_id} was" in fault for fault in sampling.faults(lot))


def test_each_stratum_has_its_share() -> None:
    """Of each whole block exactly one, whatever the seed."""
    for seed in ("a", "b", "c"):
        taken = [sampling.by_seed(seed, n, 25, "upheld", "patent", 7, False) for n in range(500)]
        assert [sum(taken[at : at + 25]) for at in range(0, 500, 25)] == [1] * 20


def test_a_label_changes_nothing_in_the_case() -> None:
    claims = decided()
    before = [(c.state, c.version) for c in claims]
    entries = Entry.objects.exclude(subject_type="blind_case").count()
    assert labelled().state == "matched"
    assert [(c.state, c.version) for c in stories.again(claims)] == before
    assert Entry.objects.exclude(subject_type="blind_case").count() == entries
    assert outbox.deliver() == 0


def test_a_known_case_is_dealt_to_one_person_and_nobody_else_meets_it(rule: Any) -> None:
    rule(known_one_in=1)
    (closed,) = decided(7724000)
    actions.retract(by=cast.mara().actor, claims=[closed])
    quality.make_known(
        by=cast.tomas().actor, claim=closed, outcome="rejected", reason_code="M-11", why="A tiny part of the photo."
    )
    for start in (7721000, 7722000):  # Bo decides two cases: there is one known case to deal, once
        notice = actions.submit(
            by=cast.mara().actor, filing=cast.filing([cast.listing(start, market="US")], claim_type="copyright")
        )
        claims = stories.taken_up(stories.claims_of(notice), bo())
        actions.uphold(by=bo().actor, claims=claims, verdict=stories.COPIED)
    outbox.deliver()
    dealt = BlindCase.objects.get(kind="known")
    assert dealt.for_user == bo().user and dealt.known == KnownCase.objects.get()
    case = quality.start_next(by=cast.amina().actor)
    while case is not None:
        assert case.kind == "sample"
        quality.label(by=cast.amina().actor, case=case, said=SAME)
        case = quality.start_next(by=cast.amina().actor)


def test_a_month_begins_with_a_set_for_everybody_and_closes_the_one_before(rule: Any) -> None:
    rule(calibration=2)
    decided(count=3)
    Draw.objects.update(taken=False)
    clock.advance(32 * 86400)
    decided(7723000)
    assert sorted(Lot.objects.values_list("state", flat=True)) == ["closed", "open"]
    assert calibration.left_for(bo().user.pk).count() == 2
    assert not calibration.left_for(cast.amina().user.pk).exists()  # she decided them


def test_the_command_says_what_the_seed_does_not_explain(capsys: pytest.CaptureFixture[str]) -> None:
    decided()
    month = f"{Lot.objects.get().month:%Y-%m}"
    call_command("sampling", month)
    assert "1 draws" in capsys.readouterr().out
    Draw.objects.update(taken=False)
    with pytest.raises(CommandError):
        call_command("sampling", month)
    with pytest.raises(CommandError):
        call_command("sampling", "never")
