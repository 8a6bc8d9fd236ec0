"""Standing and taking a whole notice back by REST: as the pages do it, and for nobody else."""

import pytest

from notices import actions
from notices.models import Claim
from tests import cast
from tests.api.partner import Partner, notice_body
from tests.notices import stories

pytestmark = pytest.mark.django_db


def test_a_notifier_reads_its_tier_and_what_would_change_it() -> None:
    stories.upheld(count=3)
    told = Partner(cast.mara()).get("/account/standing").json()
    assert (told["decided"], told["right"], told["precision"], told["review"]) == (3, 3, None, "ordinary")
    assert told["sent_today"] == 1 and told["tier"]["code"] == "T1"
    assert told["changes"]["next_tier"]["code"] == "T2" and "decided" in told["changes"]["next_tier_lacks"]
    assert told["changes"]["right_decisions_to_next_tier"] > 0


def test_a_shop_reads_its_points_and_the_next_step() -> None:
    claims = stories.taken_up(stories.submitted())
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.WRONG)  # counterfeit: sixteen points
    told = Partner(cast.nils()).get("/account/standing").json()
    assert told["points"] == 16 and [each["points"] for each in told["falls"]] == [16]
    assert told["measure"]["measure"] == "warn_and_quiz" and told["next_measure"]["points"] == 24


def test_a_whole_notice_is_taken_back_once() -> None:
    cast.listing(7712093), cast.listing(7712101)
    mara = Partner(cast.mara())
    made = mara.post("/notices", notice_body("7712093", "7712101")).json()
    path, key = f"/notices/{made['id']}/withdraw", "withdraw-1"
    back = mara.post(path, {"reason": "A licence was found."}, **{"Idempotency-Key": key})
    assert back.status_code == 200 and {each["state"] for each in back.json()["claims"]} == {"retracted"}
    again = mara.post(path, {"reason": "A licence was found."}, **{"Idempotency-Key": key})
    assert again["Idempotent-Replayed"] == "true" and again.content == back.content
    assert mara.post(path, {}).status_code == 409


def test_another_owner_cannot_take_it_back() -> None:
    cast.listing(7712093)
    made = Partner(cast.mara()).post("/notices", notice_body("7712093")).json()
    assert Partner(cast.hansen()).post(f"/notices/{made['id']}/withdraw", {}).status_code == 404
    assert Claim.objects.get().state == "submitted"
