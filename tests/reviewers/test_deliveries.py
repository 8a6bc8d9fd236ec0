"""What is owed to the outside: seen by staff, by whom it goes to and why it stopped; tried again or given up."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import outbox
from docket.dead_letters import actions as dead_letters
from docket.dead_letters import kinds
from docket.models import Breaker, Delivery, Entry
from notices.models import Notice
from tests import cast
from tests.cast import Person
from tests.notices import stories

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]
REFUSED = "docket.errors.NeedsPerson: The marketplace refused (422): no such field on L-77120{n}93"
ADDRESS = "/review/deliveries/"


@pytest.fixture
def stuck(notice: Notice) -> Delivery:
    return stop(1)[0]


def stop(count: int, error: str = "410 gone", **more: Any) -> list[Delivery]:
    """So many stopped deliveries, each on a claim of its own."""
    entries = Entry.objects.filter(subject_type="claim").order_by("pk")[:count]
    told = {"subscriber": "enforcement.reconcile.carry_out", "dependency": "marketplace", "attempts": 12, **more}
    return [
        Delivery.objects.create(entry=entry, lane=f"x{n}", state="stuck", last_error=error.format(n=n), **told)
        for n, entry in enumerate(entries)
    ]


def page(client: Client, address: str = ADDRESS) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("who", [cast.amina, cast.tomas, cast.jon])
def test_staff_see_what_is_stuck_and_why_and_try_again(sign_in: SignIn, stuck: Delivery, who: Any) -> None:
    client = sign_in(who())
    text = page(client)
    assert "410 gone" in text and "Marketplace" in text and "N-" in text
    assert client.post(f"{ADDRESS}{stuck.pk}/retry/").status_code == 303
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == ("due", 1)  # one is kept in mind: look first whether it had its effect


def test_a_mail_servers_refusal_is_shown_without_the_marks_of_python() -> None:
    assert kinds.plain("smtplib.SMTPDataError: (554, b'5.7.1 Refused')") == "554 5.7.1 Refused"
    assert kinds.plain('smtplib.SMTPDataError: (450, b"don\'t")') == "450 don't"
    assert kinds.plain("httpx.ReadTimeout: (no answer)") == "(no answer)"


def test_parties_find_no_such_page(sign_in: SignIn, stuck: Delivery) -> None:
    client = sign_in(cast.nils())
    assert client.get(ADDRESS).status_code == 404
    for deed in (f"{stuck.pk}/retry/", f"{stuck.pk}/give-up/", "retry/"):
        assert client.post(ADDRESS + deed, {"reason": "x"}).status_code == 404
    stuck.refresh_from_db()
    assert stuck.state == "stuck"


def test_a_delivery_that_is_not_there_is_not_found(sign_in: SignIn, notice: Notice) -> None:
    client = sign_in(cast.jon())
    assert client.post(f"{ADDRESS}999999/retry/").status_code == 404
    assert client.get(f"{ADDRESS}999999/give-up/").status_code == 404


def test_nothing_stuck_says_so(sign_in: SignIn, db: None) -> None:
    assert "Nothing is stuck" in page(sign_in(cast.jon()))


def test_the_same_fault_on_many_listings_is_one_line_and_one_press(sign_in: SignIn) -> None:
    stories.submitted(count=4)
    many = stop(3, REFUSED)
    other = Entry.objects.filter(subject_type="claim").order_by("-pk")[0]
    Delivery.objects.create(
        entry=other, subscriber="notices.letters.other", lane="y", state="stuck", dependency="mail",
        last_error="smtplib.SMTPDataError: (554, 'no')",
    )  # fmt: skip
    client = sign_in(cast.jon())
    assert [(kind.dependency, kind.count) for kind in kinds.kinds()] == [("marketplace", 3), ("mail", 1)]
    text = page(client)
    assert text.count("Try all again") == 2 and "The marketplace refused (422)" in text
    (kind,) = kinds.kinds("marketplace")
    narrowed = page(client, f"{ADDRESS}?to=marketplace&why={kind.key}")
    assert "554 no" not in narrowed
    assert client.post(f"{ADDRESS}retry/", {"to": "marketplace", "why": kind.key}).status_code == 303
    assert set(Delivery.objects.filter(pk__in=[d.pk for d in many]).values_list("state", flat=True)) == {"due"}
    assert Delivery.objects.filter(state="stuck").count() == 1


def test_a_press_moves_only_so_many(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letters, "AT_ONCE", 2)
    stories.submitted(count=5)
    stop(5, REFUSED)
    client = sign_in(cast.jon())
    assert "Try 2 again" in page(client)
    (kind,) = kinds.kinds()
    client.post(f"{ADDRESS}retry/", {"to": "marketplace", "why": kind.key})
    assert Delivery.objects.filter(state="stuck").count() == 3


def test_made_up_kinds_and_filters_do_nothing(sign_in: SignIn, stuck: Delivery) -> None:
    client = sign_in(cast.jon())
    for body in ({}, {"to": "marketplace", "why": "'; DROP"}, {"to": "nobody", "why": "0" * 32}):
        assert client.post(f"{ADDRESS}retry/", body).status_code == 404
    for asked in ("?show=nonsense", "?to=nobody", "?why=zzz", "?after=-1", "?after=9.9.9", "?show=due&after=1.x"):
        page(client, ADDRESS + asked)
    stuck.refresh_from_db()
    assert stuck.state == "stuck"


def test_given_up_with_a_reason_and_taken_up_again_after_all(sign_in: SignIn, stuck: Delivery) -> None:
    jon = sign_in(cast.jon())
    address = f"{ADDRESS}{stuck.pk}/give-up/"
    assert "410 gone" in page(jon, address)
    refused = jon.post(address, {"reason": "  "})
    assert refused.status_code == 400 and "Say why" in refused.content.decode()
    stuck.refresh_from_db()
    assert stuck.state == "stuck" and not Entry.objects.filter(subject_type="dead_letter").exists()
    assert jon.post(address, {"reason": "The shop was deleted there."}).status_code == 303
    assert "The shop was deleted there." in page(jon, f"{ADDRESS}?show=given_up")
    told = [(entry.step, entry.role) for entry in Entry.objects.filter(subject_type="dead_letter").order_by("n")]
    assert told == [("stick", "system"), ("give_up", "operations")]
    assert jon.get(address).status_code == 404  # once is enough
    jon.post(f"{ADDRESS}{stuck.pk}/retry/")
    stuck.refresh_from_db()
    assert stuck.state == "due"


def test_a_reviewer_tries_again_but_does_not_give_up(sign_in: SignIn, stuck: Delivery) -> None:
    amina = sign_in(cast.amina())
    assert "Give up" not in page(amina)
    assert amina.post(f"{ADDRESS}{stuck.pk}/give-up/", {"reason": "no"}).status_code == 404
    assert "Give up" in page(sign_in(cast.tomas()))


def test_a_shut_breaker_is_said_with_its_last_fault(sign_in: SignIn, db: None) -> None:
    Breaker.objects.create(name="mail", opened_at=outbox.NOW, probe_at=outbox.NOW, last_error="421 away")
    text = page(sign_in(cast.jon()))
    assert "Mail does not answer" in text and "421 away" in text


def test_what_is_on_its_way_is_paged_by_when_it_is_due(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    from notices.views.reviewers import deliveries

    monkeypatch.setattr(deliveries, "PAGE", 3)
    stories.submitted(count=7)
    stop(7)
    Delivery.objects.all().update(state="due", last_error="", due_at=outbox.NOW)
    client, seen, address = sign_in(cast.jon()), 0, f"{ADDRESS}?show=due"
    for _ in range(9):
        text = page(client, address)
        seen += text.count("<tr data-row")
        if 'rel="next"' not in text:
            break
        address = text.partition('class="pager"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == Delivery.objects.filter(state="due").count() > 6


def test_the_number_of_queries_does_not_grow(sign_in: SignIn) -> None:
    client = sign_in(cast.jon())
    stories.submitted(count=12)
    stop(1)
    with CaptureQueriesContext(connection) as few:
        page(client)
    Delivery.objects.filter(state="stuck").delete()
    stop(12)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few) <= 15
