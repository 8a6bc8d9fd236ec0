"""The dry run: which of the chosen claims would be decided together, and why the others would not."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from docket.actors import Actor
from docket.errors import NotAllowed
from notices import guards, merits, parties, queues, weighing
from notices.actions.verdict import Verdict
from notices.many import lots
from notices.models import Claim
from policy import weighty
from policy.house_rules import Lead
from policy.load import book


@dataclass(frozen=True)
class Sorted:
    """What a batch would do: the claims it decides, and those that it leaves with the reason in words."""

    going: list[Claim]
    left: list[tuple[Claim, str]]


def sort(*, by: Actor, lead: Claim, chosen: Sequence[Claim], verdict: Verdict, uphold: bool) -> Sorted:
    """Take up what is free, and sort the claims. The number of queries does not grow with them."""
    sides = parties.sides_of(by.user_id)
    mine = queues.take_up_many(by=by, notices=sorted({c.notice_id for c in (lead, *chosen)}), queue="review")
    drawn = lots.of(chosen)
    against, heavy = weighed([lead, *chosen], verdict, uphold)
    sorted_ = Sorted([lead], [])
    for claim in chosen:
        why = ""
        if parties.is_party(sides, claim):
            why = guards.not_a_party.says
        elif claim.notice_id not in mine:
            why = _("Somebody else is working on it.")
        elif codes := heavy.get(claim.notice_id):
            why = " ".join(weighty.in_words(codes))
        elif claim.pk in against:
            why = _("A near-identical case was decided the other way.")
        elif lots.drawn(drawn[claim.pk], book().thresholds.batch.share):
            why = _("Drawn by lot: it is looked at by itself.")
        if why:
            sorted_.left.append((claim, why))
        else:
            sorted_.going.append(claim)
    return sorted_


def weighed(claims: Sequence[Claim], verdict: Verdict, uphold: bool) -> tuple[Container[int], Mapping[int, Any]]:
    """Which claims go against practice, and which notices weigh so much that a second person must agree.

    Raises NotAllowed if that of the first claim does: then nothing can be decided together with it.
    """
    against = merits.deviating(claims, verdict, Lead.ON if uphold else Lead.KEEP)
    heavy = weighing.codes(claims, reason=verdict.reason_code, against=against) if uphold else {}
    if codes := heavy.get(claims[0].notice_id):
        raise NotAllowed(" ".join(weighty.in_words(codes)))
    return against, heavy
