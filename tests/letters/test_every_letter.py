"""Every letter that the procedures promise exists, has no empty place, no secret, and plain words."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core import mail

from docket.models import Entry
from notices import actions, queues, tasks
from notices.handover_procedure import HANDOVER
from notices.letters import context, tell
from notices.models import Claim, Note
from notices.procedure import CLAIM
from notices.thread_procedure import THREAD
from notifications import letters
from notifications.models import Notification
from rights.procedure import MANDATE, RIGHT
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
PLANTED = "PLANTED-private-note"
BLAME = re.compile(r"infringer|violat|strike|guilty|offender", re.IGNORECASE)


def tell_all() -> None:
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)


def written(letter: str, audience: str = "") -> list[Notification]:
    found = Notification.objects.filter(letter=letter).order_by("pk")
    return list(found.filter(audience=audience) if audience else found)


def in_china() -> list[Claim]:
    """Upheld under the one law that passes the notice itself on; it asks for evidence."""
    filing = cast.filing([cast.listing(market="CN")], claim_type="copyright", evidence=[cast.evidence()])
    claims = stories.taken_up(stories.claims_of(actions.submit(by=cast.mara().actor, filing=filing)))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.COPIED)
    return stories.again(claims)


def countered_in_china() -> None:
    claims = in_china()
    actions.counter(
        by=cast.nils().actor, claims=claims, paper=stories.paper("cn-ecl", evidence=[cast.evidence(cast.nils())])
    )


def appeal_decided(*, keep: bool, side: str) -> None:
    claims = stories.appealed_takedown() if side == "takedown" else stories.appealed_rejection()
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="appeals")
    verdict = stories.COPIED if (side == "takedown") == keep else stories.NOT_SHOWN
    actions.decide_appeal(by=cast.tomas().actor, claims=claims, keep_it=keep, verdict=verdict)


def confirmed() -> None:
    claims = stories.held()
    queues.take_up(by=cast.tomas().actor, notice=claims[0].notice, queue="second_look")
    actions.confirm(by=cast.tomas().actor, claims=claims)


def answered() -> None:
    claims = stories.awaiting_seller()
    actions.seller_answers(by=cast.nils().actor, claims=claims, answer="We make our own joint.")


def reversed_in_court() -> None:
    claims = stories.in_court()
    stories.reversed_by_two(claims)


def on_hold() -> list[Claim]:
    """Filed by an agent, asked the seller first, and then the mandate ended."""
    claims = stories.taken_up(stories.by_agent(claim_type="patent"))
    actions.hear_seller(by=cast.amina().actor, claims=stories.again(claims))
    stories.mandate_ends()
    return stories.again(claims)


def paused_and_resumed() -> None:
    actions.resume(by=cast.mara().actor, claims=on_hold())


def paused_and_dropped() -> None:
    on_hold()
    stories.pass_days(20)
    tasks.fire_due_timers()


def taken_back() -> None:
    actions.retract(by=cast.mara().actor, claims=stories.upheld())


def looked_at(outcome: str) -> None:
    claims = stories.taken_up(stories.mended(), queue="mended")
    verdict = stories.NOT_SHOWN if outcome == "clear" else stories.COPIED
    getattr(actions, outcome)(by=cast.amina().actor, claims=claims, verdict=verdict)


def closed(**how: Any) -> None:
    actions.accept(by=cast.nils().actor, claims=stories.upheld(**how))


def given_time() -> None:
    actions.more_time(by=cast.nils().actor, claims=stories.awaiting_seller())


STORIES = {
    "mended": stories.mended,
    "cleared": lambda: looked_at("clear"),
    "kept hidden": lambda: looked_at("keep_hidden"),
    "closed": closed,
    "closed in Germany": lambda: closed(market="DE"),
    "given time": given_time,
    "submitted": stories.submitted,
    "incomplete": stories.incomplete,
    "lapsed": stories.lapsed,
    "answered": answered,
    "rejected": stories.rejected,
    "countered": stories.countered,
    "countered in China": countered_in_china,
    "upheld in Germany": lambda: stories.upheld(market="DE"),
    "upheld in Britain": lambda: stories.upheld(market="GB"),
    "many": lambda: stories.upheld(count=4),
    "restored": stories.restored,
    "removed_for_good": stories.removed_for_good,
    "paused and gone on with": paused_and_resumed,
    "paused and dropped": paused_and_dropped,
    "reversed_in_court": reversed_in_court,
    "taken_back": taken_back,
    "confirmed": confirmed,
    "appeal kept": lambda: appeal_decided(keep=True, side="takedown"),
    "appeal turned": lambda: appeal_decided(keep=False, side="takedown"),
    "rejection kept": lambda: appeal_decided(keep=True, side="rejection"),
    "rejection turned": lambda: appeal_decided(keep=False, side="rejection"),
}


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """One whole story, told with marks planted in every private place."""
    for name in ("WRONG", "COPIED", "NOT_SHOWN"):
        verdict = getattr(stories, name)
        monkeypatch.setattr(stories, name, type(verdict)(verdict.reason_code, verdict.public_reason, PLANTED))
    STORIES[request.param]()
    claim = Claim.objects.first()
    assert claim is not None
    Note.objects.create(notice=claim.notice, by=cast.amina().user, text=PLANTED)
    yield request.param


def longest_sentence(text: str) -> int:
    """In words; what somebody else wrote is quoted and not ours to shorten."""
    ours = "\n".join(line for line in text.splitlines() if not line.startswith((">", "http")))
    return max(len(sentence.split()) for sentence in re.split(r"(?<=[.:?!])\s+|\n+", ours))


def test_a_story_is_told_without_gaps_secrets_or_blame(story: str) -> None:
    tell_all()
    for letter in Notification.objects.all():
        whole = letter.subject + letter.text + letter.html
        assert PLANTED not in whole
        assert longest_sentence(letter.text) <= 21, letter.text
        assert not re.search(r"\bNone\b|\{\{|\{%|\[\]", whole), whole
        assert letter.subject.strip()
        assert "\n\n\n" not in letter.text
        if letter.audience == "seller":
            assert not BLAME.search(whole), whole
            assert "Mara" not in whole  # the person who filed is never named to the seller
            assert "mara@linde.example" not in whole
            assert "Amina" not in whole
            assert "Tomás" not in whole


def test_all_promised_letters_have_words() -> None:
    promised = {told.letter for p in (CLAIM, RIGHT, MANDATE, THREAD, HANDOVER) for s in p.steps for told in s.told}
    for name in promised:
        for part in ("subject.txt", "body.txt"):
            assert letters._template(name, part)
    assert set(context.SOURCES) <= promised


def test_a_missing_fact_stops_the_letter() -> None:
    with pytest.raises(letters.EmptyPlace):
        letters.render("right_verified", {"name": "Mara Linde"})


@pytest.mark.parametrize("letter", ["right_verified", "right_refused", "right_expired", "right_asked", "right_ending"])
def test_letters_about_rights(letter: str) -> None:
    facts = {"name": "Mara", "right": "LINDE", "number": "EM 018224561", "reason": "It is blurred.", "days": 14}
    words = letters.render(letter, {**facts, "valid_until": date(2039, 1, 1), "url": "http://x/", "portal": "Fairmark"})
    assert "LINDE" in words.subject
    assert "EM 018224561" in words.text


def test_the_seller_gets_a_statement_of_reasons_with_every_part() -> None:
    stories.upheld(market="DE")
    tell_all()
    (letter,) = written("statement_of_reasons")
    for part in (
        "No buyer can see",
        "It has no end date",
        "A notice started this",
        "Studio Linde GmbH says",
        "The photo in the listing is a copy",
        "The ground is",
        "No software",
        "You can do this until",
        "UTC",
        "out-of-court dispute body",
        "go to a court",
    ):
        assert part in letter.text, part
    assert letter.recipient == cast.nils().user
    assert letter.url.startswith("/cases/C-")


def test_only_us_copyright_passes_name_address_and_phone_to_the_owner() -> None:
    stories.countered()
    tell_all()
    (letter,) = written("counter_notice")
    for part in ("Nils Aas", "Havnegade 3", "+45 55 01 00", "Under penalty of perjury", "10 to 14 working days"):
        assert part in letter.text, part
    assert "nils@nordicmugs.example" not in letter.text
    Notification.objects.all().delete()
    stories.appealed_takedown(market="DE")
    tell_all()
    (notice,) = written("appeal_notice")
    assert not re.search("Nils|Havnegade|55 01 00|The photo is mine", notice.text)


@pytest.mark.parametrize(("upheld", "reached"), [(stories.upheld, False), (in_china, True)])
def test_the_owner_is_reached_directly_only_where_the_notice_is_passed_on(upheld: Any, reached: bool) -> None:
    upheld()
    tell_all()
    (letter,) = written("statement_of_reasons")
    assert "Studio Linde GmbH" in letter.text
    assert ("ip@studio.example" in letter.text) is reached


def test_one_mail_a_deed_and_recipient_however_many_listings() -> None:
    stories.upheld(count=40)
    tell_all()
    (reasons,) = written("statement_of_reasons")
    assert "40 of your listings" in reasons.subject
    assert "and 15 more" in reasons.text
    assert len(written("outcome")) == len(written("receipt")) == 1
    assert len(mail.outbox) == 3
    tell_all()
    assert len(mail.outbox) == 3


def test_a_seller_who_never_heard_of_a_claim_does_not_hear_that_it_is_taken_back() -> None:
    stories.retracted()
    tell_all()
    assert not Notification.objects.filter(audience="seller").exists()
    assert len(written("retract_receipt")) == 1


def test_one_listing_hidden_in_one_country_is_one_listing() -> None:
    claims = stories.taken_up(stories.submitted(market="DE"))
    verdict = type(stories.COPIED)(stories.COPIED.reason_code, stories.COPIED.public_reason, territories=("DE",))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=verdict)
    tell_all()
    (letter, *_) = written("statement_of_reasons", "seller")
    assert "Buyers in Germany cannot see it. Buyers elsewhere can." in letter.text
