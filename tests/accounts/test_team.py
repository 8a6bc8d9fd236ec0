"""Who belongs to an organisation: invited, joined, given a role, taken out; each proven by the docket."""

import re
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import actions, invitations, tasks
from accounts.actions.invitation import AlreadyThere, TooMany
from accounts.models import Invitation, Membership, Organisation, User
from docket import clock, outbox, verify
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from listings.models import Seller
from notices import actions as notices
from notices.models import Draft, Notice
from notifications.models import Notification
from tests import cast
from tests.accounts.mails import code_sent_to, last_to

pytestmark = pytest.mark.django_db
ADA = "ada@linde.example"


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def signed_in(who: cast.Person | User) -> Client:
    client = Client()
    client.force_login(who.user if isinstance(who, cast.Person) else who)
    return client


def colleague(role: str = "member", email: str = "lena@linde.example", name: str = "Lena Vogt") -> cast.Person:
    mara = cast.mara()
    lena = cast.person(email, name)
    assert mara.organisation is not None
    Membership.objects.get_or_create(user=lena.user, organisation=mara.organisation, defaults={"role": role})
    return cast.Person(lena.user, mara.organisation)


def steps(organisation: Organisation | None) -> list[str]:
    assert organisation is not None
    return list(organisation.entries().values_list("step", flat=True))


def invited(role: str = "member", email: str = ADA) -> Invitation:
    mara = cast.mara()
    assert mara.organisation is not None
    made = actions.invite(by=mara.actor, organisation=mara.organisation, email=email, role=role, invited_by=mara.user)
    outbox.deliver()
    return made


def link_in_mail(address: str = ADA) -> str:
    found = re.search(r"https?://[^/]+(/invitations/\w+/)", last_to(address))
    assert found
    return found[1]


def test_a_new_colleague_is_invited_and_joins() -> None:
    mara = cast.mara()
    answer = signed_in(mara).post("/team/invite/", {"email": " Ada@Linde.example", "role": "preparer"})
    assert (answer.status_code, answer["Location"]) == (302, "/team/")
    outbox.deliver()
    path, ada = link_in_mail(), Client()
    page = ada.get(path).content.decode()
    assert "Studio Linde GmbH" in page and "Mara Linde" in page and "preparer" in page
    assert ada.post(path, {"action": "prove"})["Location"] == "/sign-in/code/enter/"
    assert ada.post("/sign-in/code/enter/", {"code": code_sent_to(ADA)})["Location"] == path
    assert ada.post(path, {"action": "accept", "name": ""}).status_code == 400
    assert ada.post(path, {"action": "accept", "name": "Ada Berg"})["Location"] == "/start/"
    membership = Membership.objects.get(user__email=ADA)
    assert (membership.role, membership.user.name) == ("preparer", "Ada Berg")
    assert ada.get("/team/").status_code == 200
    assert steps(mara.organisation) == ["found", "admit"]
    outbox.deliver()
    assert "Ada Berg" in Notification.objects.get(letter="member_joined", recipient=mara.user).subject
    assert not [*verify.broken_chains(), *verify.mismatched_states()]


def test_somebody_with_an_account_joins_too_and_may_act_for_both() -> None:
    ole = cast.hansen()
    invited(email=ole.user.email)
    client = signed_in(ole)
    path = link_in_mail(ole.user.email)
    assert client.post(path, {"action": "accept"}).status_code == 302
    assert client.get("/settings/").context["request"].organisation.name == "Studio Linde GmbH"
    assert Membership.objects.filter(user=ole.user).count() == 2


def test_a_link_works_once_and_looking_changes_nothing() -> None:
    ole = cast.hansen()
    made = invited(email=ole.user.email)
    client, path = signed_in(ole), link_in_mail(ole.user.email)
    for _ in range(2):
        assert client.get(path).status_code == 200
    made.refresh_from_db()
    assert made.state == "open"
    client.post(path, {"action": "accept"})
    Membership.objects.filter(user=ole.user, organisation=made.organisation).delete()
    again = client.post(path, {"action": "accept"})
    assert again.status_code == 404
    assert "works only once" in again.content.decode()
    assert not Membership.objects.filter(user=ole.user, organisation=made.organisation).exists()


