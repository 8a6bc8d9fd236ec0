"""The inbox is one's own, looking changes nothing, and the mailbox exists in a demo only."""

import importlib
from typing import Any

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from docket.models import Entry
from notices.letters import tell
from notifications import urls, views
from notifications.models import Notification
from tests import cast
from tests.notices import stories
from tests.sellers.test_cases import read, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(db: None) -> Notification:
    stories.upheld()
    for entry in Entry.objects.filter(subject_type="claim").order_by("pk"):
        tell(entry)
    return Notification.objects.get(letter="statement_of_reasons")


def test_a_message_is_read_by_its_recipient_only(letter: Notification) -> None:
    address = reverse("message", args=[letter.pk])
    assert "One of your listings is hidden" in read(signed_in(cast.nils()), address)
    for other in (cast.yara(), cast.mara(), cast.amina()):
        assert signed_in(other).get(address).status_code == 404
        assert signed_in(other).post(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_looking_changes_nothing_and_the_button_marks_as_read(letter: Notification) -> None:
    client = signed_in(cast.nils())
    client.get(reverse("message", args=[letter.pk]))
    client.get(reverse("inbox"))
    letter.refresh_from_db()
    assert letter.read_at is None
    client.post(reverse("message", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.read_at is not None


def test_all_are_marked_at_once_and_only_ones_own(letter: Notification) -> None:
    signed_in(cast.nils()).post(reverse("inbox"))
    assert not Notification.objects.filter(recipient=cast.nils().user, read_at=None).exists()
    assert Notification.objects.filter(recipient=cast.mara().user, read_at=None).exists()


def test_the_inbox_says_when_it_is_empty_and_bears_nonsense(letter: Notification) -> None:
    assert "No messages yet" in read(signed_in(cast.yara()), reverse("inbox"))
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert signed_in(cast.nils()).get(reverse("inbox"), {"before": nonsense}).status_code == 200


def test_the_inbox_has_pages(letter: Notification) -> None:
    entry = letter.entry
    Notification.objects.bulk_create(
        Notification(
            entry=entry,
            recipient=cast.nils().user,
            address=f"n{n}@x.example",
            letter="x",
            subject=f"m{n}",
            text="t",
            created_at=entry.at,
        )
        for n in range(60)
    )
    page = signed_in(cast.nils()).get(reverse("inbox")).content.decode()
    assert "?before=" in page


def test_the_demo_mailbox_shows_every_account_without_sign_in(letter: Notification, settings: Any) -> None:
    assert settings.DEMO
    assert "Nils Aas (1)" in read(Client(), reverse("mailbox"))
    shown = Client().get(reverse("mailbox"), {"account": "nils@nordicmugs.example"}).content.decode()
    assert "One of your listings is hidden" in shown
    assert "&lt;h2&gt;" in shown


def test_outside_a_demo_there_is_no_mailbox(letter: Notification, settings: Any) -> None:
    settings.DEMO = False
    assert Client().get("/demo/mailbox/").status_code == 404
    with pytest.raises(Http404):
        views.mailbox(RequestFactory().get("/demo/mailbox/"))
    try:
        importlib.reload(urls)
        assert "mailbox" not in {pattern.name for pattern in urls.urlpatterns}
    finally:
        settings.DEMO = True
        importlib.reload(urls)


def test_the_mailbox_has_no_name_where_it_is_not_routed() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("mailbox", urlconf="notices.urls.sellers")
