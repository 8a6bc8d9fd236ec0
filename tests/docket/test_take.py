"""Taking a step: what is checked, in which order, and that a refusal changes nothing."""

import pytest
from django.db import transaction

from docket.actors import CLOCK
from docket.errors import NotAllowed, NotOpen, Stale
from docket.models import Delivery, Entry
from docket.take import take, take_many
from rights.models import IPRight
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_step_writes_state_entry_and_what_is_owed_together() -> None:
    right = cast.right()
    assert (right.state, right.version) == ("verified", 2)
    assert [e.step for e in right.entries()] == ["register", "verify"]
    verify = right.entries().last()
    assert verify is not None
    assert verify.source == "submitted"
    assert verify.actor_id == cast.amina().user.pk
    owed = Delivery.objects.filter(entry=verify).values_list("subscriber", flat=True)
    assert sorted(owed) == ["rights.events.tell", "rights.letters.tell"]


def refused(right: IPRight, error: type[Exception], step: str, **how: object) -> None:
    before = (Entry.objects.count(), Delivery.objects.count())
    with pytest.raises(error), transaction.atomic():
        take(step, right, **how)  # type: ignore[arg-type]
    right.refresh_from_db()
    assert (right.state, right.version) == ("verified", 2)
    assert (Entry.objects.count(), Delivery.objects.count()) == before


def test_a_stranger_is_refused() -> None:
    refused(cast.right(), NotAllowed, "withdraw", by=cast.hansen().actor)


def test_another_role_is_refused() -> None:
    refused(cast.right(), NotAllowed, "expire", by=cast.amina().actor)


def test_a_step_from_another_state_is_refused() -> None:
    refused(cast.right(), NotOpen, "verify", by=cast.amina().actor)


def test_a_stale_page_is_refused() -> None:
    refused(cast.right(), Stale, "refuse", by=cast.amina().actor, after=1)


def test_a_step_needs_a_transaction(transactional_db: None) -> None:
    right = cast.right()
    with pytest.raises(RuntimeError):
        take("expire", right, by=CLOCK)


def test_many_subjects_cost_no_more_queries_than_one(django_assert_num_queries: object) -> None:
    rights = [cast.right(title=f"MARK {n}") for n in range(12)]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic(), CaptureQueriesContext(connection) as one:
        take_many("expire", rights[:1], by=CLOCK)
    with transaction.atomic(), CaptureQueriesContext(connection) as many:
        take_many("expire", rights[1:], by=CLOCK)
    assert len(many) == len(one)
    assert {r.state for r in rights} == {"expired"}


def test_one_refusal_refuses_all() -> None:
    fine, stuck = cast.right(title="FINE"), cast.right(title="STUCK")
    with transaction.atomic():
        take("expire", stuck, by=CLOCK)
    with pytest.raises(NotOpen), transaction.atomic():
        take_many("expire", [fine, stuck], by=CLOCK)
    fine.refresh_from_db()
    assert fine.state == "verified"
