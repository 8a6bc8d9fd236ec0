"""A changed listing at the reviewers' desk: what it was beside what it is, and two buttons with words."""

from typing import Any

import pytest

from notices.models import Claim, Decision
from tests import cast
from tests.notices import stories
from tests.reviewers.moves import seen

pytestmark = pytest.mark.django_db


def changed(title: str) -> Claim:
    """Upheld, then the seller changed the title and asked for a look."""
    from notices import actions

    claims = stories.upheld()
    claims[0].listing.title = title
    claims[0].listing.save()
    actions.mend(by=cast.nils().actor, claims=claims, words="I took the name <b>out</b>.")
    return stories.again(claims)[0]


def test_then_and_now_stand_side_by_side_with_the_sellers_words(sign_in: Any) -> None:
    claim = changed("Table lamp brass")
    page = sign_in(cast.amina()).get("/review/?queue=mended").content.decode()
    assert claim.notice.reference in page
    desk = sign_in(cast.amina()).get(f"/review/{claim.notice.reference}/").content.decode()
    for part in ("The listing then and now", "Table lamp brass", "LINDE table lamp brass", "I took the name &lt;b&gt;"):
        assert part in desk, part
    assert "It has changed again" not in desk
    claim.listing.title = "LINDE again"
    claim.listing.save()
    assert "It has changed again" in sign_in(cast.amina()).get(f"/review/{claim.notice.reference}/").content.decode()


@pytest.mark.parametrize(("outcome", "reason", "state"), [("clear", "L-07", "restored"), ("stay", "CR-03", "upheld")])
def test_the_reviewer_shows_it_again_or_keeps_it_hidden(sign_in: Any, outcome: str, reason: str, state: str) -> None:
    claim = changed("Table lamp brass")
    client = sign_in(cast.amina())
    client.post(f"/review/{claim.notice.reference}/take-up/")
    form = {
        "listing": 1,
        "versions": seen(claim.notice),
        "outcome": outcome,
        "reason": reason,
        "text": "We compared both.",
    }
    assert client.post(f"/review/{claim.notice.reference}/decide/", {**form, "text": ""}).status_code == 422
    assert client.post(f"/review/{claim.notice.reference}/decide/", form).status_code == 303
    claim.refresh_from_db()
    assert claim.state == state
    newest = Decision.objects.filter(claim=claim).first()
    assert newest is not None
    assert (newest.reason_code, newest.public_reason) == (reason, "We compared both.")
