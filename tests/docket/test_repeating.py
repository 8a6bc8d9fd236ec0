"""A deadlock or a serialization failure is nobody's business: the deed is done again, whole, with one effect."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from django.db import OperationalError, connection

from docket import transaction
from docket.models import Delivery, Entry
from notices import actions
from notices.models import Notice
from rights.models import IPRight
from tests import cast
from tests.api.partner import Partner, notice_body
from tests.notices import stories

pytestmark = pytest.mark.django_db(transaction=True)


class Lost(psycopg2.OperationalError):
    """What psycopg2 raises, with the code that PostgreSQL would have given."""

    def __init__(self, code: str) -> None:
        super().__init__(f"lost the turn ({code})")
        self.code = code

    @property
    def pgcode(self) -> str:  # type: ignore[override]
        return self.code


@contextmanager
def losing(times: int, monkeypatch: pytest.MonkeyPatch, code: str = "40P01") -> Iterator[list[str]]:
    """The next commits fail as PostgreSQL fails them."""
    lost: list[str] = []
    commit = connection._commit

    def fails() -> None:
        if len(lost) < times:
            lost.append(code)
            raise Lost(code)
        commit()

    monkeypatch.setattr(transaction, "PAUSE", 0.0)
    with monkeypatch.context() as patched:
        patched.setattr(connection, "_commit", wrapped(fails))
        yield lost


def wrapped(fails: object) -> object:
    """Django turns the driver's errors into its own around a commit."""

    def commit() -> None:
        with connection.wrap_database_errors:
            fails()  # type: ignore[operator]

    return commit


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_a_deed_that_lost_its_turn_is_done_again(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    filing = cast.filing()
    with losing(transaction.AGAIN, monkeypatch, code) as lost:
        notice = actions.submit(by=cast.mara().actor, filing=filing)
    assert len(lost) == transaction.AGAIN
    assert Notice.objects.get() == notice
    assert Entry.objects.filter(subject_type="claim").count() == notice.claims.count() == 1
    owed = Delivery.objects.filter(entry__subject_type="claim").values_list("subscriber", flat=True)
    assert sorted(owed) == ["notices.events.tell", "notices.letters.tell"]


def test_what_the_deed_had_already_changed_in_memory_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new right has got a number, a state and a version when the commit fails."""
    right = cast.right()
    fresh = IPRight(
        organisation=right.organisation, kind="trademark", title="ARC", office="EM", number="018000001",
        territories=["DE"],
    )  # fmt: skip
    from rights import actions as rights

    with losing(2, monkeypatch):
        rights.register(by=cast.mara().actor, right=fresh)
    assert [entry.step for entry in fresh.entries()] == ["register"]
    assert (fresh.state, fresh.version) == ("submitted", 1)
    assert IPRight.objects.filter(title="ARC").count() == 1


def test_losing_again_and_again_ends_and_nothing_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    filing = cast.filing()
    before = Entry.objects.count()
    with losing(99, monkeypatch) as lost, pytest.raises(OperationalError):
        actions.submit(by=cast.mara().actor, filing=filing)
    assert len(lost) == transaction.AGAIN + 1
    assert (Notice.objects.count(), Entry.objects.count()) == (0, before)


def test_other_errors_are_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    filing = cast.filing()
    with losing(99, monkeypatch, "57014") as lost, pytest.raises(OperationalError):
        actions.submit(by=cast.mara().actor, filing=filing)
    assert len(lost) == 1


def test_a_deed_inside_a_deed_leaves_it_to_the_outer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = stories.taken_up(stories.submitted())
    with losing(1, monkeypatch):
        actions.decide(by=cast.amina().actor, claims=claims, outcome="uphold", verdict=stories.COPIED)
    assert [entry.step for entry in claims[0].entries()] == ["submit", "uphold"]


def test_a_partner_sees_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    partner = Partner(cast.mara())
    body = notice_body()
    with losing(3, monkeypatch) as lost:
        answers = [partner.post("/notices", body) for _ in range(2)]
    assert len(lost) == 3
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Notice.objects.count() == 2