def test_the_wrong_person_is_told_why_and_joins_nothing() -> None:
    invited()
    paul = signed_in(cast.paul())
    path = link_in_mail()
    assert "paul@okafor.example" in paul.get(path).content.decode()
    for action in ("accept", "decline"):
        assert "for another address" in paul.post(path, {"action": action}).content.decode()
    assert Invitation.objects.get().state == "open"
    assert not Membership.objects.filter(user=cast.paul().user, organisation__name="Studio Linde GmbH").exists()
    with pytest.raises(NotAllowed):
        actions.accept(by=actions.person(cast.paul().user), invitation=Invitation.objects.get(), user=cast.paul().user)


def test_only_the_newest_link_works_and_none_after_it_is_withdrawn() -> None:
    made = invited()
    first = link_in_mail()
    mara = signed_in(cast.mara())
    assert mara.post(f"/team/invitations/{made.public_id}/resend/").status_code == 302
    outbox.deliver()
    newest = link_in_mail()
    assert first != newest
    assert Client().get(first).status_code == 404
    assert Client().get(newest).status_code == 200
    assert mara.post(f"/team/invitations/{made.public_id}/withdraw/").status_code == 302
    assert Client().get(newest).status_code == 404
    assert mara.post(f"/team/invitations/{made.public_id}/withdraw/").status_code == 409


def test_a_link_ends_after_seven_days() -> None:
    made = invited()
    path = link_in_mail()
    assert made.expires_at - clock.real() <= timedelta(days=7)
    Invitation.objects.update(expires_at=clock.real())
    assert Client().get(path).status_code == 404
    ada = User.objects.create_user(ADA, name="Ada Berg")
    with pytest.raises(NotAllowed):
        actions.accept(by=actions.person(ada), invitation=made.__class__.objects.get(), user=ada)
    tasks.tidy()
    assert Invitation.objects.get().state == "expired"
    invited()


def test_nobody_reads_a_link_in_the_database() -> None:
    made = invited()
    token = link_in_mail().split("/")[2]
    assert invitations.find(token) == made
    assert token not in str(list(Invitation.objects.values()))
    assert token not in str(list(Entry.objects.values("facts")))
    assert not Notification.objects.exists()
    assert ADA not in str(list(Entry.objects.values()))


def test_an_address_is_invited_once_and_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "AT_MOST_OPEN", 3)
    invited()
    with pytest.raises(AlreadyThere):
        invited()
    with pytest.raises(AlreadyThere):
        invited(email=cast.mara().user.email)
    answer = signed_in(cast.mara()).post("/team/invite/", {"email": ADA, "role": "member"})
    assert answer.status_code == 400
    for n in range(invitations.AT_MOST_OPEN - 1):
        invited(email=f"a{n}@linde.example")
    with pytest.raises(TooMany):
        invited(email="one-more@linde.example")
    answer = signed_in(cast.mara()).post("/team/invite/", {"email": "x@linde.example", "role": "member"})
    assert answer.status_code == 400
    assert Invitation.objects.count() == invitations.AT_MOST_OPEN


def test_an_invitation_is_not_sent_without_end() -> None:
    made = invited()
    for _ in range(4):
        actions.resend(by=cast.mara().actor, invitation=made)
    with pytest.raises(NotAllowed):
        actions.resend(by=cast.mara().actor, invitation=made)


