"""What is said before a notice is signed: the looks of a reviewer, the shares of the past, the warnings of the law."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from docket import clock
from notices import actions, past, preflight
from notices.filing import Reported
from notices.models import Notice
from tests import cast
from tests.api.partner import Partner, notice_body
from tests.notices import stories

pytestmark = pytest.mark.django_db
LONG = "The lamp carries our mark on the shade and on the box, and we did not make it."


def codes(filing):
    return {each.code for each in preflight.look(filing) if each.doubtful}


def test_a_good_notice_leaves_nothing_to_doubt():
    filing = cast.filing(evidence=[cast.evidence()], explanation=LONG)
    assert codes(filing) == set()
    assert {each.code for each in preflight.look(filing)} >= {"right-verified", "right-reaches", "evidence-given"}


def test_each_doubt_is_named():
    mug = cast.listing(7712001, market="FR", category="Kitchen mugs")
    right = cast.right(number="12", nice_classes=[11])
    right.state = "submitted"
    filing = cast.filing([mug], right=right, explanation="Too cheap.")
    assert codes(filing) == {
        "right-not-verified",
        "number-looks-odd",
        "right-does-not-reach",
        "goods-outside-classes",
        "no-evidence-for-counterfeit",
        "explanation-short",
        "price-or-distribution",
    }


@pytest.mark.parametrize(
    ("text", "trade"),
    [
        ("Unser Händler verkauft das günstiger als wir, ohne Vertrag mit uns.", True),
        ("授权经销商以外的人在卖我们的灯,价格比我们的低很多,我们没有同意过这件事情,请您处理一下。", True),
        ("هذا البائع يبيع بأقل من سعر الموزع المعتمد لدينا في المنطقة كلها", True),
        (LONG, False),
    ],
)
def test_words_of_price_and_dealers_are_doubted_in_many_languages(text, trade):
    assert ("price-or-distribution" in codes(cast.filing(explanation=text))) is trade


def test_a_mark_on_the_listing_counts_as_showing():
    from notices.marking import Marked

    filing = cast.filing([Reported(cast.listing(), regions=[Marked("title", start=0, end=5)])], explanation=LONG)
    assert "no-evidence-for-counterfeit" not in codes(filing)


def test_ones_own_earlier_notice_is_named_and_a_competitors_only_hinted_at():
    lamp = cast.listing()
    actions.submit(by=cast.mara().actor, filing=cast.filing([lamp]))
    assert "already-reported" in codes(cast.filing([lamp]))
    other = cast.filing([lamp], by=cast.hansen(), right=cast.right(cast.hansen(), title="LINDE lights"))
    (look,) = [each for each in preflight.look(other) if each.code == "competing-claim"]
    assert "Linde" not in look.text.replace("LINDE", "") and Notice.objects.get().reference not in look.text
    copied = cast.filing([lamp], by=cast.hansen(), claim_type="copyright", right=cast.right(cast.hansen(), "copyright"))
    assert "competing-claim" not in codes(copied)


def test_shares_are_told_from_twenty_known_notices_on():
    rejected = 0
    # Removals first: after a rejection of the like they would need a second person.
    for done, number in enumerate(sorted(range(20), key=lambda n: n % 4 == 0)):
        claims = stories.claims_of(
            actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(2, start=7720000 + 2 * number)))
        )
        stories.taken_up(claims)
        if done < 19:
            assert past.shares("counterfeit") == {}
        if number % 4 == 0:
            actions.reject(by=cast.amina().actor, claims=claims, verdict=stories.NOT_SHOWN)
            rejected += 1
        else:
            actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.WRONG)
    share = past.shares("counterfeit")["M-11"]
    assert (share.refused, share.known, share.percent) == (rejected, 20, 25)
    assert past.shares("copyright") == {}
    filing = cast.filing([cast.listing(7719999)], explanation=LONG)
    (look,) = [each for each in preflight.look(filing) if each.code == "no-evidence-for-counterfeit"]
    assert look.refused == share


@pytest.mark.parametrize("count", [1, 40])
def test_looking_costs_the_same_for_one_listing_and_for_many(count):
    filing = cast.filing(cast.listings(count))
    with CaptureQueriesContext(connection) as asked:
        preflight.look(filing)
    assert len(asked) == 4


def test_the_warning_about_threats_is_shown_where_its_law_holds_and_recorded():
    british = cast.filing([cast.listing(market="GB")])
    assert [each.code for each in preflight.warnings(british)] == ["unjustified_threats"]
    assert preflight.warnings(cast.filing([cast.listing(7712001, market="US")])) == []
    notice = actions.submit(
        by=cast.mara().actor, filing=type(british)(**{**british.__dict__, "warned": ["unjustified_threats"]})
    )
    assert notice.claims.get().entries().get().facts["warned"] == ["unjustified_threats"]
    assert '"warned":["unjustified_threats"]' in notice.sealed


def test_partners_get_the_same_looks_and_nothing_is_stored():
    cast.listing(market="GB")
    answer = Partner(cast.mara()).post("/notices/validate", notice_body(explanation="Fake.", declarations=[]))
    told = answer.json()
    assert answer.status_code == 200 and told["ready"] is False and not Notice.objects.exists()
    assert {"explanation-short", "no-evidence-for-counterfeit"} == {each["code"] for each in told["doubts"]}
    assert told["doubts"][0]["reason"] in {"M-11", "F-06"} and told["doubts"][0]["refused"] is None
    assert [each["code"] for each in told["warnings"]] == ["unjustified_threats"]


def test_what_is_removed_already_is_not_called_undecided():
    """One's own with notice and day; that of others without saying whose."""
    lamp, open_one = cast.listing(), cast.listing(7712094)
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([lamp]))
    claims = stories.taken_up(stories.claims_of(notice))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.WRONG)
    actions.submit(by=cast.mara().actor, filing=cast.filing([open_one]))
    looks = {each.code: each for each in preflight.look(cast.filing([lamp, open_one]))}
    today = date_format(clock.now(), "j M Y")
    assert looks["already-removed"].text == f"Already removed: L-7712093 (your notice {notice.reference}, {today})."
    assert "L-7712094" in looks["already-reported"].text and "L-7712093" not in looks["already-reported"].text
    theirs = cast.filing([lamp], by=cast.hansen(), right=cast.right(cast.hansen(), title="LINDE lights"))
    looks = {each.code: each for each in preflight.look(theirs)}
    assert looks["already-removed"].text == "Already removed: L-7712093." and "competing-claim" not in looks
