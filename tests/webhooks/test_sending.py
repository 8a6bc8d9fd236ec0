"""Sending: at least once, signed, each endpoint for itself, with the waits of Standard Webhooks between the tries."""

import gzip
import random
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection
from standardwebhooks.webhooks import Webhook

from docket.models import Delivery, Entry
from notifications.models import Notification
from notifications.webhooks import actions, client, recording, signing, tasks
from notifications.webhooks.models import Attempt, Dispatch, Endpoint
from notifications.webhooks.turns import Letter, Tried
from tests import cast
from tests.notices import stories as cases
from tests.webhooks.receiver import Arrived, Receiver, Reply
from tests.webhooks.stories import deliver, endpoint, happens, pass_time, state_of, wait_of

pytestmark = pytest.mark.django_db
WAITS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)


def failing(status: int = 500, **headers: str) -> object:
    return lambda message: Reply(status, b"no", {name.replace("_", "-"): value for name, value in headers.items()})


def test_what_happens_arrives_signed_and_word_for_word_as_in_the_feed(hook: Receiver) -> None:
    _, secret = endpoint(hook)
    (claim,) = cases.upheld()
    deliver()
    by_type = {each.said["type"]: each for each in hook.events}
    sent, decided = by_type["notice.submitted"], by_type["claim.upheld"]
    assert decided.said["data"]["id"] == claim.public_id and decided.name.startswith("evt_")
    assert sent.is_signed_with(secret) and decided.is_signed_with(secret)
    assert not decided.is_signed_with("whsec_" + "A" * 43 + "=")
    assert decided.headers["content-type"] == "application/json"
    assert set(Dispatch.objects.values_list("state", "tries")) == {("delivered", 1)}
    assert Delivery.objects.filter(subscriber__contains="webhooks", state="due").count() == 0


def test_only_what_it_asked_for_and_only_of_its_own_organisation(hook: Receiver) -> None:
    endpoint(hook, types=["claim.upheld"])
    happens(kind="claim.updated")
    happens(kind="claim.upheld")
    happens(kind="claim.upheld", person=cast.yara())
    deliver()
    assert [each.said["type"] for each in hook.events] == ["claim.upheld"]


def test_while_a_secret_is_replaced_both_fit_and_afterwards_one(hook: Receiver) -> None:
    made, old = endpoint(hook)
    new = actions.rotate(by=cast.mara().actor, endpoint=made, overlap_hours=24)
    happens()
    deliver()
    assert hook.events[-1].is_signed_with(old) and hook.events[-1].is_signed_with(new)
    Endpoint.objects.update(previous_until=datetime.now(UTC) - timedelta(seconds=1))
    happens()
    deliver()
    assert not hook.events[-1].is_signed_with(old) and hook.events[-1].is_signed_with(new)
    leaked = actions.rotate(by=cast.mara().actor, endpoint=made, overlap_hours=0)
    happens()
    deliver()
    assert not hook.events[-1].is_signed_with(new) and hook.events[-1].is_signed_with(leaked)


def test_the_secret_does_not_lie_open_in_the_database(hook: Receiver) -> None:
    made, secret = endpoint(hook)
    assert secret.startswith("whsec_") and len(secret) == 50
    raw = secret.removeprefix("whsec_")
    assert raw not in made.secret and raw not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_a_failure_is_tried_again_after_the_waits_of_the_standard_and_then_no_more(
    hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: 0.5)
    endpoint(hook)
    hook.answer = failing()  # type: ignore[assignment]
    (event,) = happens()
    deliver()
    for number, wait in enumerate(WAITS, start=1):
        assert state_of(event) == ("due", number)
        assert wait * 1.05 < wait_of(event) + 60 and wait_of(event) <= wait * 1.1
        pass_time(seconds=wait * 1.2)
        deliver()
    assert state_of(event) == ("failed", 10)
    assert len(hook.events) == 10 and len({each.name for each in hook.events}) == 1
    pass_time(days=2)
    deliver()
    assert len(hook.events) == 10


def test_chance_lies_between_the_tries_of_a_crowd() -> None:
    outcome = client.Outcome(Attempt.Outcome.ANSWERED, status=500)
    tried = Tried(Letter(1, 0, "evt_x", "{}"), outcome, datetime.now(UTC))
    waits = {round(recording.what_next(tried).wait, 3) for _ in range(40)}
    assert len(waits) > 30 and min(waits) >= 5 and max(waits) <= 6


