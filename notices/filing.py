"""What a filing must contain: the same completeness rules for the form, the API and the reviewer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import ApiKey, Organisation, User
from docket import clock
from listings.models import Listing
from notices import allowed, guards, limits, marking, places
from notices.limits import MOST_LISTINGS
from notices.marking import Marked
from policy import declarations, regimes
from policy.types import Act, Declaration, Regime
from rights import mandates
from rights.models import USABLE, Evidence, IPRight

if TYPE_CHECKING:
    from notices.models import Claim

MOST_FILES = 20  # for all listings together, and again for one listing
# Which kinds of right can carry which kind of claim.
CLAIMS_OF_RIGHT: Mapping[str, tuple[str, ...]] = {
    "trademark": ("counterfeit", "trademark"),
    "copyright": ("copyright",),
    "patent": ("patent",),
    "utility_model": ("patent",),
    "design": ("design",),
    "geographical_indication": ("trademark",),
    "other_ip": ("trademark", "copyright", "design"),
}


@dataclass(frozen=True)
class Reported:
    """One listing in a filing, with words, files and marked regions of its own where the notifier gave some."""

    listing: Listing
    explanation: str = ""
    evidence: Sequence[Evidence] = ()
    regions: Sequence[Marked] = ()


@dataclass(frozen=True)
class Sworn:
    """A declaration that was made, by code and version of its text."""

    code: str
    version: str


@dataclass(frozen=True)
class Filing:
    """Everything a notifier hands in."""

    filer: Organisation
    owner: Organisation
    claim_type: str
    listings: Sequence[Reported]
    right: IPRight | None = None
    work: Mapping[str, Any] | None = None
    explanation: str = ""
    territories: Sequence[str] = ()
    evidence: Sequence[Evidence] = ()
    declarations: Sequence[Sworn] = ()
    signature_name: str = ""
    capacity: str = "owner"
    partner_reference: str = ""
    follows: "Claim | None" = None  # the earlier claim that this notice says it is like
    language: str = "en"
    filed_by: User | None = None
    api_key: ApiKey | None = None
    is_test: bool = False
    warned: Sequence[str] = ()  # the warnings that were shown before it was signed, by code
    confirmed_allowed: bool = False  # that some of the sellers are authorised by the owner, and that it is meant
    # Not held to the limits of its filer: a row of an import looked at by itself, or an old record that we take in.
    unlimited: bool = False
    told_together: bool = False  # one letter confirms the receipt of this and of other notices (notices.bulk)


@dataclass(frozen=True)
class Fault:
    """Something that must be mended first. `code` is stable, `text` is for people, `index` names a listing."""

    code: str
    field: str
    text: str
    index: int | None = None


class Incomplete(Exception):
    """The filing is not ready; nothing was stored."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = list(faults)


def regimes_of(listings: Iterable[Listing], claim_type: str) -> dict[int, Regime]:
    """The regime of each listing: it follows from the listing's market and the kind of the claim."""
    by_market: dict[str, Regime] = {}
    chosen = {}
    for listing in listings:
        if listing.market not in by_market:
            by_market[listing.market] = regimes.regime_for(market=listing.market, kind=claim_type)
        chosen[listing.pk] = by_market[listing.market]
    return chosen


def regimes_in(filing: Filing) -> list[Regime]:
    """The different regimes that govern this filing, in the order they first appear."""
    found = regimes_of((reported.listing for reported in filing.listings), filing.claim_type)
    return list({regime.code: regime for regime in found.values()}.values())


def declarations_for(governing: Iterable[Regime], act: Act = Act.NOTICE) -> list[Declaration]:
    """Every declaration the regimes together ask for, each once; never more than the law allows to demand.

    In the language that is spoken now, for what is shown is what is sworn.
    """
    asked = {d.code: d for regime in governing for d in declarations.required(regime, act)}
    return [replace(d, text=_(d.text)) for d in asked.values()]


def language_of(declaration: Declaration) -> str:
    """In which language a declaration was shown: the one spoken now, if its words are translated into it."""
    same = declaration.text == declarations.get(declaration.code, declaration.version).text
    return settings.LANGUAGE_CODE if same else get_language() or settings.LANGUAGE_CODE


