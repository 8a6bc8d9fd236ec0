"""Each side's letters reach who may still read them."""

import pytest

from accounts.models import Membership
from docket.models import Entry
from listings.models import Seller
from notices.letters import tell
from notifications.models import Notification
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db


def told(step: str, audience: str) -> list[Notification]:
    for entry in Entry.objects.filter(subject_type="claim", step=step):
        tell(entry)
    return list(Notification.objects.filter(audience=audience).order_by("pk"))


def test_the_person_who_filed_hears_of_it() -> None:
    stories.submitted()
    (letter,) = told("submit", "notifier")
    assert letter.recipient == cast.mara().user


def test_who_left_the_organisation_hears_no_more() -> None:
    stories.submitted()
    Membership.objects.filter(user=cast.mara().user).delete()
    (letter,) = told("submit", "notifier")
    assert (letter.address, letter.recipient) == ("ip@studio.example", None)


def test_a_partner_system_hears_at_its_organisation() -> None:
    claims = stories.submitted()
    claims[0].notice.filed_by = None
    claims[0].notice.save()
    (letter,) = told("submit", "notifier")
    assert letter.address == "ip@studio.example"


def test_everybody_of_the_shop_hears_and_nobody_who_was_shut_out() -> None:
    shop = cast.nils().organisation
    cast.person("liv@nordicmugs.example", "Liv Aas", shop)
    gone = cast.person("per@nordicmugs.example", "Per Aas", shop)
    gone.user.is_active = False
    gone.user.save()
    stories.upheld()
    assert [each.address for each in told("uphold", "seller")] == ["nils@nordicmugs.example", "liv@nordicmugs.example"]


def test_a_shop_without_accounts_is_written_to_and_can_answer_the_mail() -> None:
    stories.upheld()
    Seller.objects.update(organisation=None, email="shop@mugs.example")
    (letter,) = told("uphold", "seller")
    assert letter.address == "shop@mugs.example"
    assert "You need no password." in letter.text


def test_without_any_address_the_statement_is_kept_and_the_owner_still_hears() -> None:
    stories.upheld()
    Seller.objects.update(organisation=None, email="")
    (kept,) = told("uphold", "seller")
    assert (kept.letter, kept.mail_state) == ("statement_of_reasons", "none")
    assert Notification.objects.get(letter="outcome").mail_state == "sent"
