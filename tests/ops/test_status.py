"""What staff see of how the portal is doing; nobody else sees it."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket import pulse
from docket.models import Delivery
from enforcement.models import DriftReport
from tests import cast
from tests.cast import Person
from tests.notices import stories
from tests.ops.conftest import aged, all_well, shut

pytestmark = pytest.mark.django_db
SignIn = Callable[[Person], Client]


def page(client: Client, path: str = "/ops/status/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("path", ["/ops/status/", "/ops/drift/"])
def test_it_is_for_staff(sign_in: SignIn, path: str) -> None:
    for person in (cast.amina, cast.tomas, cast.jon):
        assert sign_in(person()).get(path).status_code == 200
    for person in (cast.mara, cast.nils):
        assert sign_in(person()).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_all_well_says_so(sign_in: SignIn) -> None:
    all_well()
    text = page(sign_in(cast.jon()))
    assert "All is well" in text and "Not all is well" not in text


def test_what_needs_a_person_is_not_called_well(sign_in: SignIn) -> None:
    all_well()
    stories.submitted()
    Delivery.objects.update(state="stuck")
    text = page(sign_in(cast.jon()))
    assert "some things need a person" in text and "All is well" not in text


def test_it_names_what_is_wrong_and_since_when(sign_in: SignIn) -> None:
    all_well()
    shut("marketplace", "503 from the far end")
    stories.submitted()
    aged("docket_delivery", "due_at", "true", 240)
    text = page(sign_in(cast.jon()))
    assert "Not all is well" in text and "The marketplace does not answer" in text
    assert "503 from the far end" in text and "next try" in text
    assert "4 minutes" in text


def test_it_shows_who_works_and_whose_clock_is_wrong(sign_in: SignIn) -> None:
    pulse._beaten.clear()
    pulse.beat("mail", busy=2, slots=4)
    aged("docket_pulse", "seen_at", "true", 65)
    text = page(sign_in(cast.jon()))
    assert pulse.process() in text and "2 of 4" in text and "65 seconds" in text


def test_it_shows_the_clocks_of_the_law_and_what_must_recur(sign_in: SignIn) -> None:
    stories.submitted()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notices_timer SET due_at = docket_now() + interval '1 hour'")
    call_command("verify_docket", verbosity=0)
    text = page(sign_in(cast.jon()))
    assert "Decide" in text and "entries, 0 faults" in text


def test_the_drift_reports_are_kept_and_paged(sign_in: SignIn) -> None:
    now = "2026-11-24T12:00:00Z"
    figures = {"began_at": now, "ended_at": now, "unanswered": 0}
    DriftReport.objects.bulk_create(DriftReport(checked=n, drifted=0, repaired=0, **figures) for n in range(1000, 1052))
    found = [{"id": "L-1", "repaired": True}, {"id": "L-2", "repaired": False}]
    DriftReport.objects.create(checked=9, drifted=2, repaired=1, listings=found, **figures)
    client = sign_in(cast.jon())
    text = page(client, "/ops/drift/")
    assert "2 of 9 listings had changed, 1 were put right" in text and "L-2" in text and "not put right" in text
    assert "1003 listings" in text and "1002 listings" not in text
    older = text.partition('href="/ops/drift/?before=')[2].partition('"')[0]
    assert "1002 listings" in page(client, f"/ops/drift/?before={older}")
    assert "1003 listings" in page(client, "/ops/drift/?before=nonsense")


def test_the_number_of_queries_does_not_grow(sign_in: SignIn) -> None:
    client = sign_in(cast.jon())
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    stories.submitted(count=20)
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) == len(few) <= 15


def test_staff_are_told_on_every_page_and_parties_are_not(sign_in: SignIn) -> None:
    all_well()
    amina, mara = sign_in(cast.amina()), sign_in(cast.mara())
    assert "does not answer" not in page(amina, "/review/")
    shut("marketplace")
    assert "The marketplace does not answer" in page(amina, "/review/")
    assert "does not answer" not in page(mara, "/notices/")
