"""The link in the mail: one tap shows the case, one press brings a code, and nothing in our records opens anything."""

import re
import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Membership, Organisation, User
from docket.models import Entry
from listings.models import Seller
from notices import actions, case_links, tasks
from notices.letters import tell
from notices.models import CaseLink, Claim
from notifications.models import Notification
from tests import cast
from tests.accounts.mails import code_sent_to, last_to
from tests.notices import stories
from tests.sellers.test_cases import page_of, read, signed_in, text_of

pytestmark = pytest.mark.django_db
SHOP = "shop@mugs.example"
LINK = re.compile(r"http://\S+(/c/[\w-]{32}/)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def fresh_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def lonely_shop(**how: Any) -> list[Claim]:
    """A case of a shop that nobody signs in for; the marketplace gave its address."""
    claims = stories.upheld(**how)
    Seller.objects.update(organisation=None, email=SHOP)
    told()
    return stories.again(claims)


def told() -> None:
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)


def link_to(address: str = SHOP) -> str:
    found = LINK.search(last_to(address))
    assert found, last_to(address)
    return found[1]


def come_in(path: str, client: Client | None = None) -> Client:
    """Press the button, read the mail, type the code."""
    client = client or Client()
    assert client.post(path)["Location"] == "/sign-in/code/enter/"
    answer = client.post("/sign-in/code/enter/", {"code": code_sent_to(SHOP)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_one_tap_shows_the_case_without_a_password_or_a_persons_data() -> None:
    claims = lonely_shop()
    page = Client().get(link_to())
    words = text_of(page.content.decode())
    for part in ("One of your listings is hidden", "LINDE table lamp brass", "Studio Linde GmbH says", "Go on"):
        assert part in words, part
    assert claims[0].notice.explanation not in words
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]


def test_looking_changes_nothing_however_often_a_scanner_looks() -> None:
    lonely_shop()
    path = link_to()
    before = counted()
    for _ in range(5):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert counted() == before
    assert CaseLink.objects.get().used_at is None
    come_in(path)


def counted() -> tuple[object, ...]:
    rows = CaseLink.objects.values_list("used_at", "shows_until")
    return (*rows, User.objects.count(), Organisation.objects.count(), len(mail.outbox), Entry.objects.count())


def test_what_lies_in_our_records_opens_nothing() -> None:
    lonely_shop()
    token = link_to()[3:-1]
    kept = Notification.objects.get(letter="statement_of_reasons")
    assert token not in kept.text + kept.html
    assert "/cases/C-" in kept.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(l)::text FROM notices_caselink l")
        assert token not in str(cursor.fetchall())
    (sent,) = (each for each in mail.outbox if each.to == [SHOP])
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert f"/c/{token}/" in html
    assert "/cases/C-" not in html


def test_the_code_makes_the_shop_and_its_first_person() -> None:
    claims = lonely_shop()
    client = come_in(link_to())
    person, seller = User.objects.get(email=SHOP), Seller.objects.get()
    assert seller.organisation is not None
    assert (seller.organisation.kind, seller.organisation.name) == ("seller", "Nordic Mugs")
    assert Membership.objects.get(user=person).organisation == seller.organisation
    assert "What was reported" in read(client, page_of(claims))
    vouched = Entry.objects.filter(subject_type="organisation", step="admit").last()
    assert vouched is not None and vouched.facts["vouched"] == "marketplace"


def test_answering_by_mail_alone() -> None:
    claims = lonely_shop(market="DE")
    client = come_in(link_to())
    client.post(page_of(claims) + "answer/why/", {"defence": "licence"})
    client.post(page_of(claims) + "answer/proof/", {"explanation": "I have a licence."})
    assert client.post(page_of(claims) + "answer/check/").status_code == 303
    assert stories.again(claims)[0].state == "appealed_takedown"


def test_the_power_is_spent_once() -> None:
    lonely_shop()
    path = link_to()
    come_in(path)
    other = Client().post(path)
    assert other.status_code == 409
    assert "has done its work" in other.content.decode()
    assert Client().get(path).status_code == 200, "it still shows the case"


def test_a_second_press_of_the_button_goes_where_the_first_went() -> None:
    lonely_shop()
    path, client = link_to(), Client()
    client.post(path)
    assert client.post(path)["Location"] == "/sign-in/code/enter/"
    assert len([each for each in mail.outbox if each.to == [SHOP]]) == 2, "the letter and one code"


def test_after_a_day_the_power_is_gone_and_a_new_link_goes_to_the_same_address_only() -> None:
    lonely_shop()
    path = link_to()
    stories.pass_days(1.1)
    late = Client().post(path)
    assert late.status_code == 409
    assert CaseLink.objects.get().used_at is None
    sent = Client().post(f"{path}new/", {"address": "thief@evil.example"})
    assert "s•••@mugs.example" in sent.content.decode()
    assert SHOP not in sent.content.decode()
    assert mail.outbox[-1].to == [SHOP]
    fresh = link_to()
    assert fresh != path
    come_in(fresh)


def test_new_links_are_not_sent_without_end() -> None:
    lonely_shop()
    path = link_to()
    answers = [Client().post(f"{path}new/").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_while_mail_is_away_nobody_is_told_that_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    lonely_shop()
    path = link_to()

    def away(*_: object, **__: object) -> None:
        raise smtplib.SMTPServerDisconnected("away")

    monkeypatch.setattr("notifications.private.send", away)
    assert Client().post(f"{path}new/").status_code == 503


def test_the_link_shows_the_case_until_thirty_days_after_the_last_day() -> None:
    lonely_shop(market="GB")  # thirty days to appeal
    path = link_to()
    stories.pass_days(58)
    assert Client().get(path).status_code == 200
    stories.pass_days(5)
    gone = Client().get(path)
    assert gone.status_code == 410
    assert "Send me a new link" in gone.content.decode()
    assert Client().post(path).status_code == 409
    stories.pass_days(100)
    assert tasks.forget_what_is_old() == 1
    assert Client().get(path).status_code == 404


def test_unknown_links_are_not_there() -> None:
    lonely_shop()
    for token in ("x", "a" * 32, link_to()[3:-2] + "A" if not link_to().endswith("A/") else "b" * 32):
        assert Client().get(f"/c/{token}/").status_code == 404
        assert Client().post(f"/c/{token}/").status_code == 404
        assert Client().post(f"/c/{token}/new/").status_code == 404


def test_a_link_shows_its_own_pictures_only() -> None:
    from django.core.files.base import ContentFile

    from listings.models import ListingImage

    lamp = cast.listing(market="US")
    image = ListingImage(listing=lamp, sha256="ab" * 32)
    image.file.save("x.png", ContentFile(b"\x89PNG\r\n\x1a\n" + b"0" * 40))
    lonely_shop()
    path = link_to()
    assert f"{path}pictures/{'ab' * 32}" in Client().get(path).content.decode()
    assert Client().get(f"{path}pictures/{'ab' * 32}").status_code == 200
    assert Client().get(f"{path}pictures/{'cd' * 32}").status_code == 404


def test_a_member_who_is_signed_in_goes_straight_to_the_case() -> None:
    claims = stories.upheld()
    told()
    path = link_to("nils@nordicmugs.example")
    assert signed_in(cast.nils()).get(path)["Location"] == page_of(claims)
    assert signed_in(cast.yara()).get(path).status_code == 200, "whoever holds the link sees what it shows"


def test_a_member_without_a_session_comes_in_by_a_code() -> None:
    claims = stories.upheld()
    told()
    client = Client()
    client.post(link_to("nils@nordicmugs.example"))
    client.post("/sign-in/code/enter/", {"code": code_sent_to("nils@nordicmugs.example")})
    assert client.get(page_of(claims)).status_code == 200
    assert Membership.objects.filter(organisation=cast.nils().organisation).count() == 1


def test_who_was_removed_from_the_shop_stays_out_although_they_hold_a_link() -> None:
    claims = stories.upheld()
    told()
    path = link_to("nils@nordicmugs.example")
    cast.person("bea@nordicmugs.example", "Bea", cast.nils().organisation)
    Membership.objects.filter(user=cast.nils().user).delete()
    client = Client()
    client.post(path)
    client.post("/sign-in/code/enter/", {"code": code_sent_to("nils@nordicmugs.example")})
    assert client.get(page_of(claims)).status_code == 404
    assert not Membership.objects.filter(user__email="nils@nordicmugs.example").exists()


def test_an_address_that_the_marketplace_has_changed_since_lets_nobody_in() -> None:
    lonely_shop()
    path = link_to()
    Seller.objects.update(email="new@mugs.example")
    come_in(path)
    assert Seller.objects.get().organisation is None
    assert not Membership.objects.filter(user__email=SHOP).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_who_prove_the_address_at_once_there_is_one_shop() -> None:
    from concurrent.futures import ThreadPoolExecutor

    claims = lonely_shop()
    links = [case_links.mint(claims[0].notice, claims[0].seller, SHOP).pk for _ in range(2)]

    def admit(link: int) -> int:
        try:
            return case_links.admit(SHOP, None, link=link).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        people = list(pool.map(admit, links))
    assert people[0] == people[1]
    assert Organisation.objects.filter(name="Nordic Mugs", email=SHOP).count() == 1
    assert Membership.objects.filter(user=people[0]).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_of_two_presses_at_once_one_spends_the_power() -> None:
    from concurrent.futures import ThreadPoolExecutor

    claims = lonely_shop()
    link = case_links.mint(claims[0].notice, claims[0].seller, SHOP)

    def use(_: int) -> bool:
        try:
            return case_links.use(link)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, range(4))) == [False, False, False, True]


