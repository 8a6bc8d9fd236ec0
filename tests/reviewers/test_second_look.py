"""The second pair of eyes: every rule that asks for it, before everybody who may not give it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import belonging
from accounts.actions import organisation as people
from accounts.models import Membership
from docket.errors import NotAllowed
from docket.models import Entry
from notices import actions, queues, weighing
from notices.actions import Verdict
from notices.models import Claim
from notices.views.reviewers.desk import open_desk
from policy import ladder, weighty
from policy.house_rules import Weight
from policy.load import book
from policy.tiers import Line
from rights.models import IPRight
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
Claims = list[Claim]


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two listings are many and one counterfeit closes an account: the stories stay short."""
    rules = tuple(replace(rule, more_than=1 if rule.more_than else None) for rule in book().thresholds.weighty)
    rungs = (replace(book().ladder.rungs[-1], points=16),)
    lowered = replace(
        book(),
        thresholds=replace(book().thresholds, weighty=rules),
        ladder=replace(book().ladder, rungs=rungs),
    )
    monkeypatch.setattr(weighty, "book", lambda: lowered)
    monkeypatch.setattr(ladder, "book", lambda: lowered)
    caches["memory"].clear()


def trusted_as(tier: str, line: Line) -> None:
    mara = cast.mara().organisation
    assert mara is not None
    caches["memory"].set(f"trust-{mara.pk}", (tier, line))


def filed(count: int = 1, start: int = 7740000, **fields: object) -> Claims:
    filing = cast.filing(cast.listings(count, start=start), **fields)  # type: ignore[arg-type]
    return stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing))


def unregistered() -> Claims:
    right = cast.right(kind="design", title="Lamp shade")
    claims = filed(claim_type="design", right=right, evidence=[cast.evidence()])
    IPRight.objects.filter(pk=right.pk).update(number="")  # as rights taken over from elsewhere may be
    return stories.again(claims)


def competing() -> Claims:
    claims = filed()
    theirs = cast.right(cast.hansen(), title="HANSEN", number="018999999")
    filing = cast.filing([claims[0].listing], by=cast.hansen(), right=theirs)
    actions.submit(by=cast.hansen().actor, filing=filing)
    return claims


def by_a_poor_filer() -> Claims:
    claims = filed()
    trusted_as("T1", Line.SECOND_LOOK)
    return claims


def by_an_unconfirmed_filer() -> Claims:
    claims = filed(2)
    trusted_as("T0", Line.ORDINARY)
    return claims


def deviating() -> Claims:
    earlier = stories.taken_up(filed(start=7741000), cast.bo())
    actions.reject(by=cast.bo().actor, claims=earlier, verdict=stories.NOT_SHOWN)
    return filed(start=7742000)


# Rule → a story in which it is met.
STORIES: dict[Weight, Callable[[], Claims]] = {
    Weight.REGIME: stories.patent,
    Weight.PATENT: stories.patent,
    Weight.UNREGISTERED_DESIGN: unregistered,
    Weight.MANY_LISTINGS: lambda: filed(2),
    Weight.FIRST_TIME_FILER: lambda: filed(2),
    Weight.COMPETING_CLAIMS: competing,
    Weight.FILER_RECORD: by_a_poor_filer,
    Weight.LOW_TIER: by_an_unconfirmed_filer,
    Weight.DEVIATION: deviating,
    Weight.ACCOUNT_MEASURE: filed,
    Weight.REVERSAL: stories.upheld,
}


def of_the_owner() -> cast.Person:
    user = cast.person("rosa@fairmark.example", "Rosa", cast.mara().organisation, staff_role="senior").user
    return cast.Person(user)


def of_the_shop() -> cast.Person:
    user = cast.person("lars@fairmark.example", "Lars", cast.nils().organisation, staff_role="senior").user
    return cast.Person(user)


def left_the_owner() -> cast.Person:
    """A member of the owner's house, until a moment ago."""
    mara, user = cast.mara(), cast.person("ida@fairmark.example", "Ida", staff_role="senior").user
    assert mara.organisation is not None
    member = people.admit(
        by=people.person(user), organisation=mara.organisation, user=user, role="member", vouched="marketplace"
    )
    people.leave(by=replace(cast.Person(user, mara.organisation, "member").actor, role="org_member"), membership=member)
    assert not Membership.objects.filter(user=user).exists()
    return cast.Person(user)


BARRED = {"asked for it": cast.tomas, "owner": of_the_owner, "shop": of_the_shop, "left": left_the_owner}


def test_every_rule_has_a_story() -> None:
    assert set(STORIES) == set(Weight)


@pytest.mark.parametrize("rule", Weight)
def test_a_second_person_who_is_nobody_s_friend(rule: Weight) -> None:
    """Held for another person; whoever may not give the second look is offered nothing and changes nothing."""
    claims = proposed(rule, STORIES[rule]())
    waits = claims[0].waits_as
    reference, entries = claims[0].notice.reference, Entry.objects.count()
    for who, find in BARRED.items():
        person = find()
        offered = {o.value for o in open_desk(person.actor, reference, queue="second_look").outcomes}
        assert offered <= {"let_stand"}, who  # one's own proposal may be taken back
        entries = Entry.objects.count()
        with pytest.raises(NotAllowed):
            agree(person, claims)
        assert Entry.objects.count() == entries
        assert {c.waits_as for c in stories.again(claims)} == {waits}
        assert queues.start_next(by=person.actor, queue="second_look") is None, who
    assert queues.start_next(by=cast.bo().actor, queue="second_look") is not None
    agree(cast.bo(), claims)
    assert {c.state for c in stories.again(claims)} == {"restored" if rule is Weight.REVERSAL else "upheld"}


def proposed(rule: Weight, claims: Claims) -> Claims:
    """Tomás decides; because of this rule it waits, and the docket says so."""
    if rule is Weight.REVERSAL:
        actions.overturn(by=cast.tomas().actor, claims=claims, verdict=stories.NOT_SHOWN)
        return stories.again(claims)
    because = Verdict("TM-01", "It carries the mark.", "It differs from the earlier one.")
    stories.taken_up(claims, cast.tomas())
    held = actions.decide(by=cast.tomas().actor, claims=claims, outcome="uphold", verdict=because)
    assert held[0].step == "hold" and rule in held[0].facts["weighty"]
    return stories.again(claims)


def agree(person: cast.Person, claims: Claims) -> None:
    deed = actions.reverse if claims[0].reversal_by_id else actions.confirm
    deed(by=person.actor, claims=claims)


def test_who_left_long_ago_is_near_to_nobody() -> None:
    ida, owner = left_the_owner(), cast.mara().organisation
    assert owner is not None and owner.pk in belonging.lately(ida.user.pk, 24)
    stories.pass_days(24 * 31)
    assert belonging.lately(ida.user.pk, 24) == frozenset()


def test_an_ordinary_claim_is_decided_by_one() -> None:
    claims = stories.taken_up(filed(), cast.bo())
    assert weighing.of_all(claims) == []
    entries = actions.decide(by=cast.bo().actor, claims=claims, outcome="uphold", verdict=stories.COPIED)
    assert entries[0].step == "uphold"


def test_weighing_many_notices_asks_no_more_than_weighing_one() -> None:
    one, many = filed(start=7743000), [c for n in range(4) for c in filed(2, start=7744000 + 10 * n)]
    weighing.codes(one)
    counts = []
    for claims in (one, many):
        with CaptureQueriesContext(connection) as asked:
            weighing.codes(claims)
        counts.append(len(asked))
    assert counts[0] <= counts[1] <= counts[0] + 1  # the size of a large notice's filer's record
