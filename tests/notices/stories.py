"""Short ways to bring a claim to a state, each through the deeds that lead there."""

from datetime import date

from docket import clock
from enforcement import standings
from enforcement.models import Restriction
from notices import actions, mandated, queues, tasks
from notices.actions import CounterPaper, Verdict
from notices.filing import Sworn
from notices.models import Claim, Notice
from policy import declarations, regimes
from policy.types import Act
from rights.actions import mandate as mandates
from rights.models import Mandate
from tests import cast

WRONG = Verdict("TM-01", "The listing carries the mark LINDE on goods that its owner did not make.", "private words")
COPIED = Verdict("CR-03", "The photo in the listing is a copy of the owner's photo.", "private words")
NOT_SHOWN = Verdict("M-11", "The evidence does not show that the goods are not genuine.", "private words")


def submitted(claim_type: str = "copyright", market: str = "US", count: int = 1) -> list[Claim]:
    reported = cast.listings(count, market=market) if count > 1 else [cast.listing(market=market)]
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing(reported, claim_type=claim_type))
    return claims_of(notice)


def claims_of(notice: Notice) -> list[Claim]:
    return list(Claim.objects.with_papers().filter(notice=notice).order_by("ordinal"))


def taken_up(claims: list[Claim], reviewer: cast.Person | None = None, queue: str = "review") -> list[Claim]:
    queues.take_up(by=(reviewer or cast.amina()).actor, notice=claims[0].notice, queue=queue)
    return claims


def upheld(**how: object) -> list[Claim]:
    claims = taken_up(submitted(**how))  # type: ignore[arg-type]
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=COPIED)
    return again(claims)


def by_agent(markets: tuple[str, ...] = ("US",), start: int = 7715000, claim_type: str = "copyright") -> list[Claim]:
    """Filed by Paul for Mara under a mandate over everything."""
    if not Mandate.objects.filter(state="alive").exists():
        cast.mandate(cast.mara(), cast.paul())
    reported = [cast.listing(start + n, market=market) for n, market in enumerate(markets)]
    right = cast.right(kind=claim_type, title="Lamp photos and joints")
    told = {"owner": cast.mara().organisation, "right": right, "claim_type": claim_type, "capacity": "agent"}
    filing = cast.filing(reported, by=cast.paul(), evidence=[cast.evidence(cast.paul())], **told)
    return claims_of(actions.submit(by=cast.paul().actor, filing=filing))


def mandate_ends() -> None:
    """The owner ends it, and the outbox does what follows."""
    held = Mandate.objects.get(state="alive")
    entry = mandates.revoke(by=cast.mara().actor, mandate=held)
    mandated.ended(entry)


def paused(**_: object) -> list[Claim]:
    claims = by_agent()
    mandate_ends()
    return again(claims)


def rejected(**how: object) -> list[Claim]:
    claims = taken_up(submitted(**how))  # type: ignore[arg-type]
    actions.reject(by=cast.amina().actor, claims=claims, verdict=NOT_SHOWN)
    return again(claims)


def escalated(**how: object) -> list[Claim]:
    claims = taken_up(submitted(**how))  # type: ignore[arg-type]
    actions.escalate(by=cast.amina().actor, claims=claims, why="Is the right exhausted here?")
    return again(claims)


def held(**how: object) -> list[Claim]:
    claims = taken_up(submitted(**how))  # type: ignore[arg-type]
    actions.hold(by=cast.amina().actor, claims=claims, verdict=COPIED)
    return again(claims)


def incomplete(**how: object) -> list[Claim]:
    claims = taken_up(submitted(**how))  # type: ignore[arg-type]
    actions.send_back(by=cast.amina().actor, claims=claims, question="Which photo is yours?")
    return again(claims)


def awaiting_seller(**_: object) -> list[Claim]:
    cast.right(kind="patent", title="Lamp joint", office="US", number="9876543", territories=["US"])
    claims = taken_up(patent())
    actions.hear_seller(by=cast.amina().actor, claims=claims)
    return again(claims)