@pytest.mark.parametrize("spelled", ["seconds", "date"])
def test_retry_after_is_honoured(hook: Receiver, spelled: str) -> None:
    endpoint(hook)
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=3600), usegmt=True)
    hook.answer = failing(503, Retry_After="3600" if spelled == "seconds" else until)  # type: ignore[assignment]
    events = happens(3)
    deliver()
    assert len(hook.events) == 1  # the whole address is left alone
    assert 3500 < wait_of(events[0]) <= 3600
    pass_time(seconds=1800)
    deliver()
    assert len(hook.events) == 1
    hook.answer = lambda message: Reply()
    pass_time(seconds=1900)
    deliver()
    assert {state_of(each)[0] for each in events} == {"delivered"}


def test_gone_for_good_switches_it_off_and_its_administrators_hear_of_it(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    hook.answer = failing(410)  # type: ignore[assignment]
    events = happens(3)
    deliver()
    made.refresh_from_db()
    assert made.state == "disabled" and len(hook.events) == 1
    assert {state_of(each)[0] for each in events} == {"failed"}
    letter = Notification.objects.get(letter="webhook_disabled")
    assert letter.recipient == cast.mara().user and "410" in letter.text
    assert hook.url not in letter.text  # the rest of an address may be a secret
    happens()
    deliver()
    assert len(hook.events) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_another_address_in_the_answer_is_a_failure_and_never_followed(hook: Receiver, status: int) -> None:
    endpoint(hook)
    hook.answer = failing(status, Location=hook.url + "/inside")  # type: ignore[assignment]
    (event,) = happens()
    deliver()
    assert len(hook.events) == 1 and state_of(event) == ("due", 1)
    assert Attempt.objects.get(dispatch__event=event).outcome == "redirected"


def test_the_log_holds_status_time_and_the_first_kilobyte_of_text(hook: Receiver) -> None:
    endpoint(hook)
    hook.answer = lambda message: Reply(500, b"\x00\x1b[31mred " + "ü".encode() * 5000, {"X-Secret": "inner"})
    (event,) = happens()
    deliver()
    tried = Attempt.objects.get(dispatch__event=event)
    assert tried.status == 500 and tried.answer.startswith("[31mred ü") and len(tried.answer) <= 1024
    assert "inner" not in tried.answer


def test_a_bomb_stays_as_small_as_it_was_sent(hook: Receiver) -> None:
    endpoint(hook)
    bomb = gzip.compress(b"0" * 20_000_000)
    hook.answer = lambda message: Reply(500, bomb, {"Content-Encoding": "gzip"})
    (event,) = happens()
    deliver()
    assert Attempt.objects.get(dispatch__event=event).answer == ""
    assert hook.events[0].headers["accept-encoding"] == "identity"


def test_no_more_than_64_kilobytes_are_read(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint(hook)
    monkeypatch.setattr(client, "shown", lambda read: str(len(read)))
    hook.answer = lambda message: Reply(200, b"x" * 3_000_000)
    (event,) = happens()
    deliver()
    assert Attempt.objects.get(dispatch__event=event).answer == str(65_536)
    assert state_of(event) == ("delivered", 1)


def test_who_does_not_answer_in_time_fails(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint(hook)
    monkeypatch.setattr(client, "TOTAL_SECONDS", 0.2)
    over = threading.Event()

    def hang(message: Arrived) -> Reply:
        over.wait(20)
        return Reply()

    hook.answer = hang
    (event,) = happens()
    deliver()
    over.set()
    assert Attempt.objects.get(dispatch__event=event).outcome == "timeout"
    assert state_of(event) == ("due", 1)


def test_single_refusals_do_not_hold_up_what_comes_behind(hook: Receiver) -> None:
    endpoint(hook)
    hook.answer = lambda message: Reply(400 if message.said["type"] == "claim.rejected" else 200)
    (bad,) = happens(kind="claim.rejected")
    good = happens(3)
    deliver()
    assert state_of(bad) == ("due", 1) and {state_of(each)[0] for each in good} == {"delivered"}


def test_one_that_is_away_is_left_alone_and_the_others_get_theirs(hook: Receiver) -> None:
    dead, _ = endpoint(hook, "/dead")
    endpoint(hook, "/well")
    Endpoint.objects.filter(pk=dead.pk).update(url=f"http://127.0.0.1:{closed_port()}/")
    happens(5)
    deliver()
    assert len(hook.events) == 5
    dead.refresh_from_db()
    assert dead.failures == 1 and dead.resting_until is not None  # one call for all five
    assert Dispatch.objects.filter(endpoint=dead, state="due").count() == 5
    happens(2)
    deliver()
    assert len(hook.events) == 7 and Attempt.objects.filter(endpoint=dead, outcome="unreachable").count() == 1


def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def test_failing_for_an_hour_and_a_day_is_told_and_after_days_it_is_switched_off(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    hook.answer = failing()  # type: ignore[assignment]
    happens()
    deliver()
    told = []
    for hours in (0.9, 0.2, 1, 22.5, 24, 71):
        pass_time(hours=hours)
        tasks.look_after()
        tasks.look_after()
        deliver()
        told.append(Notification.objects.filter(letter="webhook_failing").count())
    assert told == [0, 1, 1, 2, 2, 2]
    assert not Notification.objects.filter(letter="webhook_disabled").exists()
    pass_time(hours=2)
    tasks.look_after()
    deliver()
    made.refresh_from_db()
    assert made.state == "disabled"
    assert "5 days" in Notification.objects.get(letter="webhook_disabled").text
    assert len(outgoing.outbox) == 3


def test_a_success_in_between_begins_the_count_anew(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    hook.answer = failing()  # type: ignore[assignment]
    happens()
    deliver()
    pass_time(hours=2)
    hook.answer = lambda message: Reply()
    deliver()
    pass_time(days=30)
    tasks.look_after()
    made.refresh_from_db()
    assert (made.state, made.failing_since, made.failures) == ("alive", None, 0)


def test_switched_on_again_it_gets_what_it_has_missed(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    actions.disable(by=cast.mara().actor, endpoint=made)
    missed = happens(3)
    deliver()
    assert hook.events == []
    actions.enable(by=cast.mara().actor, endpoint=made, missed_since=datetime.now(UTC) - timedelta(hours=1))
    deliver()
    assert {each.name for each in hook.events} == {each.public_id for each in missed}


def test_one_or_all_are_sent_again_under_the_same_name(hook: Receiver) -> None:
    made, _ = endpoint(hook)
    hook.answer = failing()  # type: ignore[assignment]
    events = happens(2)
    deliver()
    Dispatch.objects.update(state="failed")
    hook.answer = lambda message: Reply()
    actions.resend(by=cast.mara().actor, dispatch=Dispatch.objects.get(event=events[0]))
    deliver()
    assert state_of(events[0]) == ("delivered", 1) and state_of(events[1])[0] == "failed"
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert actions.resend_since(by=cast.mara().actor, endpoint=made, since=hour_ago) == 1
    deliver()
    assert state_of(events[1]) == ("delivered", 1)
    before = len(hook.events)
    assert actions.resend_since(by=cast.mara().actor, endpoint=made, since=hour_ago, everything=True) == 2
    deliver()
    assert len(hook.events) == before + 2
    assert {each.name for each in hook.events} == {each.public_id for each in events}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_event_written_while_its_endpoint_is_being_called_is_not_forgotten(hook: Receiver) -> None:
    """Its errand is due and leased at that moment, so that nobody leases it again: the last look must see the event."""
    made, _ = endpoint(hook)

    def answer(message: Arrived) -> Reply:
        if len(hook.events) == 1:
            happens()  # in a thread, and so in a transaction, of its own
            connection.close()
        return Reply()

    hook.answer = answer
    happens()
    deliver()
    assert len(hook.events) == 2
    assert Delivery.objects.get(pk=made.errand_id).state == "done"


def test_time_is_the_databases_and_the_signature_is_of_each_try(hook: Receiver) -> None:
    _, secret = endpoint(hook)
    hook.answer = failing()  # type: ignore[assignment]
    happens()
    deliver()
    pass_time(seconds=10)
    deliver()
    first, second = hook.events
    assert first.name == second.name and first.body == second.body
    for each in (first, second):
        stamp = datetime.fromtimestamp(int(each.headers["webhook-timestamp"]), UTC)
        assert each.headers["webhook-signature"] == Webhook(secret).sign(each.name, stamp, each.body.decode())


def test_a_secret_outlives_the_key_of_the_server_that_hid_it(hook: Receiver, settings: Any) -> None:
    made, secret = endpoint(hook)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new key for the server"
    assert (tasks.renew_secrets(), tasks.renew_secrets()) == (1, 0)
    settings.SECRET_KEY_FALLBACKS = []
    made.refresh_from_db()
    assert signing.opened(made.secret) == secret