def test_the_same_mail_sent_again_carries_the_same_link() -> None:
    lonely_shop()
    first = link_to()
    Notification.objects.update(mail_state="due")
    told()
    assert link_to() == first
    assert CaseLink.objects.count() == 1


def test_a_case_of_another_shop_of_mine_says_so_and_one_of_a_stranger_does_not() -> None:
    claims = stories.upheld()
    both = cast.yara()
    other = cast.nils().organisation
    assert other is not None
    client = signed_in(both)
    assert client.get(page_of(claims)).status_code == 404
    Membership.objects.create(user=both.user, organisation=other, role="admin")
    said = client.get(page_of(claims))
    assert said.status_code == 409
    assert "belongs to another shop of yours" in said.content.decode()
    form = {"organisation": other.public_id, "next": page_of(claims)}
    assert client.post("/switch/", form)["Location"] == page_of(claims)
    assert client.get(page_of(claims)).status_code == 200
    assert client.post("/switch/", {**form, "next": "https://evil.example/"})["Location"] == "/cases/"


def test_a_taken_back_notice_stays_readable_by_its_link() -> None:
    claims = lonely_shop()
    path = link_to()
    actions.retract(by=cast.mara().actor, claims=claims)
    assert "The owner took the notice back" in Client().get(path).content.decode()
