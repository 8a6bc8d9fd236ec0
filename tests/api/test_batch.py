"""Many notices in one request: each for itself, all once, and in a number of statements that stays."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket.errors import NotAllowed
from docket.models import Entry
from notices import guards
from notices.actions import deed
from notices.models import Claim, Notice
from policy.load import book
from rights.models import IPRight
from tests import cast
from tests.api.partner import Partner, notice_body, slug

pytestmark = pytest.mark.django_db


def listings(*numbers: int) -> list[str]:
    return [cast.listing(number).external_id for number in numbers]


def batch(*bodies: Any) -> dict[str, Any]:
    return {"notices": list(bodies)}


def test_each_notice_is_taken_or_refused_for_itself_and_all_of_it_once() -> None:
    one, two, three = listings(7712101, 7712102, 7712103)
    mara, key = Partner(cast.mara()), {"Idempotency-Key": "batch-1"}
    unsigned = notice_body(two, signature=None) | {"signature": {"name": ""}}
    body = batch(notice_body(one, two), notice_body("L-404"), {"claim": 1}, unsigned, notice_body(three))
    sent = mara.post("/notices/batch", body, **key)
    told = sent.json()["results"]
    assert [each["status"] for each in told] == [201, 400, 400, 400, 201]
    assert [len(each["notice"]["claims"]) for each in told if each["notice"]] == [2, 1]
    kinds = [each["problem"]["type"].rpartition("/")[2] for each in told if each["problem"]]
    assert kinds[:2] == ["listing-not-found", "validation-error"]
    assert told[1]["problem"]["errors"][0]["pointer"] == "/listings/0/id"
    assert (Notice.objects.count(), Claim.objects.count()) == (2, 3)
    again = mara.post("/notices/batch", body, **key)
    assert again["Idempotent-Replayed"] == "true" and again.content == sent.content
    assert Notice.objects.count() == 2


def test_each_is_a_deed_and_a_receipt_of_its_own() -> None:
    one, two, three = listings(7712101, 7712102, 7712103)
    told = Partner(cast.mara()).post("/notices/batch", batch(notice_body(one, two), notice_body(three))).json()
    entries = Entry.objects.filter(step="submit").order_by("subject_id")
    deeds = [entry.facts["deed"] for entry in entries]
    assert deeds[0] == deeds[1] != deeds[2]
    assert [entry.facts.get("opens", False) for entry in entries] == [True, False, True]
    assert [entry.facts["receipt"] for entry in entries][1:] == [r["notice"]["receipt"] for r in told["results"]]


def test_the_limit_of_a_day_counts_those_that_come_together() -> None:
    mara, right = Partner(cast.mara()), cast.right()
    IPRight.objects.filter(pk=right.pk).update(state="submitted")
    a_day = book().tiers.tiers[0].notices_a_day
    assert a_day is not None
    bodies = [notice_body(name, right=right.public_id) for name in listings(*range(7712101, 7712103 + a_day))]
    told = mara.post("/notices/batch", batch(*bodies)).json()["results"]
    assert [each["status"] for each in told] == [201] * a_day + [429] * 2
    assert Notice.objects.count() == a_day


def test_what_a_guard_refuses_keeps_no_other_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mandate that ended in this second, say: the rules had seen it alive, the guard does not."""
    one, two = listings(7712101, 7712102)
    real = deed.take

    def refused(name: str, claims: list[Claim], **more: Any) -> Any:
        if any(claim.listing.external_id == two for claim in claims):
            raise NotAllowed(guards.mandate_alive.says)
        return real(name, claims, **more)

    monkeypatch.setattr(deed, "take", refused)
    told = Partner(cast.mara()).post("/notices/batch", batch(notice_body(one), notice_body(two))).json()["results"]
    assert [each["status"] for each in told] == [201, 403]
    assert told[1]["problem"]["type"].endswith("/mandate-required")
    assert [claim.listing.external_id for claim in Claim.objects.all()] == [one]


def test_a_batch_that_is_none_is_refused_whole() -> None:
    mara = Partner(cast.mara())
    for body in ({}, {"notices": []}, {"notices": {}}, {"notices": [{}] * 101}, {"notices": [], "more": 1}):
        assert mara.post("/notices/batch", body).status_code in {400, 422}
    many = [{**notice_body("L-1"), "listings": [{"id": "L-1"}] * 1000}] * 3
    assert slug(mara.post("/notices/batch", batch(*many))) == "too-many-items"
    assert not Notice.objects.exists()


def test_ten_notices_are_stored_in_as_many_statements_as_two() -> None:
    mara, counted = Partner(cast.mara()), []
    for numbers in (range(7712000, 7712001), range(7712101, 7712103), range(7712201, 7712211)):
        bodies = [notice_body(name) for name in listings(*numbers)]
        with CaptureQueriesContext(connection) as asked:
            mara.post("/notices/batch", batch(*bodies))
        written = [q["sql"] for q in asked.captured_queries if not q["sql"].startswith("SELECT")]
        counted.append((len(written), len(asked) - len(written) - 2 * len(bodies)))  # its day, its sellers
    assert counted[1] == counted[2]
    assert counted[1][0] <= 20
