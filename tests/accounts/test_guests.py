"""Filing without an account: a code instead of a password, the same wizard, tight limits, and the way back."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Membership, Organisation, User
from docket import verify
from listings.models import Listing
from notices import actions, limits
from notices.filing import Filing, Incomplete, faults
from notices.models import Notice
from policy.load import book
from tests import cast
from tests.accounts.mails import another, code_sent_to, last_to

pytestmark = pytest.mark.django_db
GRACE = "grace@photos.example"
ENTER = "/sign-in/code/enter/"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def arrived(email: str = GRACE, name: str = "Grace Lind", company: str = "", client: Client | None = None) -> Client:
    client = client or Client()
    answer = client.post("/report/", {"name": name, "company": company, "email": email})
    assert (answer.status_code, answer["Location"]) == (302, ENTER)
    assert client.post(ENTER, {"code": code_sent_to(email)})["Location"] == "/report/begin/"
    return client


def guest(company: str = "") -> cast.Person:
    arrived(company=company)
    membership = Membership.objects.select_related("organisation", "user").get(user__email=GRACE)
    Organisation.objects.filter(pk=membership.organisation_id).update(phone="+1 555 0100", address="1 Photo Street")
    membership.organisation.refresh_from_db()
    return cast.Person(membership.user, membership.organisation)


def about(reported: list[Listing], grace: cast.Person) -> Filing:
    return cast.filing(reported, by=grace, claim_type="copyright")


def test_a_guest_files_in_the_same_wizard_and_comes_back_by_code() -> None:
    lamp = cast.listing(market="DE")
    client = arrived(company="Lind Photos")
    assert client.get("/report/begin/")["Location"] == "/report/reach/"
    who = User.objects.get(email=GRACE)
    owner = Organisation.objects.get(memberships__user=who)
    assert (who.guest, who.has_usable_password(), owner.guest, owner.kind) == (True, False, True, "owner")
    assert (owner.name, owner.email) == ("Lind Photos", GRACE)
    work = {"right": "work", "work_title": "Harbour at night", "work_description": "A photo of mine."}
    answer = client.post("/notices/new/", {**work, "capacity": "owner"})
    assert answer.status_code == 303, answer.content.decode()
    draft = answer["Location"].removesuffix("claim/")
    assert client.post(f"{draft}claim/", {"claim_type": "copyright"}).status_code == 303
    client.post(f"{draft}listings/", {"paste": lamp.url, "check": "1"})
    assert client.post(f"{draft}listings/", {"paste": lamp.url}).status_code == 303
    assert client.post(f"{draft}evidence/", {"explanation": "My photo is in the listing."}).status_code == 303
    page = client.get(f"{draft}sign/")
    signed = {f"declaration_{s['code']}": "on" for s in page.context["statements"]}
    signed |= {f"version_{s['code']}": s["version"] for s in page.context["statements"]}
    answer = client.post(f"{draft}sign/", {**signed, "signature_name": "Grace Lind"})
    assert answer.status_code == 303, answer.content.decode()
    notice = Notice.objects.get()
    assert "Keep this in an account" in client.get(answer["Location"]).content.decode()
    assert (notice.filer, notice.filed_by) == (owner, who)
    later = Client()
    later.post("/sign-in/code/", {"email": GRACE})
    assert later.post(ENTER, {"code": code_sent_to(GRACE)})["Location"] == "/home/"
    assert later.get(f"/notices/{notice.reference}/").status_code == 200
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_a_guest_says_early_how_to_be_reached_and_is_never_asked_for_the_address_that_is_proven() -> None:
    client = arrived()
    page = client.get("/report/reach/").content.decode()
    assert GRACE in page and 'name="email"' not in page and 'name="name"' not in page
    empty = client.post("/report/reach/", {"address": "", "phone": "", "country": "XX"})
    owner = Organisation.objects.get(memberships__user__email=GRACE)
    assert (empty.status_code, owner.address, owner.country) == (400, "", "")
    assert client.post("/report/reach/", {"country": "US"}).status_code == 400
    typed = {"address": "1 Photo Street", "next": "/notices/new/"}
    assert "1 Photo Street" in client.post("/report/reach/", {**typed, "country": "XX"}).content.decode()
    assert client.post("/report/reach/", typed)["Location"] == "/notices/new/"
    owner.refresh_from_db()
    assert (owner.address, owner.email) == ("1 Photo Street", GRACE)
    assert client.get("/report/begin/")["Location"] == "/notices/new/"


def test_a_guest_who_went_on_without_it_mends_it_at_the_check_page_and_is_back_at_the_draft() -> None:
    lamp, client = cast.listing(market="US"), arrived()
    work = {"right": "work", "work_title": "Harbour at night", "work_description": "A photo of mine."}
    draft = client.post("/notices/new/", {**work, "capacity": "owner"})["Location"].removesuffix("claim/")
    client.post(f"{draft}claim/", {"claim_type": "copyright"})
    client.post(f"{draft}listings/", {"paste": lamp.url})
    client.post(f"{draft}evidence/", {"explanation": "My photo is in the listing."})
    mend = f"/report/reach/?next={draft}sign/"
    assert mend in [each["url"] for each in client.get(f"{draft}sign/").context["open_faults"]]
    assert client.get(mend).status_code == 200
    back = client.post(mend, {"phone": "+1 555 0100", "next": f"{draft}sign/"})
    assert (back.status_code, back["Location"]) == (303, f"{draft}sign/")
    assert mend not in [each["url"] for each in client.get(f"{draft}sign/").context["open_faults"]]


def test_only_a_guest_has_the_page_that_asks_how_to_be_reached() -> None:
    client, mara = Client(), cast.mara()
    client.force_login(mara.user)
    assert client.post("/report/reach/", {"phone": "1"}).status_code == 404
    assert mara.organisation is not None
    mara.organisation.refresh_from_db()
    assert mara.organisation.phone != "1"


def test_nobody_is_made_before_the_address_is_proven() -> None:
    client = Client()
    client.post("/report/", {"name": "Grace Lind", "email": GRACE})
    assert client.post(ENTER, {"code": another(code_sent_to(GRACE))}).status_code == 401
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
    assert client.get("/notices/new/")["Location"].startswith("/sign-in/")


def test_coming_twice_makes_one_guest() -> None:
    arrived()
    arrived(name="G. Lind")
    assert User.objects.get(email=GRACE).name == "Grace Lind"
    assert Organisation.objects.count() == 1


def test_who_has_an_account_files_for_it() -> None:
    ole = cast.hansen()
    client = arrived(email=ole.user.email, name="Somebody else")
    assert client.get("/report/begin/")["Location"] == "/notices/new/"
    assert client.get("/settings/").context["request"].organisation == ole.organisation
    assert Organisation.objects.count() == 1


def test_a_seller_who_owns_a_right_too_chooses_for_whom() -> None:
    nils = cast.nils()
    client = arrived(email=nils.user.email, name="Nils Aas", company="Aas Designs")
    page = client.get("/report/begin/").content.decode()
    own = Organisation.objects.get(name="Aas Designs")
    assert own.public_id in page
    answer = client.post("/switch/", {"organisation": own.public_id, "next": "/notices/new/"})
    assert answer["Location"] == "/notices/new/"
    assert client.get("/notices/new/").status_code == 200


def test_a_guest_may_name_a_few_listings() -> None:
    grace, most = guest(), book().limits.guests.listings_a_notice
    wide = about(cast.listings(most + 1, market="DE"), grace)
    with pytest.raises(Incomplete, match=f"up to {most} listings"):
        actions.submit(by=grace.actor, filing=wide)
    assert not Notice.objects.exists()
    actions.submit(by=grace.actor, filing=about(cast.listings(most, market="DE"), grace))
    assert Notice.objects.get().claims.count() == most


def test_a_guest_may_send_a_few_notices_a_day_and_is_told_when_again() -> None:
    grace, most = guest(), book().limits.guests.notices_a_day
    for n in range(most):
        filing = about([cast.listing(7720000 + n, market="DE")], grace)
        actions.submit(by=grace.actor, filing=filing)
    one_more = about([cast.listing(7720099, market="DE")], grace)
    with pytest.raises(Incomplete, match="the next from") as refused:
        actions.submit(by=grace.actor, filing=one_more)
    assert [fault.code for fault in refused.value.faults] == ["limit-reached"]
    assert Notice.objects.count() == most
    Notice.objects.update(received_at=Notice.objects.latest("pk").received_at - limits.DAY + timedelta(seconds=1))
    assert faults(one_more)
    Notice.objects.update(received_at=Notice.objects.latest("pk").received_at - timedelta(seconds=2))
    actions.submit(by=grace.actor, filing=one_more)


def test_a_password_makes_an_account_of_it_without_limits() -> None:
    grace = guest()
    client = arrived()
    words = "a lamp in the harbour"
    assert client.post("/settings/password/first/", {"password1": "short", "password2": "short"}).status_code == 400
    answer = client.post("/settings/password/first/", {"password1": words, "password2": words})
    assert answer.status_code == 302
    grace.user.refresh_from_db()
    assert grace.organisation is not None
    grace.organisation.refresh_from_db()
    assert (grace.user.guest, grace.organisation.guest) == (False, False)
    assert grace.organisation.entries().last().step == "settle"
    assert client.get("/home/").status_code == 200  # still signed in
    wide = about(cast.listings(20, market="DE"), grace)
    actions.submit(by=grace.actor, filing=wide)
    assert client.get("/team/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_limits_hold_when_everything_is_sent_at_once() -> None:
    grace, most = guest(), book().limits.guests.notices_a_day
    filings = [about([cast.listing(7730000 + n, market="DE")], grace) for n in range(most + 3)]
    start, refused = threading.Barrier(len(filings)), []

    def go(n: int) -> None:
        try:
            start.wait(10)
            actions.submit(by=grace.actor, filing=filings[n])
        except Incomplete as no:
            refused.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(len(filings))]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)
    assert Notice.objects.count() == most
    assert len(refused) == 3


def test_the_status_of_a_notice_is_told_to_who_sent_it_and_the_page_tells_nobody() -> None:
    grace = guest()
    notice = actions.submit(by=grace.actor, filing=about([cast.listing(market="DE")], grace))
    cache.clear()
    asked = {"reference": notice.reference.lower().replace("-", " "), "email": GRACE}
    right, wrong, stranger = Client(), Client(), Client()
    answers = [
        right.post("/report/status/", asked),
        wrong.post("/report/status/", {**asked, "reference": "N-00000000"}),
        stranger.post("/report/status/", {**asked, "email": "nobody@photos.example"}),
    ]
    assert {(a.status_code, a["Location"]) for a in answers} == {(302, ENTER)}
    assert "No notice with that reference" in last_to(GRACE)
    assert "No notice with that reference" in last_to("nobody@photos.example")
    assert wrong.post(ENTER, {"code": "123456"}).status_code == 401
    cache.clear()
    right = Client()
    right.post("/report/status/", asked)
    assert right.post(ENTER, {"code": code_sent_to(GRACE)})["Location"] == f"/notices/{notice.reference}/"
    assert right.get(f"/notices/{notice.reference}/").status_code == 200
    assert Client().post("/report/status/", {"reference": "nonsense", "email": GRACE}).status_code == 400


def test_a_guest_does_not_invite() -> None:
    arrived_client = arrived()
    assert arrived_client.get("/team/invite/").status_code == 404


def test_the_front_doors_need_no_account() -> None:
    page = Client().get("/").content.decode()
    assert 'href="/report/"' in page and "You need no account" in page
    start = Client().get("/report/").content.decode()
    rule = book().limits.guests
    assert f"up to {rule.notices_a_day} notices" in start and "24 hours" in start
    mara = Client()
    mara.force_login(cast.mara().user)
    assert 'href="/notices/new/"' in mara.get("/report/").content.decode()