@pytest.mark.parametrize("page", ["/team/invite/", "member", "remove", "resend", "withdraw"])
def test_only_administrators_of_this_organisation_change_it(page: str) -> None:
    lena, made = colleague("member"), invited()
    mine = Membership.objects.get(user=lena.user)
    path = {
        "member": f"/team/{mine.public_id}/",
        "remove": f"/team/{mine.public_id}/remove/",
        "resend": f"/team/invitations/{made.public_id}/resend/",
        "withdraw": f"/team/invitations/{made.public_id}/withdraw/",
    }.get(page, page)
    before = Entry.objects.count()
    strangers = [lena, cast.amina()] if page == "/team/invite/" else [lena, cast.amina(), cast.nils()]
    for stranger in strangers:
        assert signed_in(stranger).post(path, {"role": "admin", "email": "x@y.example"}).status_code == 404
    assert Client().post(path)["Location"].startswith("/sign-in/")
    assert (Entry.objects.count(), Membership.objects.get(pk=mine.pk).role) == (before, "member")


def test_a_member_removed_a_second_ago_sees_nothing_more() -> None:
    lena = colleague()
    client = signed_in(lena)
    right = cast.right()
    assert client.get(f"/rights/{right.public_id}/").status_code == 200
    stale = lena.actor
    mine = Membership.objects.get(user=lena.user)
    assert signed_in(cast.mara()).post(f"/team/{mine.public_id}/remove/").status_code == 302
    for page in (f"/rights/{right.public_id}/", "/home/", "/notices/", "/team/", "/notices/new/"):
        assert client.get(page).status_code == 404, page
    assert client.get("/start/")["Location"] == "/welcome/"
    with pytest.raises(NotAllowed):
        actions.leave(by=stale, membership=mine)
    assert steps(lena.organisation) == ["found", "remove"]
    outbox.deliver()
    assert Notification.objects.get(letter="member_removed").recipient == lena.user


def test_a_role_is_changed_and_counts_at_once() -> None:
    lena = colleague()
    mine = Membership.objects.get(user=lena.user)
    client = signed_in(lena)
    assert client.get("/team/invite/").status_code == 404
    assert signed_in(cast.mara()).post(f"/team/{mine.public_id}/", {"role": "admin"}).status_code == 302
    assert client.get("/team/invite/").status_code == 200
    entry = Entry.objects.get(subject_type="organisation", step="change_role")
    assert (entry.facts["was"], entry.facts["role"], entry.facts["member"]) == ("member", "admin", lena.user.pk)
    outbox.deliver()
    assert Notification.objects.get(letter="role_changed").recipient == lena.user


def test_the_last_administrator_stays() -> None:
    mara, lena = cast.mara(), colleague("preparer")
    mine = Membership.objects.get(user=mara.user)
    client = signed_in(mara)
    assert client.post(f"/team/{mine.public_id}/", {"role": "member"}).status_code == 403
    assert client.post(f"/team/{mine.public_id}/remove/").status_code == 403
    assert client.post("/team/leave/").status_code == 403
    assert "only administrator" in client.get(f"/team/{mine.public_id}/").content.decode()
    mine.refresh_from_db()
    assert mine.role == "admin"
    Membership.objects.filter(user=lena.user).update(role="admin")
    User.objects.filter(pk=lena.user.pk).update(is_active=False)  # cannot sign in, so does not count
    assert client.post("/team/leave/").status_code == 403
    User.objects.filter(pk=lena.user.pk).update(is_active=True)
    assert client.post("/team/leave/").status_code == 302
    assert not Membership.objects.filter(user=mara.user).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_administrators_who_leave_at_once_do_not_leave_it_alone() -> None:
    people = [cast.mara(), colleague("admin")]
    actors = [each.actor for each in people]
    memberships = [Membership.objects.select_related("organisation").get(user=each.user) for each in people]
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def go(n: int) -> None:
        try:
            start.wait(5)
            actions.leave(by=actors[n], membership=memberships[n])
        except NotAllowed as no:
            refused.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(refused) == 1
    assert Membership.objects.filter(organisation=people[0].organisation, role="admin").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_an_invitation_accepted_twice_at_once_makes_one_member() -> None:
    made = invited()
    ada = User.objects.create_user(ADA, name="Ada Berg")
    start, refused = threading.Barrier(2), []

    def go() -> None:
        try:
            start.wait(5)
            actions.accept(by=actions.person(ada), invitation=Invitation.objects.get(pk=made.pk), user=ada)
        except NotOpen as no:
            refused.append(no)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(20)
    assert len(refused) == 1
    assert Membership.objects.filter(user=ada).count() == 1


