"""One endpoint that hangs, of twenty: the others get theirs while it does, in the same process."""

import threading
from collections.abc import Iterator

import pytest

from docket import pumps
from notifications.webhooks import client
from notifications.webhooks.models import Dispatch, Endpoint
from tests.waiting import until
from tests.webhooks.receiver import Arrived, Receiver, Reply
from tests.webhooks.stories import endpoint, happens

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
OTHERS = 19
EVENTS = 4


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    yield
    pumps.stop_all(within=20)


def test_a_dead_one_holds_one_slot_and_nobody_elses_events(hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TOTAL_SECONDS", 120.0)
    over, hanging = threading.Event(), []

    def answer(message: Arrived) -> Reply:
        if message.path.endswith("/dead"):
            hanging.append(message.name)
            over.wait(90)
        return Reply()

    hook.answer = answer
    dead, _ = endpoint(hook, "/dead")
    for number in range(OTHERS):
        endpoint(hook, f"/{number}")
    happens(EVENTS)
    pumps.wake(["webhooks"])
    others = Dispatch.objects.exclude(endpoint=dead)
    until(lambda: hanging and not others.exclude(state="delivered").exists(), within=90)
    assert others.count() == OTHERS * EVENTS
    assert len(hanging) == 1  # one slot, whatever waits for it
    assert set(Dispatch.objects.filter(endpoint=dead).values_list("state", flat=True)) == {"due"}
    over.set()
    until(lambda: not Dispatch.objects.exclude(state="delivered").exists(), within=90)
    assert Endpoint.objects.get(pk=dead.pk).failures == 0
