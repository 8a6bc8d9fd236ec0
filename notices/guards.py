"""Conditions on the steps of a claim. Each docstring is what the refused person reads."""

from collections.abc import Mapping
from typing import Any

from docket.actors import Actor
from docket.procedure import guard


@guard
def statements_sworn(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Every statement that this law asks for must be made before the notice is sent."""
    return bool(facts.get("statements_missing", 0) == 0)


@guard
def mandate_alive(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You need a mandate of the owner that covers this right today."""
    return bool(facts.get("authority"))


@guard
def nobody_speaks(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Whoever filed it still speaks for the owner."""
    return not facts.get("filer_speaks", True)


@guard
def not_own_listing(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You cannot report a listing of your own shop."""
    return claim.seller.organisation_id is None or claim.seller.organisation_id != by.organisation_id


@guard
def not_a_party(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You belong to one of the parties, so somebody else decides this."""
    return not facts.get("by_is_party", False)


@guard
def holds_the_case(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Take the case first: somebody else may be working on it."""
    return by.user_id is not None and facts.get("holder") == by.user_id


@guard
def says_why(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Say in a note why: whoever takes it next must know."""
    return bool(facts.get("noted"))


@guard
def not_weighty(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This decision weighs enough to need a second person: send it for a second look."""
    return not facts.get("weighty")


@guard
def answers_agree(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Your answers to the questions lead to another decision. Change an answer, or the decision."""
    return not facts.get("answers_against")


@guard
def nothing_left_blank(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Replace what stands in brackets before anything goes out."""
    return not facts.get("blanks")


@guard
def deviation_explained(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """A near-identical case was decided the other way. Say in the private note why this one differs."""
    return not facts.get("deviates_from") or bool(facts.get("explained"))


@guard
def not_who_held(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You asked for the second look, so somebody else must give it."""
    return by.user_id is not None and by.user_id != claim.held_by_id


@guard
def two_agree(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Two people put a listing back: one proposes it, and another agrees."""
    if facts.get("alone"):
        return by.role == "senior"
    return by.user_id is not None and claim.reversal_by_id not in (None, by.user_id)


@guard
def no_reversal_proposed(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Somebody has proposed this already: it waits for a second look."""
    return claim.reversal_by_id is None


@guard
def reversal_proposed(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Nobody has proposed to restore this listing, or it was answered already."""
    return claim.reversal_by_id is not None


@guard
def not_the_first_decider(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You made the first decision, so somebody else decides whether it stands."""
    return by.user_id is not None and (
        by.user_id == claim.reversal_by_id or by.user_id not in facts.get("deciders", [])
    )


@guard
def not_who_decided(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You made the first decision, so somebody else decides now."""
    return by.user_id is not None and by.user_id not in facts.get("deciders", [])


@guard
def seller_is_heard_first(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """Under this claim's rules the seller is not asked before the decision."""
    return bool(facts.get("hears_seller_first"))


@guard
def counter_allowed(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The time to answer this decision is over, or these rules have no such answer."""
    return bool(facts.get("window_open"))


@guard
def may_mend_again(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You have asked us to look at a changed listing as often as we can; please answer or appeal instead."""
    return bool(facts.get("mends_left"))


@guard
def not_accepted_yet(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You have closed this case already."""
    return not facts.get("accepted")


@guard
def time_can_grow(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """This time limit cannot be made longer: it is law, it has been made longer once, or it is over."""
    return bool(facts.get("can_grow"))


@guard
def before_put_back(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The listing is already back: a court action can no longer stop its return."""
    return bool(facts.get("in_time", True))


@guard
def wait_is_over(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The wait that the law prescribes is not over yet."""
    return bool(facts.get("wait_over"))


@guard
def appeal_in_time(claim: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """The time to appeal is over, or this decision was appealed before."""
    return bool(facts.get("window_open"))


@guard
def not_too_many(thread: Any, by: Actor, facts: Mapping[str, Any]) -> bool:
    """You have written a lot in the last hour. Please wait a little; what you typed is still here."""
    return not facts.get("too_many")
