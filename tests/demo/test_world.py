"""The demo: made once through the real deeds, goes on after an interruption, and its printed notice can be sent."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from accounts import api_keys
from accounts.models import User
from docket import verify
from docket.models import Delivery, Entry
from ipr_portal.demo import card, stage, stories, world
from listings.models import Listing
from monitoring.models import Sighting
from notices.models import Claim, Dossier
from notices.procedure import STATES
from notices.queues import QUEUES
from notifications.models import Notification
from rights.models import IPRight
from sandbox.server import Market
from tests.enforcement.conftest import market  # noqa: F401  the stand-in marketplace, in this process

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def present(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.HOME = tmp_path
    settings.DEMO = True
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM docket_demo_clock")


class Interruption(Exception):
    """Somebody pressed Ctrl-C."""


def test_the_whole_demo(market: Market, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:  # noqa: F811
    interrupt_after(monkeypatch, "PB-2044")
    with pytest.raises(Interruption):
        world.create()
    assert 0 < stage.where() < 200
    monkeypatch.undo()
    world.create()
    whole = counted()
    world.create()
    assert counted() == whole, "a second time does no harm"
    assert stage.where() == 0
    # “forwarded” belongs to notice-and-notice regimes, of which there is none yet.
    assert set(Claim.objects.values_list("state", flat=True)) == set(STATES) - {"forwarded"}
    assert set(Dossier.objects.values_list("queue", flat=True)) == {queue.key for queue in QUEUES}
    assert set(IPRight.objects.values_list("state", flat=True)) == {"submitted", "asked", "verified", "refused"}
    assert Sighting.objects.filter(state="new").count() == 2, "what was removed comes back, and its owner is told"
    assert Notification.objects.filter(letter="relist").exists()
    assert Delivery.objects.exclude(state="done").get().state == "stuck"  # one letter, so that its page can be seen
    assert not [*verify.broken_chains(), *verify.mismatched_states()]
    the_card_tells_the_truth(Path(settings.HOME))


def interrupt_after(monkeypatch: pytest.MonkeyPatch, ref: str) -> None:
    file = stories.file

    def interrupted(story: stories.Story) -> object:
        if story["ref"] == ref:
            raise Interruption
        return file(story)

    monkeypatch.setattr(stories, "file", interrupted)


def counted() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Entry, Listing, User, Claim, Delivery))


def the_card_tells_the_truth(home: Path) -> None:
    call_command("demo", "--write", verbosity=0)
    path = home / "demo.json"
    told = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [a["role"] for a in told["accounts"]] == [
        "owner", "preparer", "agent", "seller", "second_seller", "reviewer", "senior_reviewer", "partner",
        "operations", "admin",
    ]  # fmt: skip
    assert all(User.objects.get(email=a["email"]).check_password(a["password"]) for a in told["accounts"])
    key = api_keys.find(told["api_keys"][0]["key"])
    assert key and key.organisation.name == told["api_keys"][0]["organisation"]
    assert card.content() == told, "the same at every start"


def test_outside_demo_mode_nothing_is_made(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demo"):
        call_command("demo", "--create")
    assert not User.objects.exists()


def test_every_listing_named_in_a_story_is_in_the_catalogue() -> None:
    from ipr_portal.demo.catalogue import offers
    from ipr_portal.demo.data import read

    ids = {offer.number for offer in offers()}
    assert len(ids) == len(offers()) and len(ids) >= 300
    assert {number for story in read("stories") for number in story.get("ids", [])} <= ids
