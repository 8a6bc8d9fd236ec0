"""What is owed to the outside: seen by staff, tried again by a person."""

from typing import Any

import pytest

from docket.models import Delivery, Entry
from notices.models import Notice
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def stuck(notice: Notice) -> Delivery:
    entry = Entry.objects.filter(subject_type="claim").first()
    return Delivery.objects.create(
        entry=entry,
        subscriber="enforcement.reconcile.carry_out",
        lane="x",
        state="stuck",
        attempts=12,
        last_error="410 gone",
    )


@pytest.mark.parametrize("who", [cast.amina, cast.tomas, cast.jon])
def test_staff_see_what_is_stuck_and_why_and_try_again(sign_in: Any, stuck: Delivery, who: Any) -> None:
    client = sign_in(who())
    text = client.get("/review/deliveries/").content.decode()
    assert "410 gone" in text and "Marketplace" in text and "N-" in text
    assert client.post(f"/review/deliveries/{stuck.pk}/retry/").status_code == 303
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == ("due", 1)  # one is kept in mind: look first whether it had its effect


def test_parties_find_no_such_page(sign_in: Any, stuck: Delivery) -> None:
    client = sign_in(cast.nils())
    assert client.get("/review/deliveries/").status_code == 404
    assert client.post(f"/review/deliveries/{stuck.pk}/retry/").status_code == 404


def test_a_delivery_that_is_not_there_is_not_found(sign_in: Any, notice: Notice) -> None:
    assert sign_in(cast.jon()).post("/review/deliveries/999999/retry/").status_code == 404


def test_nothing_stuck_says_so(sign_in: Any, db: None) -> None:
    assert "Nothing is stuck" in sign_in(cast.jon()).get("/review/deliveries/").content.decode()