def faults(filing: Filing, today: date | None = None, *, beside: int = 0) -> list[Fault]:
    """All that is missing or wrong; empty when the notice can be sent. Who knows the day already says it.

    `beside`: how many notices of the same filer are sent together with this one and before it.
    """
    if not filing.listings:
        return [Fault("listing-missing", "listings", _("Add at least one listing."))]
    governing = regimes_in(filing)
    return [
        *_faults_of_limits(filing, beside),
        *_faults_of_listings(filing),
        *_faults_of_regions(filing),
        *_faults_of_files(filing),
        *_faults_of_right(filing, today),
        *_faults_of_mandate(filing),
        *_faults_of_allowed(filing),
        *_faults_of_elements(filing, governing),
        *_faults_of_declarations(filing, governing),
    ]


def _faults_of_limits(filing: Filing, beside: int) -> Iterator[Fault]:
    """What the filer's tier, or being a guest, does not allow."""
    if filing.unlimited:
        return
    many, counted = len(filing.listings), not filing.is_test
    for each in limits.over(filing.filer, many, counted=counted, bundled=filing.told_together, beside=beside):
        yield Fault(*each)


def _faults_of_listings(filing: Filing) -> Iterator[Fault]:
    if len(filing.listings) > MOST_LISTINGS:
        text = _("A notice can name up to %(most)s listings; this one names %(count)s.")
        yield Fault("too-many-items", "listings", text % {"most": MOST_LISTINGS, "count": len(filing.listings)})
    seen: set[int] = set()
    for index, reported in enumerate(filing.listings):
        if reported.listing.pk in seen:
            text = _("%(id)s is named twice.") % {"id": reported.listing.external_id}
            yield Fault("duplicate-item", "listings", text, index)
        seen.add(reported.listing.pk)
        shop = reported.listing.seller.organisation_id
        if shop and shop in {filing.filer.pk, filing.owner.pk}:
            text = _("%(id)s is a listing of your own shop.") % {"id": reported.listing.external_id}
            yield Fault("conflict-of-interest", "listings", text, index)


def _faults_of_files(filing: Filing) -> Iterator[Fault]:
    """A file that a scanner refused cannot be relied on."""
    for index, evidence in enumerate((filing.evidence, *(each.evidence for each in filing.listings))):
        for file in evidence:
            if file.state == "rejected":
                text = _("We cannot take %(name)s: the check for harmful files refused it.") % {"name": file.name}
                yield Fault("malware-detected", "files" if index else "evidence", text, index - 1 if index else None)


def _faults_of_regions(filing: Filing) -> Iterator[Fault]:
    """One query for the pictures of all listings that have marks."""
    told = [(n, each) for n, each in enumerate(filing.listings) if each.regions or each.evidence]
    prefetch_related_objects([each.listing for _n, each in told if each.regions], "images")
    for index, each in told:
        name = each.listing.external_id
        if len(each.regions) > marking.MOST_REGIONS:
            text = _("%(id)s has more than %(most)s marks.") % {"id": name, "most": marking.MOST_REGIONS}
            yield Fault("too-many-items", "regions", text, index)
        if any(not marking.fits(mark, each.listing) for mark in each.regions):
            text = _("You marked something that %(id)s does not show now. Please mark it again.") % {"id": name}
            yield Fault("region-not-on-listing", "regions", text, index)
        if len(each.evidence) > MOST_FILES:
            text = _("%(id)s has more than %(most)s files of its own.") % {"id": name, "most": MOST_FILES}
            yield Fault("too-many-items", "files", text, index)


def _faults_of_right(filing: Filing, today: date | None) -> Iterator[Fault]:
    right = filing.right
    if right is None:
        if filing.claim_type != "copyright":
            yield Fault("right-missing", "right", _("Choose the right that this notice rests on."))
        elif not str((filing.work or {}).get("title", "")).strip():
            yield Fault("work-missing", "work", _("Say which work was copied."))
        return
    if filing.claim_type not in CLAIMS_OF_RIGHT.get(right.kind, ()):
        yield Fault("wrong-right-type", "claim_type", _("This kind of claim does not fit the chosen right."))
    if right.state not in USABLE:
        text = _("This right is %(state)s and cannot carry a notice now.") % {"state": right.state}
        yield Fault("right-invalid", "right", text)
    elif right.valid_until is not None and not right.usable_on(today or clock.today()):
        text = _("The last day of this right has passed. If you renewed it, enter its new last day first.")
        yield Fault("right-invalid", "right", text)


def _faults_of_mandate(filing: Filing) -> Iterator[Fault]:
    """An agent speaks for the owner only as far as a mandate reaches; said for each listing that lies beyond."""
    markets = {reported.listing.market for reported in filing.listings}
    told = mandates.authority(owner=filing.owner, agent=filing.filer, right=filing.right, markets=markets)
    if not told and not mandates.covers(owner=filing.owner, agent=filing.filer, right=filing.right):
        yield Fault("mandate-required", "right", guards.mandate_alive.says)
        return
    for index, reported in enumerate(filing.listings):
        if reported.listing.market not in told:
            text = _("Your mandate from %(owner)s does not reach %(country)s, where %(id)s is sold.")
            country, name = places.named([reported.listing.market]), reported.listing.external_id
            words = text % {"owner": filing.owner.name, "country": country, "id": name}
            yield Fault("mandate-required", "listings", words, index)


