"""What a reviewer may decide about a claim in each state, as data: the form, the keys and the deeds read it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from docket.actors import Actor
from notices import actions
from notices.actions import Verdict
from notices.models import Claim
from policy import reasons
from policy.house_rules import Lead
from policy.types import Reason

Versions = Mapping[int, int]
Deed = Callable[[Actor, Sequence[Claim], Verdict, Versions], object]


@dataclass(frozen=True)
class Outcome:
    """One choice: its words, its key, which reasons fit it (none if it needs no words), and its deed."""

    value: str
    title: Any
    key: str
    side: str
    steps: tuple[str, ...]
    done: Any
    deed: Deed


def _remove(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.decide(by=by, claims=claims, outcome="uphold", verdict=verdict, after=after)


def _keep(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.reject(by=by, claims=claims, verdict=verdict, after=after)


def _ask(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.send_back(
        by=by,
        claims=claims,
        question=verdict.public_reason,
        reason=verdict.reason_code,
        answers=verdict.answers,
        begun_with=verdict.macros,
        after=after,
    )


def _hold(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.hold(by=by, claims=claims, verdict=verdict, after=after)


def _hear(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.hear_seller(by=by, claims=claims, after=after)


def _confirm(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.confirm(by=by, claims=claims, after=after)


def _affirm(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.decide_appeal(by=by, claims=claims, keep_it=True, verdict=verdict, after=after)


def _turn(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.decide_appeal(by=by, claims=claims, keep_it=False, verdict=verdict, after=after)


def _clear(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.clear(by=by, claims=claims, verdict=verdict, after=after)


def _stay(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.keep_hidden(by=by, claims=claims, verdict=verdict, after=after)


def _adjudge(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.adjudge(by=by, claims=claims, verdict=verdict, after=after)


def _overturn(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.overturn(by=by, claims=claims, verdict=verdict, after=after)


def _agree(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.reverse(by=by, claims=claims, after=after)


def _let_stand(by: Actor, claims: Sequence[Claim], verdict: Verdict, after: Versions) -> object:
    return actions.let_stand(by=by, claims=claims, why=verdict.private_note, after=after)


# Where answers must lead for each side of a decision, and which choice they make by themselves.
LEADS = {"upheld": Lead.ON, "rejected": Lead.KEEP, "send_back": Lead.ASK}
CHOICE = {Lead.ON: "remove", Lead.KEEP: "keep", Lead.ASK: "ask"}
ASKED = _("Sent for a second look")
REVERSE = Outcome("reverse", _("Restore the listing"), "d", "rejected", ("propose_reversal",), ASKED, _overturn)
BENCH: dict[str, tuple[Outcome, ...]] = {
    "submitted": (
        Outcome("remove", _("Remove"), "r", "upheld", ("uphold",), _("Removed"), _remove),
        Outcome("hide", _("Hide in some countries"), "h", "upheld", ("uphold",), _("Hidden in part"), _remove),
        Outcome("keep", _("Keep: not upheld"), "d", "rejected", ("reject",), _("Kept"), _keep),
        Outcome("ask", _("Ask the rights owner"), "i", "send_back", ("send_back",), _("Rights owner asked"), _ask),
        Outcome("hear", _("Ask the seller first"), "a", "", ("hear_seller",), _("Seller asked"), _hear),
        Outcome("second", _("Ask for a second look"), "e", "upheld", ("hold",), _("Sent for a second look"), _hold),
    ),
    "held": (
        Outcome("confirm", _("Confirm: remove as proposed"), "r", "", ("confirm",), _("Confirmed"), _confirm),
        Outcome("keep", _("Reject: keep the listing"), "d", "rejected", ("reject",), _("Kept"), _keep),
    ),
    "mended": (
        Outcome("clear", _("Show it again"), "d", "rejected", ("clear",), _("Shown again"), _clear),
        Outcome("stay", _("Keep it hidden"), "r", "upheld", ("keep_hidden",), _("Kept hidden"), _stay),
    ),
    "appealed_takedown": (
        Outcome("stand", _("Keep it hidden"), "r", "upheld", ("affirm_takedown",), _("Removal kept"), _affirm),
        Outcome("turn", _("Restore the listing"), "d", "rejected", ("restore_on_appeal",), _("Restored"), _turn),
    ),
    "appealed_rejection": (
        Outcome("stand", _("Keep it visible"), "d", "rejected", ("affirm_rejection",), _("Rejection kept"), _affirm),
        Outcome("turn", _("Remove after all"), "r", "upheld", ("uphold_after_all",), _("Removed"), _turn),
    ),
    "in_court": (
        Outcome("adjudge", _("Court found for the owner"), "r", "upheld", ("adjudge",), _("Removal final"), _adjudge),
        replace(REVERSE, title=_("Court found for the seller")),
    ),
    "upheld": (REVERSE,),
    "reversing": (
        Outcome("agree", _("Agree: restore the listing"), "d", "", ("reverse",), _("Restored"), _agree),
        Outcome("let_stand", _("Do not restore it"), "r", "", ("let_stand",), _("Removal kept"), _let_stand),
    ),
}
BENCH["escalated"] = BENCH["submitted"]
# A reason that fits most often, so that a clear case needs two keys; a rejection is never worded for the reviewer.
FIRST_REASON = {
    ("upheld", "trademark"): "TM-02",
    ("upheld", "counterfeit"): "TM-01",
    ("upheld", "copyright"): "CR-03",
    ("upheld", "patent"): "PT-01",
    ("upheld", "design"): "DS-01",
}

# Where the state itself names the reason: a court's order, or a change that cured what was wrong.
BY_STATE = {("in_court", "upheld"): "X-01", ("mended", "rejected"): "L-07"}


def outcomes_for(claim: Claim, open_steps: Sequence[str]) -> list[Outcome]:
    """The choices on this claim for somebody to whom these steps are open."""
    return [o for o in BENCH.get(claim.waits_as, ()) if set(o.steps) & set(open_steps)]


def reasons_for(outcome: Outcome, claim_type: str) -> list[Reason]:
    return reasons.for_outcome(outcome.side, claim_type) if outcome.side else []


def first_reason(outcome: Outcome, claim: Claim, earlier: str = "") -> str:
    """The reason to begin with: the one decided before, a court's order in court, otherwise the usual one."""
    codes = [reason.code for reason in reasons_for(outcome, claim.notice.claim_type)]
    wanted = BY_STATE.get((claim.state, outcome.side), earlier)
    usual = FIRST_REASON.get((outcome.side, claim.notice.claim_type), "")
    return next((code for code in (wanted, usual) if code in codes), "")
