"""A reviewer asks, the owner answers, the reviewer decides; and the clock says in time where a last day is near."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Membership
from docket import clock
from docket.outbox import deliver
from notices import filing as rules
from notifications.models import Notification
from policy import vault_reasons
from rights import actions, tasks
from rights.models import IPRight
from tests import cast

pytestmark = pytest.mark.django_db
ASK = {"ask-code": "V-05", "ask-words": "The extract would be enough.", "version": "1"}


def entered(**fields: object) -> IPRight:
    mara = cast.mara()
    right = IPRight(
        organisation=mara.organisation, kind="trademark", form="word", title="LINDE", office="EM", number="018224561",
        territories=["EU"], connection="owner", **fields,
    )  # fmt: skip
    return actions.register(by=mara.actor, right=right)


def letters(name: str) -> int:
    return Notification.objects.filter(letter=name).count()


def settled() -> None:
    while deliver():
        pass


def test_a_reviewer_asks_the_owner_answers_and_each_is_told_once(client: Client) -> None:
    right = entered()
    client.force_login(cast.amina().user)
    staff = f"/review/rights/{right.public_id}/"
    assert client.post(f"{staff}ask/", ASK | {"ask-words": ""}).status_code == 400
    assert client.post(f"{staff}ask/", ASK).status_code == 303
    assert client.post(f"{staff}ask/", ASK).status_code == 412  # a second click asks nothing twice
    assert "LINDE" not in client.get("/review/rights/").content.decode()
    assert "LINDE" in client.get("/review/rights/?state=asked").content.decode()
    settled()
    assert letters("right_asked") == len(mail.outbox) == 1
    known = vault_reasons.get("V-05")
    assert known and known.cure in mail.outbox[0].body and "The extract would be enough." in mail.outbox[0].body

    client.force_login(cast.mara().user)
    assert "1 right needs you" in client.get("/rights/").content.decode()
    cast.mandate(cast.mara(), cast.paul())
    agent = Client()
    agent.force_login(cast.paul().user)
    assert "LINDE" in (list_ := agent.get("/rights/").content.decode()) and "needs you" not in list_
    page = client.get(f"/rights/{right.public_id}/").content.decode()
    assert "The extract would be enough." in page and "Answer the reviewer" in page and "Report listings" in page
    said = {"title": "LINDE", "office": "EM", "number": "018224561", "where": "all", "connection": "owner"}
    form = client.get(f"/rights/{right.public_id}/edit/").content.decode()
    assert "Your answer to the reviewer" in form and "Send to the reviewer" in form
    done = client.post(f"/rights/{right.public_id}/edit/", said | {"answer": "Attached.", "version": "2"})
    right.refresh_from_db()
    assert done.status_code == 303 and (right.state, right.question, right.answer) == ("submitted", "", "Attached.")

    client.force_login(cast.amina().user)
    assert "Attached." in client.get(staff).content.decode()
    assert client.post(f"{staff}verify/", {"version": "3"}).status_code == 303
    settled()
    steps = [entry.step for entry in right.entries()]
    assert steps == ["register", "ask", "complete", "verify"] and letters("right_verified") == 1
    asked = right.entries().get(step="ask")
    assert asked.facts["reason"] == "V-05" and "extract" not in str(asked.facts)


def test_who_belongs_to_the_owner_decides_nothing_about_its_right(client: Client) -> None:
    right, amina = entered(), cast.amina()
    Membership.objects.create(user=amina.user, organisation=cast.mara().organisation)
    client.force_login(amina.user)
    staff = f"/review/rights/{right.public_id}/"
    session = client.session
    session.pop("organisation", None)
    session.save()
    answers = [
        client.post(f"{staff}verify/"),
        client.post(f"{staff}ask/", ASK),
        client.post(f"{staff}refuse/", {"refuse-code": "V-01", "refuse-words": "No."}),
    ]
    right.refresh_from_db()
    assert {answer.status_code for answer in answers} <= {403, 404}
    assert right.state == "submitted" and right.version == 1 and not right.question and not right.refusal


def test_a_reviewer_sees_who_else_entered_the_number_or_a_name_that_looks_alike(client: Client) -> None:
    right, hansen = entered(), cast.hansen()
    cast.right(hansen, title="Other", office="EM", number="EU 18224561")
    cast.right(hansen, title="LІNDE", office="US", number="5118220")  # with a Cyrillic І
    client.force_login(cast.amina().user)
    page = client.get(f"/review/rights/{right.public_id}/").content.decode()
    assert "The same number is entered by others" in page and "one that looks the same" in page


def test_the_owner_hears_of_the_last_day_on_each_of_three_days_and_once(client: Client) -> None:
    today = clock.today()
    right = entered(valid_until=today + timedelta(61))
    for ahead, said in ((0, 0), (1, 1), (0, 1), (46, 2), (13, 3), (0, 3)):
        clock.advance(ahead * 86400)
        tasks.expire_rights()
        tasks.expire_rights()
        settled()
        assert letters("right_ending") == said, ahead
    clock.advance(2 * 86400)
    tasks.expire_rights()
    tasks.expire_rights()
    settled()
    right.refresh_from_db()
    assert right.state == "expired" and letters("right_expired") == 1 and letters("right_ending") == 3
    client.force_login(cast.mara().user)
    inbox = client.get("/inbox/").content.decode()
    assert inbox.count("LINDE") >= 4


def test_renewal_brings_an_ended_right_back_and_new_days_of_reminding(client: Client) -> None:
    right = entered(valid_until=clock.today() + timedelta(1))
    clock.advance(3 * 86400)
    tasks.expire_rights()
    right.refresh_from_db()
    client.force_login(cast.mara().user)
    said = {"title": "LINDE", "office": "EM", "number": "018224561", "where": "all", "connection": "owner"}
    edit = f"/rights/{right.public_id}/edit/"
    old = client.post(edit, said | {"valid_until": str(right.valid_until)})
    assert old.status_code == 400 and "Renew it first" in old.content.decode()
    right.refresh_from_db()
    assert right.state == "expired" and right.remind_on is None
    until = clock.today() + timedelta(400)
    assert client.post(edit, said | {"valid_until": str(until)}).status_code == 303
    right.refresh_from_db()
    assert (right.state, right.valid_until, right.remind_on) == ("submitted", until, until - timedelta(60))


def test_a_right_carries_no_notice_after_its_last_day_even_before_the_clock_says_so(client: Client) -> None:
    right = cast.right(valid_until=clock.today())
    filing = cast.filing([cast.listing()])
    assert filing.right == right and not [f for f in rules.faults(filing) if f.code == "right-invalid"]
    clock.advance(86400)
    assert right.state == "verified"
    assert [f.field for f in rules.faults(filing) if f.code == "right-invalid"] == ["right"]
    client.force_login(cast.mara().user)
    assert client.get(f"/rights/{right.public_id}/report/")["Location"] == f"/rights/{right.public_id}/"
    page = client.get(f"/rights/{right.public_id}/").content.decode()
    assert "last day has passed" in page and "Enter the new last day" in page and "Report listings" not in page
    assert right.title not in client.get("/notices/new/").content.decode()
