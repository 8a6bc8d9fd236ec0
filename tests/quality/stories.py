"""Short ways to a decision that was drawn, and to its label."""

from collections.abc import Sequence

from docket import outbox
from notices import actions
from notices.actions import Verdict
from notices.models import BlindCase, Claim
from notices.quality import actions as quality
from notices.quality.comparing import Said
from tests import cast
from tests.notices import stories

SAME = Said("upheld", False, "CR-03")
OTHERWISE = Said("rejected", False, "M-11")


def bo() -> cast.Person:
    """Bo Lindqvist, reviewer."""
    return cast.person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")


def decided(start: int = 7720000, count: int = 1, verdict: Verdict = stories.COPIED) -> list[Claim]:
    """Amina hides these listings; everything that follows is delivered."""
    reported = cast.listings(count, start=start, market="US")
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing(reported, claim_type="copyright"))
    claims = stories.taken_up(stories.claims_of(notice))
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=verdict)
    while outbox.deliver():
        pass
    return stories.again(claims)


def labelled(said: Said = SAME, by: cast.Person | None = None) -> BlindCase:
    """The next case in the hands of Bo, labelled."""
    by = by or bo()
    case = quality.start_next(by=by.actor)
    assert case is not None
    quality.label(by=by.actor, case=case, said=said, note="private words of the label")
    return BlindCase.objects.get(pk=case.pk)


def settled(second_right: bool = True, error: str = "false_positive") -> BlindCase:
    decided()
    case = labelled(OTHERWISE)
    words = "private words of the finding"
    quality.settle(by=cast.tomas().actor, case=case, second_right=second_right, error=error, words=words)
    return BlindCase.objects.get(pk=case.pk)


def staff() -> Sequence[cast.Person]:
    return cast.amina(), bo(), cast.tomas()
