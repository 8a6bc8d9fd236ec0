"""The generated matrix: every step of the claim from every state, tried by every role."""

from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from docket.actors import ROLES, Actor
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from docket.procedure import START, Step
from docket.take import take
from notices.models import Claim
from notices.procedure import CLAIM
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db
REACHED = [state for state in CLAIM.states if state != "forwarded"]


def actor_as(role: str) -> Actor:
    people = {
        "notifier": cast.mara,
        "seller": cast.nils,
        "reviewer": lambda: cast.person("rita@fairmark.example", "Rita", staff_role="reviewer"),
        "senior": cast.tomas,
    }
    return people[role]().actor if role in people else Actor(role)


# Facts that satisfy every guard, so that only state and role decide here; guards have stories of their own.
SATISFIED: dict[str, Any] = {
    "statements_missing": 0,
    "authority": "owner",
    "weighty": False,
    "wait_over": True,
    "window_open": True,
    "in_time": True,
    "deciders": [],
    "hears_seller_first": True,
    "mends_left": 3,
    "can_grow": True,
    "filer_speaks": False,
    "in_time_to_undo": True,
    "noted": True,
}


def expected(step: Step, state: str, role: str) -> type[Exception] | None:
    if role not in step.by:
        return NotAllowed
    return None if state in step.sources else NotOpen


@pytest.mark.parametrize("state", REACHED)
def test_every_step_and_role_from(state: str) -> None:
    """One claim in this state; each step by each role is tried and rolled back."""
    claim = stories.TO_STATE[state]()[0]
    assert claim.state == state
    actors = {role: actor_as(role) for role in sorted(ROLES)}
    entries = list(entries_of(claim))
    came_from = [e.source for e in entries if e.source != e.target][-1]
    for step in (s for s in CLAIM.steps if s.sources != (START,)):
        for role, by in actors.items():
            attempt(claim, step, state, role, by, came_from)
    assert list(entries_of(claim)) == entries, "each attempt was rolled back"


def entries_of(claim: Claim) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_type="claim", subject_id=claim.pk).order_by("n")


def attempt(claim: Claim, step: Step, state: str, role: str, by: Actor, came_from: str) -> None:
    error = expected(step, state, role)
    last = claim.version
    # A reversal that somebody else has proposed, for the steps that answer one.
    claim.reversal_by_id = None if step.name == "propose_reversal" else 0
    sid = transaction.savepoint()
    try:
        take(step.name, claim, by=by, holder=by.user_id, **SATISFIED)
        assert error is None, f"{step.name} from {state} by {role} should be refused"
        assert Claim.objects.get(pk=claim.pk).state == step.leads_to(state, before=came_from)
    except (NotAllowed, NotOpen) as refusal:
        assert error is type(refusal), f"{step.name} from {state} by {role}: {refusal}"
        assert Claim.objects.values_list("state", "version").get(pk=claim.pk) == (state, last)
        assert not entries_of(claim).filter(n__gt=last).exists()
    finally:
        transaction.savepoint_rollback(sid)
        claim.refresh_from_db(fields=["state", "version"])


def test_the_matrix_covers_every_state_but_forwarded() -> None:
    """`forwarded` belongs to notice-and-notice regimes, none of which is in force here yet."""
    assert set(REACHED) | {"forwarded"} == set(CLAIM.states)
    assert set(stories.TO_STATE) == set(REACHED)
