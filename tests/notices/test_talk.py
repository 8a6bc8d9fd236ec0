"""Talking about a notice: each side has its own talk, a reviewer owes an answer, and no message is lost or doubled."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import outbox, verify
from docket.errors import NotAllowed, Stale
from docket.models import Entry
from notices import actions, cases, threads
from notices.models import Claim, Message, Notice, Reading, Thread
from notifications.models import Notification
from rights.actions import mandate as mandate_actions
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in, text_of

pytestmark = pytest.mark.django_db
ASKED = "Does the invoice have to show the price?"


@pytest.fixture
def claims(db: None) -> list[Claim]:
    return stories.upheld()


def owner_page(notice: Notice) -> str:
    return f"/notices/{notice.reference}/talk/"


def seller_page(notice: Notice) -> str:
    return f"/cases/{cases.reference(notice)}/talk/"


def desk_page(notice: Notice) -> str:
    return f"/review/{notice.reference}/talk/"


def typed(text: str = ASKED, **more: Any) -> dict[str, Any]:
    return {"text": text, "key": str(uuid.uuid4()), **more}


def say(who: cast.Person, notice: Notice, text: str = ASKED) -> Message:
    shop = cast.shop_of(who) if who.actor.role == "seller" else None
    return actions.write(by=who.actor, notice=notice, seller=shop, text=text, key=uuid.uuid4())


def answer(notice: Notice, text: str = "Black it out, please.", **more: Any) -> Message:
    return actions.reply(by=cast.amina().actor, notice=notice, text=text, key=uuid.uuid4(), **more)


def test_an_owner_asks_and_reads_the_answer_of_a_role(claims: list[Claim]) -> None:
    notice, owner = claims[0].notice, signed_in(cast.mara())
    assert "Nobody has written yet" in read(owner, owner_page(notice))
    assert owner.post(owner_page(notice), typed()).status_code == 303
    assert "A person reads this and answers here" in read(owner, owner_page(notice))
    desk = signed_in(cast.amina())
    assert "Studio Linde GmbH" in read(desk, "/review/talk/") and ASKED in read(desk, desk_page(notice))
    assert ASKED in desk.get(f"/review/{notice.reference}/").content.decode()
    assert desk.post(desk_page(notice), typed("Black it out, please.", to="owner")).status_code == 303
    words = read(owner, owner_page(notice))
    assert "A reviewer" in words and "Black it out" in words and "Amina" not in words
    assert "Nobody waits for an answer" in read(desk, "/review/talk/")


def test_the_sides_never_meet(claims: list[Claim]) -> None:
    notice = claims[0].notice
    say(cast.mara(), notice, "only the owner")
    say(cast.nils(), notice, "only the seller")
    answer(notice, "to the owner")
    answer(notice, "to the seller", seller=cast.shop_of(cast.nils()))
    owner, seller = read(signed_in(cast.mara()), owner_page(notice)), read(signed_in(cast.nils()), seller_page(notice))
    assert "only the owner" in owner and "to the owner" in owner and "the seller" not in owner.replace("The seller", "")
    assert "only the seller" in seller and "to the seller" in seller and "only the owner" not in seller
    assert "to the owner" not in seller and "Mara" not in seller
    for page in ("", "print/"):
        shown = signed_in(cast.mara()).get(f"/notices/{notice.reference}/{page}")
        assert "only the seller" not in shown.content.decode()


def test_nobody_else_finds_the_talk(claims: list[Claim]) -> None:
    notice = claims[0].notice
    say(cast.mara(), notice)
    for stranger in (cast.hansen(), cast.yara(), cast.paul()):
        client = signed_in(stranger)
        for page in (owner_page(notice), seller_page(notice), desk_page(notice)):
            assert client.get(page).status_code == client.post(page, typed()).status_code == 404
    assert signed_in(cast.nils()).get(owner_page(notice)).status_code == 404
    assert signed_in(cast.mara()).get(seller_page(notice)).status_code == 404
    assert Message.objects.count() == 1


def test_a_shop_that_was_not_told_cannot_talk_and_is_not_written_to() -> None:
    notice = stories.submitted()[0].notice
    assert signed_in(cast.nils()).get(seller_page(notice)).status_code == 404
    shop = cast.shop_of(cast.nils())
    desk = signed_in(cast.amina())
    assert desk.post(desk_page(notice), typed(to=shop.public_id)).status_code == 404
    assert "Nordic Mugs" not in read(desk, desk_page(notice))
    assert not Thread.objects.exists()


def test_the_action_itself_keeps_strangers_out(claims: list[Claim]) -> None:
    notice = claims[0].notice
    for by, seller in ((cast.hansen(), None), (cast.yara(), cast.shop_of(cast.nils())), (cast.nils(), None)):
        with pytest.raises(NotAllowed):
            actions.write(by=by.actor, notice=notice, seller=seller, text="hello", key=uuid.uuid4())
    with pytest.raises(NotAllowed):
        actions.reply(by=cast.mara().actor, notice=notice, text="hello", key=uuid.uuid4())
    assert not Thread.objects.exists() and not Message.objects.exists()


def test_a_button_pressed_twice_sends_one_message(claims: list[Claim]) -> None:
    owner, form = signed_in(cast.mara()), typed()
    for _ in range(2):
        assert owner.post(owner_page(claims[0].notice), form).status_code == 303
    assert Message.objects.count() == 1 and Entry.objects.filter(subject_type="thread").count() == 1


@pytest.mark.parametrize("text", ["", "  \u200b ", "x" * 4001])
def test_what_was_typed_stays(claims: list[Claim], text: str) -> None:
    response = signed_in(cast.mara()).post(owner_page(claims[0].notice), typed(text))
    assert response.status_code == 400 and "There is a problem" in response.content.decode()
    assert text[:50] in response.content.decode()
    assert not Message.objects.exists()


def test_a_broken_key_is_a_fault_and_no_crash(claims: list[Claim]) -> None:
    notice = claims[0].notice
    for key in ("", "x", "9" * 400):
        form = {"text": ASKED, "key": key, "to": "owner"}
        assert signed_in(cast.mara()).post(owner_page(notice), form).status_code == 400
        assert signed_in(cast.amina()).post(desk_page(notice), form).status_code == 400
    assert not Message.objects.exists()


def test_files_come_along_and_reach_the_reviewer(claims: list[Claim]) -> None:
    notice, seller = claims[0].notice, signed_in(cast.nils())
    file = SimpleUploadedFile("invoice.txt", b"200 mugs")
    assert seller.post(seller_page(notice), typed(attachments=file)).status_code == 303
    message = Message.objects.get()
    evidence = message.evidence.get()
    assert message.entry.facts["evidence"] == [evidence.sha256]
    assert evidence.public_id in seller.get(seller_page(notice)).content.decode()
    assert evidence.public_id in signed_in(cast.amina()).get(desk_page(notice)).content.decode()
    assert signed_in(cast.mara()).get(f"/evidence/{evidence.public_id}/").status_code == 404
    bad = SimpleUploadedFile("x.exe", b"MZ")
    answer_ = seller.post(seller_page(notice), typed("with a bad file", attachments=bad))
    assert answer_.status_code == 400 and "with a bad file" in answer_.content.decode()
    assert Message.objects.count() == 1


def test_too_many_in_an_hour_wait_and_keep_their_words(claims: list[Claim]) -> None:
    notice = claims[0].notice
    for _ in range(20):
        say(cast.mara(), notice)
    client = signed_in(cast.mara())
    refused = client.post(owner_page(notice), typed("one more"))
    assert refused.status_code == 429 and "one more" in refused.content.decode()
    assert Message.objects.count() == 20
    say(cast.nils(), notice)
    stories.pass_days(1)
    assert client.post(owner_page(notice), typed("one more")).status_code == 303


def test_the_party_gets_a_letter_and_only_the_party(claims: list[Claim]) -> None:
    notice = claims[0].notice
    while outbox.deliver():
        pass
    mail.outbox.clear()
    answer(notice, "Please send the label.", seller=cast.shop_of(cast.nils()))
    while outbox.deliver():
        pass
    assert [m.to for m in mail.outbox] == [[cast.nils().user.email]]
    letter = Notification.objects.get(letter="message")
    assert "Please send the label." in letter.text and "Amina" not in letter.text
    assert letter.thread == cases.reference(notice) and letter.url == seller_page(notice)
    answer(notice, "Thank you.")
    while outbox.deliver():
        pass
    assert mail.outbox[-1].to == [cast.mara().user.email]


def test_reading_is_noted_by_a_button_and_by_writing(claims: list[Claim]) -> None:
    notice, owner = claims[0].notice, signed_in(cast.mara())
    answer(notice)
    mine = threads.of_owner(cast.mara().organisation)  # type: ignore[arg-type]
    assert threads.unread(mine, cast.mara().user).count() == 1
    owner.get(owner_page(notice))
    assert threads.unread(mine, cast.mara().user).count() == 1 and not Reading.objects.exists()
    assert owner.post(owner_page(notice), {"read": "1"}).status_code == 303
    assert threads.unread(mine, cast.mara().user).count() == 0
    answer(notice, "And one more thing.")
    assert threads.unread(mine, cast.mara().user).count() == 1
    say(cast.mara(), notice)
    assert threads.unread(mine, cast.mara().user).count() == 0


def test_the_longest_wait_comes_first_and_an_answer_ends_it() -> None:
    first, second = stories.submitted()[0].notice, stories.submitted(market="DE")[0].notice
    say(cast.mara(), first)
    say(cast.mara(), second)
    say(cast.mara(), first, "hello?")
    assert [t.notice for t in threads.unanswered().order_by("asked")] == [first, second]
    answer(first)
    assert [t.notice for t in threads.unanswered()] == [second]
    say(cast.mara(), first, "thanks, and then?")
    assert [t.notice for t in threads.unanswered().order_by("asked")] == [second, first]


def test_no_answer_needed(claims: list[Claim]) -> None:
    notice = claims[0].notice
    say(cast.mara(), notice, "Thank you!")
    thread = Thread.objects.get()
    desk = signed_in(cast.amina())
    page = f"{desk_page(notice)}settle/"
    assert desk.post(page, {"thread": "thr_x"}).status_code == 404
    assert desk.post(page, {"thread": thread.public_id, "seen": "7"}).status_code == 412
    assert desk.post(page, {"thread": thread.public_id, "seen": str(thread.version)}).status_code == 303
    thread.refresh_from_db()
    assert (thread.state, thread.asked) == ("answered", None)


def test_two_reviewers_do_not_answer_past_each_other(claims: list[Claim]) -> None:
    notice = claims[0].notice
    say(cast.mara(), notice)
    seen = Thread.objects.get().version
    answer(notice, after=seen)
    with pytest.raises(Stale):
        answer(notice, "The same again", after=seen)
    late = signed_in(cast.tomas()).post(desk_page(notice), typed("The same again", to="owner", seen=str(seen)))
    page = late.content.decode()
    assert late.status_code == 412 and "The same again" in page and "Somebody wrote meanwhile" in page
    assert Message.objects.filter(from_staff=True).count() == 1
    again = signed_in(cast.tomas()).post(desk_page(notice), typed("The same again", to="owner"))
    assert again.status_code == 303


def test_a_reviewer_who_belongs_to_a_party_stays_out(claims: list[Claim]) -> None:
    notice, amina = claims[0].notice, cast.amina()
    cast.person(amina.user.email, "Amina Keller", cast.mara().organisation)
    with pytest.raises(NotAllowed, match="You belong to one of the parties"):
        answer(notice)
    assert not Message.objects.exists()


def test_two_first_messages_meet_in_one_thread(claims: list[Claim]) -> None:
    notice = claims[0].notice
    say(cast.mara(), notice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(notice=notice, side="notifier")
    with pytest.raises(IntegrityError), transaction.atomic():
        Thread.objects.create(notice=notice, side="notifier", seller=cast.shop_of(cast.nils()))


def test_the_docket_tells_no_words(claims: list[Claim]) -> None:
    say(cast.mara(), claims[0].notice)
    answer(claims[0].notice)
    facts = str(list(Entry.objects.filter(subject_type="thread").values_list("facts", flat=True)))
    assert ASKED not in facts and "Black" not in facts
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_long_talks_come_in_pages_and_constant_queries(claims: list[Claim], monkeypatch: pytest.MonkeyPatch) -> None:
    notice, owner = claims[0].notice, signed_in(cast.mara())
    monkeypatch.setattr(actions.talk, "MOST_AN_HOUR", 1000)
    monkeypatch.setattr(threads, "MOST_SHOWN", 10)
    say(cast.mara(), notice, "the very first")
    owner.get(owner_page(notice))
    counts = []
    for more in (1, 12):
        for n in range(more):
            say(cast.mara(), notice, f"message {n}")
        with CaptureQueriesContext(connection) as queries:
            page = owner.get(owner_page(notice))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "the very first" not in text_of(page.content.decode()) and page.context["older_url"]
    assert "the very first" in read(owner, owner_page(notice) + page.context["older_url"])
    assert Client().get(owner_page(notice)).status_code == 302


def test_the_case_offers_a_person(claims: list[Claim]) -> None:
    assert "Talk to a person" in read(signed_in(cast.nils()), f"/cases/{cases.reference(claims[0].notice)}/")


def test_an_agent_talks_while_its_mandate_lives(db: None) -> None:
    mara, paul = cast.mara(), cast.paul()
    mandate = cast.mandate(mara, paul)
    filing = cast.filing(by=paul, owner=mara.organisation, right=cast.right(mara), capacity="agent")
    notice = actions.submit(by=paul.actor, filing=filing)
    say(paul, notice)
    assert signed_in(paul).get(owner_page(notice)).status_code == 200
    mandate_actions.revoke(by=mara.actor, mandate=mandate)
    assert signed_in(paul).get(owner_page(notice)).status_code == 404
    with pytest.raises(NotAllowed):
        say(paul, notice, "still here?")
    assert ASKED in read(signed_in(mara), owner_page(notice))
    assert Message.objects.count() == 1