def patent() -> list[Claim]:
    evidence = cast.evidence()
    right = cast.right(kind="patent", title="Lamp joint")
    filing = cast.filing(claim_type="patent", right=right, evidence=[evidence])
    return claims_of(actions.submit(by=cast.mara().actor, filing=filing))


def paper(regime: str = "us-dmca-512", **fields: object) -> CounterPaper:
    sworn = [Sworn(d.code, d.version) for d in declarations.required(regimes.get(regime), Act.COUNTER)]
    content = {
        "defence": "own_design",
        "explanation": "I took this photo myself.",
        "declarations": sworn,
        "signer": "Nils Aas",
        "address": "Havnegade 3, 1058 Copenhagen",
        "phone": "+45 55 01 00",
        "email": "nils@nordicmugs.example",
    }
    return CounterPaper(**(content | fields))  # type: ignore[arg-type]


def reversed_by_two(claims: list[Claim], verdict: Verdict = NOT_SHOWN) -> list[Claim]:
    """Tomás proposes it, and Bo agrees."""
    actions.propose_reversal(by=cast.tomas().actor, claims=claims, verdict=verdict)
    actions.reverse(by=cast.bo().actor, claims=claims)
    return again(claims)


def mended(**how: object) -> list[Claim]:
    claims = upheld(**how)
    actions.mend(by=cast.nils().actor, claims=claims, words="I took the photo out and made my own.")
    return again(claims)


def countered(**how: object) -> list[Claim]:
    claims = upheld(**how)
    actions.counter(by=cast.nils().actor, claims=claims, paper=paper(claims[0].regime))
    return again(claims)


def in_court(**how: object) -> list[Claim]:
    claims = countered(**how)
    actions.file_suit(
        by=cast.mara().actor, claims=claims, court="SDNY", case_number="26-cv-1", filed_on=date(2026, 11, 1)
    )
    return again(claims)


def appealed_takedown(**how: object) -> list[Claim]:
    claims = upheld(**how)
    actions.appeal(by=cast.nils().actor, claims=claims, grounds="The photo is mine.")
    return again(claims)


def appealed_rejection(**how: object) -> list[Claim]:
    claims = rejected(**how)
    actions.appeal(by=cast.mara().actor, claims=claims, grounds="Please look at the second photo.")
    return again(claims)


def restored(**how: object) -> list[Claim]:
    claims = countered(**how)
    pass_days(25)
    tasks.fire_due_timers()
    return again(claims)


def removed_for_good(**how: object) -> list[Claim]:
    claims = in_court(**how)
    actions.adjudge(by=cast.tomas().actor, claims=claims, verdict=COPIED)
    return again(claims)


def retracted(**how: object) -> list[Claim]:
    claims = submitted(**how)  # type: ignore[arg-type]
    actions.retract(by=cast.mara().actor, claims=claims)
    return again(claims)


def lapsed(**how: object) -> list[Claim]:
    claims = incomplete(**how)
    pass_days(20)
    tasks.fire_due_timers()
    return again(claims)


def pass_days(days: float) -> None:
    clock.advance(days * 86400)


def again(claims: list[Claim]) -> list[Claim]:
    """The claims as they are stored now."""
    return list(Claim.objects.with_papers().filter(pk__in=[c.pk for c in claims]).order_by("ordinal"))


TO_STATE = {
    "submitted": submitted,
    "incomplete": incomplete,
    "awaiting_seller": awaiting_seller,
    "escalated": escalated,
    "held": held,
    "paused": paused,
    "upheld": upheld,
    "mended": mended,
    "rejected": rejected,
    "countered": countered,
    "in_court": in_court,
    "appealed_takedown": appealed_takedown,
    "appealed_rejection": appealed_rejection,
    "restored": restored,
    "removed_for_good": removed_for_good,
    "retracted": retracted,
    "lapsed": lapsed,
}


def carried_out() -> None:
    """The marketplace does, and confirms, what was ordered so far."""
    moving = Restriction.objects.filter(state__in=["ordered", "lifting"])
    wanted = standings.want(dict(moving.values_list("listing_id", "listing__external_id")))
    standings.record(list(wanted.values()))
