"""When a mandate ends, what hangs on it rests: paused at once, for the owner to go on with or to take back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import clock, outbox
from docket.actors import SYSTEM
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from notices import actions, mandated, queues, tasks
from notices.models import Claim, Dossier, Notice, Timer
from notifications.models import Notification
from rights.actions import mandate as deeds
from rights.models import Mandate
from tests import cast
from tests.api.partner import Partner
from tests.notices import stories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def deliver() -> None:
    while outbox.deliver():
        pass


def running(claim: Claim) -> dict[str, Timer]:
    return {timer.key: timer for timer in claim.timers.filter(state="running")}


def test_open_claims_pause_and_leave_the_queue_and_nothing_else_moves() -> None:
    theirs = stories.by_agent(("US", "US"))
    own = stories.submitted(claim_type="counterfeit")
    decided = stories.taken_up(stories.by_agent(start=7716000))
    actions.uphold(by=cast.amina().actor, claims=decided, verdict=stories.COPIED)
    stories.mandate_ends()
    assert [c.state for c in stories.again(theirs)] == ["paused", "paused"]
    assert (stories.again(own)[0].state, stories.again(decided)[0].state) == ("submitted", "upheld")
    assert set(Dossier.objects.values_list("notice", flat=True)) == {own[0].notice_id}
    assert queues.start_next(by=cast.amina().actor).notice_id == own[0].notice_id  # type: ignore[union-attr]
    entry = theirs[0].entries().last()
    assert entry is not None and (entry.step, entry.role) == ("pause", "system")


def test_the_subscriber_may_be_called_again() -> None:
    claims = stories.by_agent()
    stories.mandate_ends()
    before, letters = Entry.objects.count(), Notification.objects.count()
    mandated.ended(Entry.objects.get(subject_type="mandate", step="revoke"))
    assert (Entry.objects.count(), Notification.objects.count()) == (before, letters)
    assert len(mail.outbox) == letters
    assert stories.again(claims)[0].state == "paused"


def test_what_another_mandate_covers_does_not_pause() -> None:
    german, american = stories.by_agent(("DE", "US"))
    ending = Mandate.objects.get()
    cast.mandate(cast.mara(), cast.paul(), territories=["DE"])
    mandated.ended(deeds.revoke(by=cast.mara().actor, mandate=ending))
    assert [c.state for c in stories.again([german, american])] == ["submitted", "paused"]


@pytest.mark.parametrize("state", ["submitted", "incomplete", "held"])
def test_it_goes_on_exactly_where_it_stood(state: str) -> None:
    claims = stories.taken_up(stories.by_agent())
    by = cast.amina().actor
    if state == "incomplete":
        actions.send_back(by=by, claims=claims, question="Which photo?")
    if state == "held":
        actions.hold(by=by, claims=claims, verdict=stories.COPIED)
    stories.pass_days(0.5)
    before = {key: timer.due_at for key, timer in running(claims[0]).items()}
    stories.mandate_ends()
    (paused,) = stories.again(claims)
    assert paused.state == "paused" and running(paused).keys() == {"go_on"}
    stories.pass_days(5)
    actions.resume(by=cast.mara().actor, claims=[paused])
    (again,) = stories.again(claims)
    assert again.state == state
    after = running(again)
    assert after.keys() == before.keys()
    for key, due in before.items():
        assert due + 5 * DAY <= after[key].due_at <= due + 6 * DAY
    if state == "incomplete":
        actions.complete(by=cast.mara().actor, claims=[again], answer="The second one.")
    assert Dossier.objects.filter(notice=again.notice_id).exists() or state == "incomplete"


def test_only_the_owner_goes_on_and_the_agent_not() -> None:
    (claim,) = stories.paused()
    for nobody in (cast.paul(), cast.hansen(), cast.nils(), cast.amina()):
        with pytest.raises(NotAllowed):
            actions.resume(by=nobody.actor, claims=[claim])
    assert stories.again([claim])[0].state == "paused"
    for deed in (actions.lapse, actions.silence, actions.abandon):
        assert deed(claims=[claim]) == []
    with pytest.raises(NotOpen):
        actions.complete(by=cast.mara().actor, claims=[claim], answer="Here.")
    actions.retract(by=cast.mara().actor, claims=[claim])
    assert stories.again([claim])[0].state == "retracted"
    assert not Timer.objects.filter(state__in=["running", "resting"]).exists()


def test_a_new_mandate_that_covers_them_goes_on_with_them_by_itself() -> None:
    german, american = stories.by_agent(("DE", "US"))
    stories.mandate_ends()
    cast.mandate(cast.mara(), cast.paul(), territories=["DE"])
    mandated.begun(Entry.objects.filter(subject_type="mandate", step="grant").latest("pk"))
    assert [c.state for c in stories.again([german, american])] == ["submitted", "paused"]


def test_a_new_mandate_goes_on_with_them_on_its_first_day() -> None:
    claims = stories.paused()
    cast.mandate(cast.mara(), cast.paul(), starts_on=clock.today() + 3 * DAY)
    mandated.begun(Entry.objects.filter(subject_type="mandate", step="grant").latest("pk"))
    assert mandated.resume_covered() == 0
    stories.pass_days(3)
    assert mandated.resume_covered() == 1 and mandated.resume_covered() == 0
    assert stories.again(claims)[0].state == "submitted"


def test_a_mandate_renewed_before_its_end_pauses_nothing() -> None:
    claims = stories.by_agent()
    Mandate.objects.update(ends_on=clock.today() + DAY)
    cast.mandate(cast.mara(), cast.paul(), starts_on=clock.today() + 2 * DAY)
    stories.pass_days(2)
    assert deeds.expire_due() == 1
    mandated.ended(Entry.objects.get(subject_type="mandate", step="expire"))
    assert stories.again(claims)[0].state == "submitted"


def test_what_nobody_goes_on_with_ends_by_itself_and_the_owner_is_told() -> None:
    claims = stories.paused()
    deliver()
    stories.pass_days(13)
    assert tasks.fire_due_timers() == 0
    stories.pass_days(2)
    assert tasks.fire_due_timers() == 1
    assert stories.again(claims)[0].state == "lapsed"
    assert not Timer.objects.filter(state__in=["running", "resting"]).exists()
    deliver()
    letter = Notification.objects.get(letter="lapsed")
    assert letter.address == "mara@linde.example" and "mandate" in letter.text


def test_both_sides_hear_once_how_much_pauses_and_until_when() -> None:
    stories.by_agent(("US",) * 3)
    stories.by_agent(start=7716000)
    deliver()
    Notification.objects.all().delete()
    mail.outbox.clear()
    held = Mandate.objects.get()
    deeds.revoke(by=cast.mara().actor, mandate=held)
    deliver()
    told = {letter.address: letter for letter in Notification.objects.all()}
    assert told.keys() == {"mara@linde.example", "paul@okafor.example"} and len(mail.outbox) == 2
    for letter in told.values():
        assert letter.letter == "mandate_ended" and "2 open notices are paused (listings: 4)" in letter.text
    assert "/notices/paused/" in told["mara@linde.example"].text
    assert "/notices/paused/" not in told["paul@okafor.example"].text


def test_the_reminder_says_how_much_would_pause() -> None:
    stories.by_agent()
    deliver()
    Mandate.objects.update(ends_on=clock.today() + 7 * DAY, remind_on=clock.today())
    assert deeds.remind_due() == 1
    deliver()
    letters = Notification.objects.filter(letter="mandate_ending")
    assert {letter.address for letter in letters} == {"mara@linde.example", "paul@okafor.example"}
    assert all("1 open notice pauses after that day." in letter.text for letter in letters)
    assert all("7 more days" in letter.subject for letter in letters)


def test_many_listings_pause_and_go_on_in_as_many_queries_as_few() -> None:
    counts = []
    for start, many in ((7730000, 2), (7740000, 80)):
        claims = stories.by_agent(("US",) * many, start=start)
        held = Mandate.objects.get(state="alive")
        deeds.revoke(by=cast.mara().actor, mandate=held)
        with CaptureQueriesContext(connection) as asked:
            mandated.pause(held)
        with CaptureQueriesContext(connection) as then:
            actions.resume(by=cast.mara().actor, claims=claims)
        counts.append((len(asked), len(then)))
        actions.retract(by=cast.mara().actor, claims=claims)
    assert counts[0] == counts[1]


def test_our_clock_goes_on_only_where_somebody_may_still_speak() -> None:
    """Between the look and the lock the new mandate is revoked, or somebody else was faster."""
    claims = stories.paused()
    again = cast.mandate(cast.mara(), cast.paul())
    seen = list(Claim.objects.filter(state="paused").spoken_for())
    deeds.revoke(by=cast.mara().actor, mandate=again)
    assert actions.resume(by=SYSTEM, claims=seen) == []
    assert stories.again(claims)[0].state == "paused"
    actions.resume(by=cast.mara().actor, claims=claims)
    assert actions.resume(by=SYSTEM, claims=seen) == []


def test_a_group_of_which_nothing_is_left_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = stories.paused()
    monkeypatch.setattr(mandated, "handfuls", lambda _: [[0], [claims[0].notice_id]])
    assert mandated.by_the_handful(Claim.objects.all(), lambda found: [found[0]]) == 1


def test_a_notice_is_never_torn_apart_by_the_handful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mandated, "AT_ONCE", 3)
    claims = [*stories.by_agent(("US",) * 2), *stories.by_agent(("US",) * 2, start=7716000)]
    stories.mandate_ends()
    deeds_of = {c.notice_id: {e.facts["deed"] for e in c.entries().filter(step="pause")} for c in claims}
    assert all(len(each) == 1 for each in deeds_of.values()) and len({*map(str, deeds_of.values())}) == 2


def test_a_seller_who_was_asked_hears_that_its_time_does_not_run(client: Client) -> None:
    from tests.letters.test_every_letter import on_hold

    (claim,) = on_hold()
    deliver()
    letter = Notification.objects.get(letter="on_hold")
    assert letter.recipient == cast.nils().user and "does not run" in letter.text
    client.force_login(cast.nils().user)
    case = f"/cases/C-{claim.notice.reference[2:]}/"
    page = client.get(case).content.decode()
    assert "The notice is on hold" in page and "Paul" not in page and "Tell us your side" not in page
    actions.resume(by=cast.mara().actor, claims=[claim])
    deliver()
    assert "You can tell us your side until" in Notification.objects.get(letter="goes_on").text
    assert "Tell us your side" in client.get(case).content.decode()


def test_a_seller_who_never_heard_of_it_does_not_hear_of_the_pause() -> None:
    stories.paused()
    deliver()
    assert not Notification.objects.filter(audience="seller").exists()


def test_the_owner_sees_what_is_paused_and_goes_on_with_the_ticked_ones(client: Client) -> None:
    one, two = stories.by_agent(), stories.by_agent(start=7716000)
    stories.mandate_ends()
    first, second = one[0].notice.reference, two[0].notice.reference
    client.force_login(cast.mara().user)
    assert "2 notices are paused" in client.get("/home/").content.decode()
    detail = client.get(f"/notices/{first}/").content.decode()
    assert "Go on with it, or take it back." in detail and f"/notices/{first}/go-on/" in detail
    page = client.get("/notices/paused/").content.decode()
    assert first in page and second in page
    assert client.post("/notices/paused/", {"act": "go_on"}).status_code == 400
    assert client.post("/notices/paused/", {"act": "go_on", "notice": first}).status_code == 303
    asked = client.post("/notices/paused/", {"act": "take_back", "notice": second})
    assert asked.status_code == 200 and "Take 1 listing back?" in asked.content.decode()
    states = [stories.again(claims)[0].state for claims in (one, two)]
    assert states == ["submitted", "paused"]
    client.post("/notices/paused/", {"act": "take_back", "notice": second, "sure": "1"})
    assert stories.again(two)[0].state == "retracted"
    assert "Nothing is paused" in client.get("/notices/paused/").content.decode()


def test_one_notice_goes_on_from_its_own_page_and_by_the_api(client: Client) -> None:
    (claim,) = stories.paused()
    client.force_login(cast.mara().user)
    url = f"/notices/{claim.notice.reference}/go-on/"
    assert client.get(url).status_code == 200
    assert (
        client.post(url, {"claims": claim.public_id, "seen": f"{claim.public_id}:{claim.version}"}).status_code == 303
    )
    assert stories.again([claim])[0].state == "submitted"
    deeds.grant(
        by=cast.mara().actor,
        mandate=Mandate(
            owner=cast.mara().organisation, agent=cast.paul().organisation, all_rights=True, starts_on=clock.today()
        ),
    )
    stories.mandate_ends()
    key = Partner(cast.mara())
    told = key.get(f"/claims/{claim.public_id}")
    assert told.json()["state"] == "paused" and "resume" in told.json()["steps"]
    done = key.post(f"/claims/{claim.public_id}/resume", {}, **{"If-Match": told["ETag"]})
    assert (done.status_code, done.json()["state"]) == (200, "submitted")


def test_nobody_else_sees_or_moves_what_is_paused(client: Client) -> None:
    (claim,) = stories.paused()
    reference = claim.notice.reference
    for stranger in (cast.paul(), cast.hansen()):
        client.force_login(stranger.user)
        assert reference not in client.get("/notices/paused/").content.decode()
        assert client.post("/notices/paused/", {"act": "go_on", "notice": reference}).status_code == 400
        assert client.get(f"/notices/{reference}/go-on/").status_code == 404
    for stranger in (cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        assert client.get("/notices/paused/").status_code == 404
    assert stories.again([claim])[0].state == "paused" and Notice.objects.count() == 1
