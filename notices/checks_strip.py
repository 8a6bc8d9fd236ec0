"""What the portal has looked up for the reviewer: facts about one claim, each a short sentence with a tone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.comparing import Difference
from notices.models import Claim
from notices.places import named
from policy.regimes import EU_MEMBERS
from rights.models import AllowedSeller, IPRight, Mandate


@dataclass(frozen=True)
class Check:
    """One thing looked up: what was found, and whether it speaks for going on."""

    text: str
    tone: str = "ok"


@dataclass(frozen=True)
class Found:
    """What the pages read from the database for the checks, so that the checks themselves ask nothing."""

    today: date
    authority: str  # of the entry that filed the claim: "owner" or a mandate's id
    mandate: Mandate | None
    statements_asked: frozenset[str]
    statements_made: frozenset[str]
    differences: tuple[Difference, ...] = ()
    below_usual: int = 0  # per cent below what authorised sellers ask
    returned: Mapping[str, str] = field(default_factory=dict)  # side → why its mail comes back
    meant: bool = False  # the seller was on the list of authorised sellers, and the filer said so twice
    allowed: AllowedSeller | None = None  # the seller's place on that list today


def of(claim: Claim, found: Found) -> list[Check]:
    return [
        *_right(claim, found.today),
        _mandate(found),
        _statements(found),
        *_guest(claim),
        *_allowed(found),
        *_price(found.below_usual),
        _sealed(claim),
        *_changed(claim, found.differences),
        *_returned(found.returned),
    ]


def _guest(claim: Claim) -> Iterable[Check]:
    if claim.notice.filer.guest:
        yield Check(_("Filed without an account: only the email address is confirmed"), "wait")


def _allowed(found: Found) -> Iterable[Check]:
    """What was confirmed is what the notice's own entry says, whatever the list says today."""
    if found.meant:
        yield Check(_("The owner listed this seller as authorised, and confirmed that the notice is meant"), "stop")
    elif found.allowed is not None:
        yield Check(_("The owner lists this seller as authorised since the notice came in"), "stop")


def _price(below: int) -> Iterable[Check]:
    if below:
        yield Check(_("Price %(n)d%% below what authorised sellers ask") % {"n": below}, "wait")


def _returned(sides: Mapping[str, str]) -> Iterable[Check]:
    """Whom our letters do not reach: they stand in the inbox, but nobody may have seen them."""
    said = {"seller": _("The seller’s mail comes back"), "notifier": _("The filer’s mail comes back")}
    for side, because in sides.items():
        yield Check(f"{said[side]}: {because}" if because else said[side], "wait")


def _right(claim: Claim, today: date) -> Iterable[Check]:
    right = claim.notice.right
    if right is None:
        yield Check(_("No registered right: the notice names the work"), "wait")
        return
    yield _in_force(right, claim.listing.market, today)
    yield _verified(right)


def _verified(right: IPRight) -> Check:
    said = {
        "verified": Check(_("Right verified by us")),
        "submitted": Check(_("Right not verified yet"), "wait"),
        "asked": Check(_("Right not verified yet: the owner was asked for more"), "wait"),
        "refused": Check(_("We could not verify this right"), "stop"),
        "withdrawn": Check(_("The owner withdrew this right"), "stop"),
        "expired": Check(_("This right has expired"), "stop"),
    }
    return said[right.state]


def _in_force(right: IPRight, market: str, today: date) -> Check:
    if right.valid_until and right.valid_until < today:
        return Check(_("Ended on %(day)s") % {"day": _day(right.valid_until)}, "stop")
    if not covers(right.territories, market):
        return Check(_("Does not reach %(country)s, where this is sold") % {"country": named([market])}, "stop")
    if right.valid_until is None:
        return Check(_("Reaches the country of sale"))
    return Check(_("In force in the country of sale to %(day)s") % {"day": _day(right.valid_until)})


def out_of_reach(claim: Claim) -> str:
    """Said beside a listing that is sold where the right does not hold; empty where it does."""
    right = claim.notice.right
    if right is None or covers(right.territories, claim.listing.market):
        return ""
    return _("The right does not reach %(country)s") % {"country": named([claim.listing.market])}


def covers(territories: Iterable[str], market: str) -> bool:
    """Whether a right for these territories reaches this market; no territories named means everywhere."""
    reach = set(territories)
    return not reach or bool(reach & {"*", "WW", market}) or ("EU" in reach and market in EU_MEMBERS)


def _mandate(found: Found) -> Check:
    if found.authority == "owner":
        return Check(_("Filed by the owner"))
    mandate = found.mandate
    if mandate is None:
        return Check(_("No mandate found for this filer"), "stop")
    if mandate.ended_at:
        return Check(_("The mandate ended on %(day)s") % {"day": _day(mandate.ended_at.date())}, "stop")
    if mandate.ends_on is None:
        return Check(_("Filer authorised by the owner"))
    if mandate.ends_on < found.today:
        return Check(_("The mandate ended on %(day)s") % {"day": _day(mandate.ends_on)}, "stop")
    return Check(_("Filer authorised to %(day)s") % {"day": _day(mandate.ends_on)})


def _statements(found: Found) -> Check:
    missing = len(found.statements_asked - found.statements_made)
    if missing:
        text = ngettext("%(n)d statement is missing", "%(n)d statements are missing", missing)
        return Check(text % {"n": missing}, "stop")
    return Check(_("Statements signed"))


def _sealed(claim: Claim) -> Check:
    if claim.snapshot.intact:
        return Check(_("Sealed copy intact"))
    return Check(_("The sealed copy does not match its seal"), "stop")


def _changed(claim: Claim, differences: tuple[Difference, ...]) -> Iterable[Check]:
    if claim.listing.state == "gone":
        yield Check(_("The listing is gone from the marketplace"), "wait")
    elif differences:
        yield Check(_("The listing has changed since the notice"), "wait")


def _day(day: date) -> str:
    return date_format(day, "j F Y", use_l10n=False)