def _faults_of_allowed(filing: Filing) -> Iterator[Fault]:
    """A notice against a seller whom the owner has authorised is sent only by somebody who says that they know it."""
    if filing.confirmed_allowed:
        return
    found = allowed.known(filing.right, [reported.listing for reported in filing.listings])
    for index, reported in enumerate(filing.listings):
        if reported.listing.pk in found:
            text = _("%(shop)s, who offers %(id)s, is on your list of authorised sellers. Confirm that you mean it.")
            words = text % {"shop": reported.listing.seller.name, "id": reported.listing.external_id}
            yield Fault("allowed-seller", "confirm_allowed_sellers", words, index)


# How each element of a regime is seen in a filing. Attestations are declarations and checked there.
_PRESENT: Mapping[str, Callable[[Filing], object]] = {
    "signature": lambda f: f.signature_name.strip(),
    "signatory_capacity": lambda f: f.capacity,
    "work_identification": lambda f: f.right or (f.work or {}).get("title"),
    "right_registration": lambda f: f.right and (f.right.number or f.right.kind in {"copyright", "other_ip"}),
    "target_location": lambda f: f.listings,
    "contact_details": lambda f: f.filer.email and (f.filer.address or f.filer.phone),
    "name_email": lambda f: f.filer.name and (f.filer.email or (f.filed_by and f.filed_by.email)),
    "real_identity": lambda f: f.filer.name and f.filer.address,
    "reasons": lambda f: f.explanation.strip() or all(r.explanation.strip() for r in f.listings),
    "prima_facie_evidence": lambda f: f.evidence or all(r.evidence for r in f.listings),
    "ownership_proof": lambda f: f.evidence or (f.right and f.right.state == "verified"),
    "claim_chart": lambda f: f.evidence or all(r.evidence for r in f.listings),
}
_WORDS = {
    "signature": ("signature", gettext_lazy("Type your full name to sign.")),
    "signatory_capacity": ("capacity", gettext_lazy("Say whether you are the owner or act for it.")),
    "work_identification": ("right", gettext_lazy("Say which work or right this is about.")),
    "right_registration": ("right", gettext_lazy("The right needs its registration number.")),
    "contact_details": (
        "contact",
        gettext_lazy("Add your email and a postal address or phone number to your details."),
    ),
    "name_email": ("contact", gettext_lazy("Add your name and email to your details.")),
    "real_identity": ("contact", gettext_lazy("This law asks for your name and postal address.")),
    "reasons": ("explanation", gettext_lazy("Say in your own words why these listings are not allowed.")),
    "prima_facie_evidence": ("evidence", gettext_lazy("This law asks for first evidence: add at least one file.")),
    "ownership_proof": ("evidence", gettext_lazy("Add a file that proves the right is yours.")),
    "claim_chart": ("evidence", gettext_lazy("Add a comparison of the patent's claims with the product.")),
}


def _faults_of_elements(filing: Filing, governing: Sequence[Regime]) -> Iterator[Fault]:
    demanded = {e.key: regime for regime in governing for e in regime.notice if e.required}
    for key in demanded:
        if key in _WORDS and not _PRESENT[key](filing):
            field, text = _WORDS[key]
            yield Fault(f"{key.replace('_', '-')}-missing", field, str(text))


def _faults_of_declarations(filing: Filing, governing: Sequence[Regime]) -> Iterator[Fault]:
    yield from faults_of_declarations(filing.declarations, declarations_for(governing))


def faults_of_declarations(made: Sequence[Sworn], asked: Sequence[Declaration]) -> Iterator[Fault]:
    """Each declaration asked for must be made, in the words now in force."""
    versions = {sworn.code: sworn.version for sworn in made}
    for index, declaration in enumerate(asked):
        if declaration.code not in versions:
            text = _("Confirm this statement: %(text)s") % {"text": declaration.text}
            yield Fault("declaration-required", f"declaration_{declaration.code}", text, index)
        elif versions[declaration.code] != declaration.version:
            text = _("This statement has new words. Please read it again: %(text)s") % {"text": declaration.text}
            yield Fault("declaration-outdated", f"declaration_{declaration.code}", text, index)
