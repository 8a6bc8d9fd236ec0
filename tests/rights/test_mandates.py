"""Mandates: granted by whoever may, good for exactly what was granted, and over at once when they are over."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from docket import clock
from docket.actors import Actor
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from rights import mandate_words, mandates, reminders
from rights.actions import mandate as deeds
from rights.models import IPRight, Mandate
from tests import cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def proposal(**fields: Any) -> Mandate:
    """Paul asks Mara, known or by address."""
    paul = cast.paul()
    told = {"all_rights": True, "starts_on": clock.today(), "owner_name": "Linde", **fields}
    made = Mandate(agent=paul.organisation, **told)
    deeds.propose(by=paul.actor, mandate=made)
    return made


def covers(right: IPRight | None = None, market: str | None = None) -> bool:
    mara, paul = cast.mara().organisation, cast.paul().organisation
    assert mara is not None and paul is not None
    return mandates.covers(owner=mara, agent=paul, right=right, market=market)


def test_an_owner_is_covered_by_itself_and_an_agent_only_by_a_mandate() -> None:
    right = cast.right()
    mara = cast.mara().organisation
    assert mara is not None and mandates.covers(owner=mara, agent=mara, right=right, market="US")
    assert not covers(right)
    cast.mandate(cast.mara(), cast.paul())
    assert covers(right, "US") and covers(None)


def test_a_mandate_for_some_rights_reaches_only_these() -> None:
    one, other = cast.right(), cast.right(title="HALO", number="018224599")
    cast.mandate(cast.mara(), cast.paul(), rights=[one])
    assert covers(one) and not covers(other) and not covers(None)
    paul = cast.paul()
    assert list(IPRight.objects.usable_by(paul.organisation)) == [one]
    assert other.roles_of(paul.actor) == set()
    assert mandates.owners_for(paul.organisation) == [paul.organisation], "it may not enter rights for the owner"


def test_a_mandate_for_some_countries_reaches_only_these() -> None:
    right = cast.right()
    cast.mandate(cast.mara(), cast.paul(), territories=["DE", "FR"])
    assert covers(right, "DE") and not covers(right, "US") and covers(right)
    assert mandates.authority(
        owner=cast.mara().organisation, agent=cast.paul().organisation, right=right, markets=["DE", "US"]
    ).keys() == {"DE"}


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-9, 1, True)],
)
def test_it_holds_from_its_first_to_its_last_day(starts: int, ends: int | None, holds: bool) -> None:
    today = clock.today()
    ends_on = None if ends is None else today + ends * DAY
    made = cast.mandate(cast.mara(), cast.paul(), starts_on=today + starts * DAY, ends_on=ends_on)
    assert covers() is holds and made.in_force(today) is holds
    assert (made in Mandate.objects.alive(today)) is holds


def test_nothing_is_granted_by_asking() -> None:
    proposal(owner_email="mara@linde.example")
    assert not covers()


def test_the_owner_confirms_and_both_names_and_the_scope_are_on_the_docket() -> None:
    asked = proposal(owner=cast.mara().organisation, territories=["DE"])
    deeds.confirm(by=cast.mara().actor, mandate=asked)
    assert covers(None, "DE") and not covers(None, "US")
    entry = asked.entries().last()
    assert entry is not None and (entry.step, entry.role, entry.actor_id) == (
        "confirm",
        "notifier",
        cast.mara().user.pk,
    )
    assert (entry.facts["all_rights"], entry.facts["territories"], entry.facts["how"]) == (True, ["DE"], "portal")
    asked.refresh_from_db()
    assert (asked.confirmed_by, asked.key_digest) == (cast.mara().user, "")


def test_the_owner_may_grant_less_than_was_asked() -> None:
    one, other = cast.right(), cast.right(title="HALO", number="018224599")
    asked = proposal(owner=cast.mara().organisation)
    with pytest.raises(NotAllowed, match="Choose the rights"):
        deeds.confirm(by=cast.mara().actor, mandate=asked, scope=deeds.Scope(all_rights=False))
    assert not covers(one)
    deeds.confirm(by=cast.mara().actor, mandate=asked, scope=deeds.Scope(all_rights=False, rights=[one]))
    assert covers(one) and not covers(other)


def test_an_owner_known_by_its_address_only_is_whoever_confirms() -> None:
    asked = proposal(owner_email="new@owner.example")
    deeds.confirm(by=cast.hansen().actor, mandate=asked, how="mail")
    asked.refresh_from_db()
    assert asked.owner == cast.hansen().organisation and asked.state == "alive"


@pytest.mark.parametrize("step", ["confirm", "decline", "revoke"])
def test_strangers_agents_and_plain_members_cannot_answer_for_the_owner(step: str) -> None:
    asked = proposal(owner=cast.mara().organisation)
    if step == "revoke":
        deeds.confirm(by=cast.mara().actor, mandate=asked)
    clerk = cast.person("clerk@linde.example", "Clerk", cast.mara().organisation)
    Membership.objects.filter(user=clerk.user).update(role="member")
    before = asked.version
    for nobody in (cast.hansen(), cast.paul(), cast.nils(), clerk, cast.amina()):
        with pytest.raises(NotAllowed):
            getattr(deeds, step)(by=nobody.actor, mandate=asked)
    key = Actor("notifier", organisation_id=cast.mara().organisation.pk, key_id=1)  # type: ignore[union-attr]
    with pytest.raises(NotAllowed, match="administrator"):
        getattr(deeds, step)(by=key, mandate=asked)
    asked.refresh_from_db()
    assert asked.version == before


def test_somebody_of_both_sides_cannot_grant() -> None:
    mara = cast.mara()
    Membership.objects.create(user=mara.user, organisation=cast.paul().organisation, role="admin")
    asked = proposal(owner=mara.organisation)
    with pytest.raises(NotAllowed, match="belong to the agent"):
        deeds.confirm(by=mara.actor, mandate=asked)
    with pytest.raises(NotAllowed, match="belong to the agent"):
        cast.mandate(mara, cast.paul())
    assert not covers()


def test_an_end_is_an_end() -> None:
    declined = proposal(owner=cast.mara().organisation)
    deeds.decline(by=cast.mara().actor, mandate=declined)
    taken_back = proposal(owner=cast.mara().organisation)
    deeds.resign(by=cast.paul().actor, mandate=taken_back)
    revoked, given_back = (cast.mandate(cast.mara(), cast.paul()) for _ in range(2))
    deeds.revoke(by=cast.mara().actor, mandate=revoked)
    assert covers(), "another one still holds"
    deeds.resign(by=cast.paul().actor, mandate=given_back)
    assert not covers()
    for made in (declined, taken_back, revoked, given_back):
        assert made.ended_at is not None
        with pytest.raises(NotOpen):
            deeds.confirm(by=cast.mara().actor, mandate=made)


def test_the_database_itself_refuses_what_cannot_be() -> None:
    mara, paul = cast.mara().organisation, cast.paul().organisation
    held = cast.mandate(cast.mara(), cast.paul())
    for wrong in ({"owner": None}, {"owner": paul}, {"ends_on": date(2019, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mandate.objects.filter(pk=held.pk).update(**wrong)
    assert Mandate.objects.get().owner == mara


def test_one_proposal_an_owner_at_a_time_and_not_too_many_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    proposal(owner_email="mara@linde.example")
    with pytest.raises(NotAllowed, match="asked this owner already"):
        proposal(owner_email="mara@linde.example")
    monkeypatch.setattr(deeds, "MOST_OPEN", 2)
    proposal(owner_email="ole@hansen.example")
    with pytest.raises(NotAllowed, match="wait for an answer"):
        proposal(owner_email="third@owner.example")
    assert Mandate.objects.count() == 2


def test_the_clock_ends_what_is_over_and_nothing_else() -> None:
    today = clock.today()
    over = cast.mandate(cast.mara(), cast.paul(), ends_on=today - DAY)
    last_day = cast.mandate(cast.mara(), cast.paul(), ends_on=today)
    unanswered = proposal(owner_email="nobody@owner.example")
    assert deeds.expire_due() == 1 and deeds.expire_due() == 0
    clock.advance(31 * 86400)
    assert deeds.expire_due() == 2
    for made in (over, last_day, unanswered):
        made.refresh_from_db()
        assert made.state == "expired" and made.ended_at is not None


def test_reminders_come_on_their_days_once_each() -> None:
    made = cast.mandate(cast.mara(), cast.paul(), ends_on=clock.today() + 40 * DAY)
    told = []
    for _ in range(42):
        deeds.remind_due()
        deeds.remind_due()
        told = [entry.facts["days"] for entry in made.entries().filter(step="remind")]
        clock.advance(86400)
    assert told == [30, 7, 1]


def test_reminders_that_were_missed_are_one_reminder() -> None:
    made = cast.mandate(cast.mara(), cast.paul(), ends_on=clock.today() + 40 * DAY)
    clock.advance(36 * 86400)
    assert deeds.remind_due() == 1 and deeds.remind_due() == 0
    assert [entry.facts["days"] for entry in made.entries().filter(step="remind")] == [4]


def test_a_short_mandate_is_not_announced_to_end_when_it_begins() -> None:
    end = date(2026, 6, 11)
    assert reminders.next_day(end, date(2026, 6, 1), reminders.OF_MANDATES) == date(2026, 6, 4)
    assert reminders.next_day(end, date(2026, 6, 10), reminders.OF_MANDATES) is None
    assert reminders.next_day(None, date(2026, 6, 10), reminders.OF_MANDATES) is None


def test_authority_asks_as_little_for_many_markets_as_for_one() -> None:
    cast.mandate(cast.mara(), cast.paul())
    right, mara, paul = cast.right(), cast.mara().organisation, cast.paul().organisation
    for markets in (["US"], ["US", "DE", "FR", "GB", "CN"]):
        with CaptureQueriesContext(connection) as asked:
            mandates.authority(owner=mara, agent=paul, right=right, markets=markets)
        assert len(asked) == 1


def test_every_step_is_on_the_docket() -> None:
    made = proposal(owner=cast.mara().organisation)
    deeds.confirm(by=cast.mara().actor, mandate=made)
    deeds.revoke(by=cast.mara().actor, mandate=made)
    entries = Entry.objects.filter(subject_type="mandate", subject_id=made.pk).order_by("n")
    assert [(e.step, e.source, e.target) for e in entries] == [
        ("propose", "", "proposed"),
        ("confirm", "proposed", "alive"),
        ("revoke", "alive", "revoked"),
    ]


def test_an_ended_mandate_says_its_last_day_and_no_longer_runs_on() -> None:
    held = cast.mandate(cast.mara(), cast.paul())
    assert "until somebody ends it" in mandate_words.days_of(held)
    deeds.revoke(by=cast.mara().actor, mandate=held)
    held.refresh_from_db()
    assert mandate_words.days_of(held).endswith(f"ended on {mandate_words.day(clock.today())}")
