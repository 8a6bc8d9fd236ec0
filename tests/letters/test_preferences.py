"""How somebody wants to hear of things: at once, once a day, not at all; and never less than the law wants."""

import re
import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from docket import clock
from docket.models import Entry
from notifications import daily, preferences, topics, unsubscribing
from notifications.mail import as_mail, send_due
from notifications.models import Digest, Mailbox, Notification, Preference
from notifications.post import post
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
PAGE = "/settings/notifications/"
MORNING = datetime(2026, 11, 24, 7, tzinfo=UTC)
LEFT = {
    "name": "Mara Linde",
    "member": "Tim Berger",
    "organisation": "Studio Linde GmbH",
    "at": MORNING,
    "url": "http://testserver/team/",
    "portal": "Fairmark",
    "by": "Lena Vogt",
    "role": "member",
}


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def entry() -> Entry:
    stories.submitted()
    return Entry.objects.filter(subject_type="claim").earliest("pk")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """The time, as a list that a test may change."""
    moment = [MORNING - timedelta(hours=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    yield moment


def signed_in(who: cast.Person) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def wants(who: cast.Person, pace: str, channel: str = "mail", topic: str = "people") -> None:
    preferences.choose(who.user, {(topic, channel): pace})


def news(entry: Entry, who: cast.Person, letter: str = "member_left", **facts: Any) -> Notification:
    """A letter of which a test needs many: the same entry tells each under another address's plus."""
    made = post(
        entry,
        address=who.user.email,
        recipient=who.user,
        audience="member",
        letter=letter,
        context={**LEFT, **facts},
        url="/team/",
    )
    send_due([made.pk])
    made.refresh_from_db()
    return made


def everything(**changed: str) -> dict[str, str]:
    """The form as it comes, with some choices changed."""
    optional = [key for key, topic in topics.TOPICS.items() if not topic.legal]
    return {f"{key}-{channel}": "now" for key in optional for channel in ("mail", "portal")} | changed


def test_the_page_offers_a_choice_for_each_topic_but_the_legal_one() -> None:
    page = signed_in(cast.mara()).get(PAGE).content.decode()
    optional = [topic for topic in topics.TOPICS.values() if not topic.legal and not topic.staff]
    assert page.count("<select name=") == 2 * len(optional)
    assert "cannot be switched off" in page and "case-mail" not in page


def test_a_shop_is_asked_only_about_what_it_hears_of() -> None:
    page = signed_in(cast.nils()).get(PAGE).content.decode()
    assert "receipts-mail" in page and "imports-mail" not in page and "people-mail" not in page


def test_a_choice_is_kept_and_taken_back() -> None:
    client = signed_in(cast.mara())
    sent = client.post(PAGE, everything(**{"people-mail": "daily", "rights-portal": "off"}))
    assert (sent.status_code, sent["Location"]) == (302, PAGE)
    assert set(Preference.objects.values_list("topic", "channel", "pace")) == {
        ("people", "mail", "daily"),
        ("rights", "portal", "off"),
    }
    assert '<option value="daily" selected>' in client.get(PAGE).content.decode()
    client.post(PAGE, everything())
    assert not Preference.objects.exists()


@pytest.mark.parametrize("wrong", [{"people-mail": "never"}, {"people-mail": ""}, {"people-portal": "now\x00"}])
def test_what_is_no_choice_changes_nothing(wrong: dict[str, str]) -> None:
    wants(cast.mara(), "daily")
    answer = signed_in(cast.mara()).post(PAGE, everything(**wrong))
    assert answer.status_code == 400
    assert Preference.objects.get().pace == "daily"


def test_legal_letters_come_at_once_whatever_is_sent_or_stored(entry: Entry) -> None:
    mara = cast.mara()
    signed_in(mara).post(PAGE, everything(**{"case-mail": "off", "case-portal": "off"}))
    assert not Preference.objects.exists()
    for channel in ("mail", "portal"):
        Preference.objects.create(user=mara.user, topic="case", channel=channel, pace="off")
    assert preferences.pace_of(mara.user, "outcome") == ("now", "now")
    assert preferences.pace_of(mara.user, "a_letter_that_nobody_knows") == ("now", "now")


def test_what_is_not_wanted_is_kept_and_not_sent_nor_shown(entry: Entry) -> None:
    mara = cast.mara()
    wants(mara, "off")
    wants(mara, "off", "portal")
    made = news(entry, mara)
    assert (made.mail_state, made.portal_state, mail.outbox) == ("none", "off", [])
    client = signed_in(mara)
    assert made.subject not in client.get("/inbox/").content.decode()
    assert client.get(f"/inbox/{made.pk}/").status_code == 200, "whoever has the link may read it"


def test_what_waits_for_the_day_is_shown_and_told_in_the_morning(entry: Entry, now: list[datetime]) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    wants(mara, "daily", "portal")
    made = news(entry, mara)
    assert (made.mail_state, made.portal_state, mail.outbox) == ("daily", "daily", [])
    assert made.subject not in signed_in(mara).get("/inbox/").content.decode()
    assert (daily.run(), mail.outbox) == (0, [])
    now[0] = MORNING
    assert daily.run() == 1
    made.refresh_from_db()
    assert (made.mail_state, made.portal_state) == ("none", "shown")
    assert made.subject in signed_in(mara).get("/inbox/").content.decode()
    [told] = mail.outbox
    assert told.to == ["mara@linde.example"] and "one message" in told.subject
    assert made.subject in told.body and f"/inbox/{made.pk}/" in told.body
    assert told.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Digest.objects.get().mail_state == "sent"


def test_many_are_told_once_and_the_rest_in_the_inbox(entry: Entry, now: list[datetime]) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    letters = [letter for letter, topic in topics.LETTERS.items() if topic == "people"]
    for letter in letters:
        news(entry, mara, letter, title="LINDE")
    made = list(Notification.objects.filter(mail_state="daily"))
    assert len(made) == len(letters)
    now[0] = MORNING
    assert daily.run() == 1
    assert f"{len(made)} messages" in mail.outbox[0].subject
    assert not [each for each in made if each.subject not in mail.outbox[0].body]


def test_a_day_is_told_once_and_what_comes_later_tomorrow(entry: Entry, now: list[datetime]) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    news(entry, mara)
    now[0] = MORNING + timedelta(minutes=3)
    assert [daily.run(), daily.run()] == [1, 0]
    later = news(entry, mara, "member_joined")
    now[0] = MORNING + timedelta(hours=16)
    assert (daily.run(), later.mail_state) == (0, "daily")
    now[0] = MORNING + timedelta(days=1)
    assert [daily.run(), daily.run()] == [1, 0]
    assert set(Digest.objects.values_list("day", flat=True)) == {date(2026, 11, 24), date(2026, 11, 25)}
    assert len(mail.outbox) == 2


def test_news_of_the_afternoon_waits_for_the_morning_though_nothing_came_today(
    entry: Entry, now: list[datetime]
) -> None:
    wants(cast.mara(), "daily")
    now[0] = MORNING + timedelta(hours=8)
    news(entry, cast.mara())
    assert (daily.run(), Digest.objects.count()) == (0, 0)
    now[0] = MORNING + timedelta(days=1)
    assert daily.run() == 1


def test_the_morning_is_where_the_reader_lives(entry: Entry, now: list[datetime]) -> None:
    mara = cast.mara()
    User.objects.filter(pk=mara.user.pk).update(time_zone="Pacific/Auckland")  # 13 hours ahead in November
    wants(mara, "daily")
    now[0] = datetime(2026, 11, 23, 16, tzinfo=UTC)
    news(entry, mara)
    now[0] = datetime(2026, 11, 23, 17, 59, tzinfo=UTC)
    assert daily.run() == 0
    now[0] = datetime(2026, 11, 23, 18, 1, tzinfo=UTC)
    assert daily.run() == 1
    assert Digest.objects.get().day == date(2026, 11, 24)


def test_nobody_is_starved_by_those_who_wait(entry: Entry, now: list[datetime], monkeypatch: Any) -> None:
    """Who has had the day's mail and waits again does not stand before who has had none."""
    monkeypatch.setattr(daily, "AT_ONCE", 1)
    for who in (cast.mara(), cast.hansen(), cast.paul()):
        wants(who, "daily")
        news(entry, who)
    now[0] = MORNING
    for _ in range(3):
        daily.run()
    assert sorted(each.to[0] for each in mail.outbox) == sorted(
        each.user.email for each in (cast.mara(), cast.hansen(), cast.paul())
    )


@pytest.mark.parametrize("change", [{"is_active": False}, None])
def test_who_is_gone_or_cannot_be_reached_gets_no_digest(
    entry: Entry, now: list[datetime], change: dict[str, bool] | None
) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    news(entry, mara)
    if change:
        User.objects.filter(pk=mara.user.pk).update(**change)
    else:
        Mailbox.objects.create(address=mara.user.email, undeliverable_at=MORNING)
    now[0] = MORNING
    assert (daily.run(), mail.outbox) == (0, [])
    assert not Notification.objects.filter(mail_state="daily").exists()


def test_a_server_that_is_away_gets_it_later(entry: Entry, now: list[datetime], monkeypatch: Any) -> None:
    wants(cast.mara(), "daily")
    news(entry, cast.mara())
    now[0] = MORNING
    with monkeypatch.context() as away:

        def gone(*_: object, **__: object) -> None:
            raise OSError("away")

        away.setattr("django.core.mail.EmailMultiAlternatives.send", gone)
        assert daily.run() == 0
    assert Digest.objects.get().mail_state == "due"
    assert [daily.run(), daily.run()] == [1, 0]


@pytest.mark.parametrize(("said", "ends"), [(b"5.1.1 no such mailbox", True), (b"5.2.2 mailbox full", False)])
def test_a_mailbox_that_refuses_the_digest_gets_no_more_mail_unless_it_is_only_full(
    entry: Entry, now: list[datetime], monkeypatch: Any, said: bytes, ends: bool
) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    news(entry, mara)
    now[0] = MORNING

    def refuse(*_: object, **__: object) -> None:
        raise smtplib.SMTPRecipientsRefused({mara.user.email: (550, said)})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assert (daily.run(), Digest.objects.get().mail_state) == (0, "bounced")
    known = Mailbox.objects.filter(address=mara.user.email).exclude(undeliverable_at=None)
    assert known.exists() is ends


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_workers_make_one_digest(entry: Entry, now: list[datetime]) -> None:
    wants(cast.mara(), "daily")
    news(entry, cast.mara())
    now[0] = MORNING
    start, failed = threading.Barrier(4), []

    def go() -> None:
        try:
            start.wait(5)
            daily.run()
        except Exception as failure:
            failed.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert not failed
    assert (Digest.objects.count(), len(mail.outbox)) == (1, 1)


def test_the_job_asks_the_same_whatever_waits(entry: Entry, now: list[datetime]) -> None:
    asked = []
    for turn in (1, 2):
        mara = cast.mara()
        wants(mara, "daily")
        letters = ["member_left"] if turn == 1 else ["member_joined", "member_removed", "role_changed"]
        for letter in letters:
            news(entry, mara, letter)
        now[0] += timedelta(days=1)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert daily.run() == 1
        asked.append(len(queries))
    assert asked[0] == asked[1]


def way_out(message: Any) -> str:
    found = re.fullmatch(r"<https?://[^/]+(/unsubscribe/[^/>]+/)>", message.extra_headers["List-Unsubscribe"])
    assert found
    return found[1]


def test_optional_mails_say_how_to_stop_them_and_legal_ones_do_not(entry: Entry) -> None:
    made = news(entry, cast.mara())
    message = as_mail(made)
    path = way_out(message)
    assert path in message.body and path in str(message.alternatives[0][0])
    assert path in message.message().as_string().replace("=\n", ""), "not broken by a line's end"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert path not in made.text, "the letter in the inbox is without it"
    Notification.objects.filter(pk=made.pk).update(letter="outcome")
    legal = as_mail(Notification.objects.get(pk=made.pk))
    assert "List-Unsubscribe" not in legal.extra_headers and "/unsubscribe/" not in legal.body


def test_a_click_stops_the_mails_without_signing_in_and_looking_does_not(entry: Entry) -> None:
    path = way_out(as_mail(news(entry, cast.mara())))
    stranger = Client(enforce_csrf_checks=True)
    for _ in range(2):
        page = stranger.get(path)
        assert page.status_code == 200 and "Stop these mails?" in page.content.decode()
        assert "mara" not in page.content.decode().lower(), "says nothing about whose link it is"
    stranger.head(path)
    assert not Preference.objects.exists()
    for _ in range(2):
        assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Preference.objects.values_list("user__email", "topic", "channel", "pace").get() == (
        "mara@linde.example",
        "people",
        "mail",
        "off",
    )
    assert "_auth_user_id" not in stranger.session


def test_stopping_the_days_mail_stops_each_topic_in_it_and_what_waits(entry: Entry) -> None:
    mara = cast.mara()
    wants(mara, "daily")
    wants(mara, "daily", topic="rights")
    in_the_portal = Preference.Channel.PORTAL
    Preference.objects.create(user=mara.user, topic="imports", channel=in_the_portal, pace="daily")
    made = news(entry, mara)
    Client().post(unsubscribing.link(mara.user.pk, "daily").removeprefix("http://testserver"))
    told = Preference.objects.exclude(channel=in_the_portal).values_list("topic", "pace")
    assert set(told) == {("people", "off"), ("rights", "off")}, "a topic that comes at once by mail still does"
    made.refresh_from_db()
    assert made.mail_state == "none"


@pytest.mark.parametrize("topic", ["case", "no_such", ""])
def test_a_link_for_what_the_law_wants_is_no_link(topic: str) -> None:
    path = f"/unsubscribe/{unsubscribing.token_of(cast.mara().user.pk, topic)}/"
    assert [Client().get(path).status_code, Client().post(path).status_code] == [404, 404]
    assert not Preference.objects.exists()


@pytest.mark.parametrize("token", ["x", "WzEsInBlb3BsZSJd:1abc:forged", "é" * 20, "a" * 5000, "%00"])
def test_a_forged_link_is_not_found(token: str) -> None:
    assert Client().post(f"/unsubscribe/{token}/").status_code == 404


def test_a_link_of_a_person_who_is_gone_is_not_found() -> None:
    token = unsubscribing.token_of(10**9, "people")
    assert Client().get(f"/unsubscribe/{token}/").status_code == 404


def test_a_letter_without_a_topic_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    call_command("check")
    monkeypatch.delitem(topics.LETTERS, "outcome")
    monkeypatch.setitem(topics.LETTERS, "no_such_letter", "people")
    with pytest.raises(SystemCheckError, match="The letter outcome has no topic"):
        call_command("check")
    assert topics.faults(["no_such_letter"])
    monkeypatch.setitem(topics.LETTERS, "receipt", "no_such_topic")
    assert "receipt is about no_such_topic, which is no topic." in topics.faults([])