def test_somebody_who_prepares_signs_nothing() -> None:
    lena = colleague("preparer")
    filing = cast.filing(by=cast.mara())
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        notices.submit(by=lena.actor, filing=filing)
    assert not Notice.objects.exists()
    notice = notices.submit(by=cast.mara().actor, filing=filing)
    client = signed_in(lena)
    page = client.get(f"/notices/{notice.reference}/").content.decode()
    assert "Take it back" not in page
    answer = client.post(f"/notices/{notice.reference}/retract/")
    assert answer.status_code in {302, 303, 403}
    assert notice.claims.get().state == "submitted"
    assert Membership.objects.get(user=lena.user).may_sign is False


def test_somebody_who_prepares_asks_a_colleague_to_sign() -> None:
    mara, lena = cast.mara(), colleague("preparer")
    client, draft = signed_in(lena), draft_of(lena)
    path = f"/notices/drafts/{draft}/sign/"
    page = client.get(path).content.decode()
    assert "Ask a colleague to sign" in page and "Sign and send" not in page
    assert client.post(path, {}).status_code == 400
    signed = {"signature_name": "Lena Vogt", "declaration_good_faith": "on"}
    assert client.post(path, signed).status_code == 400
    assert not Notice.objects.exists()
    mine = Membership.objects.get(user=mara.user)
    assert client.post(path, {"colleague": mine.public_id}).status_code == 303
    outbox.deliver()
    letter = Notification.objects.get(letter="asked_to_sign")
    assert (letter.recipient, letter.url) == (mara.user, f"/notices/drafts/{draft}/")
    assert signed_in(mara).get(path).status_code == 200
    assert "Sign and send" in signed_in(mara).get(path).content.decode()


def draft_of(who: cast.Person) -> str:
    made = Draft.objects.create(
        organisation=who.organisation,
        user=who.user,
        content={
            "right": cast.right().public_id,
            "claim_type": "counterfeit",
            "paste": cast.listing().url,
            "explanation": "These lamps carry our mark.",
        },
    )
    return made.public_id


def test_the_list_costs_the_same_for_one_and_for_many() -> None:
    client, counts = signed_in(cast.mara()), []
    for size in (1, 30):
        for n in range(size):
            colleague(email=f"c{size}-{n}@linde.example", name=f"C {n}")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/team/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_shop_is_offered_to_whoever_reads_its_mail() -> None:
    shop = Seller.objects.create(external_id="S-9", name="Lamp Corner", email="Lena@Lamps.example", country="DE")
    lena = User.objects.create_user("lena@lamps.example", name="Lena")
    client = signed_in(lena)
    assert "Lamp Corner" not in client.get("/welcome/").content.decode()  # the address is not proven yet
    assert client.post("/welcome/shop/", {"shop": shop.public_id}).status_code == 404
    EmailAddress.objects.create(user=lena, email=lena.email, verified=True, primary=True)
    assert "Lamp Corner" in client.get("/welcome/").content.decode()
    assert signed_in(cast.paul()).post("/welcome/shop/", {"shop": shop.public_id}).status_code == 404
    assert client.post("/welcome/shop/", {"shop": shop.public_id})["Location"] == "/start/"
    shop.refresh_from_db()
    assert shop.organisation is not None
    assert (shop.organisation.kind, shop.organisation.country) == ("seller", "DE")
    assert steps(shop.organisation) == ["found", "admit"]
    assert client.get("/cases/").status_code == 200
    assert client.post("/welcome/shop/", {"shop": shop.public_id}).status_code == 404
