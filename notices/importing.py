"""Takes in notices, counter-notices and retractions from a JSON Lines file, each through the deeds that people use."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.models import Organisation
from docket.actors import Actor
from docket.errors import Refused
from listings import importing as catalogue
from listings import resolver
from listings.bookmark import Bookmark, beside, lines
from listings.models import Listing, Seller
from listings.spreadsheets import plain
from notices import actions
from notices.actions import CounterPaper
from notices.filing import Filing, Incomplete, Reported, Sworn
from notices.models import Claim, Notice
from notices.procedure import ENDED
from policy import declarations

BATCH = 50
WITHHELD = "withheld in the source"  # public records keep the names, addresses and numbers to themselves
LONGEST_TITLE, LONGEST_ID = 200, 120
# Which statement of the source stands for which declaration of ours.
SAID_IN_NOTICE = {
    "good_faith_no_authorisation": "good_faith",
    "accuracy_statement": "perjury",
    "authority_under_perjury": "perjury",
    "bona_fide_accuracy": "good_faith",
}
SAID_IN_COUNTER = {
    "mistake_under_perjury": "perjury",
    "jurisdiction_consent": "jurisdiction",
    "accept_service": "jurisdiction",
    "non_infringement_statement": "perjury",
}


@dataclass(frozen=True)
class Source:
    """For whom a file is read, and what to do with listings that we do not know."""

    organisation: Organisation
    market: str = "US"
    creates_listings: bool = False

    @property
    def actor(self) -> Actor:
        return Actor("notifier", organisation_id=self.organisation.pk)


@dataclass(frozen=True)
class Outcome:
    """What became of one line."""

    how: str  # accepted, refused or known
    code: str = ""
    text: str = ""
    reference: str = ""


class Unreadable(Exception):
    """The line is no notice; `code` is stable, the text is for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def take_in(
    file: Path, mark: Bookmark, source: Source, progress: Callable[[int], object] = lambda count: None
) -> Bookmark:
    """Read from the bookmark to the end. A line that was stored before a crash is known again by its id."""
    results = beside(file, ".results.csv")
    with mark.report(results, "line,id,kind,outcome,code,detail,reference\n") as report, file.open("rb") as handle:
        handle.seek(mark.offset)
        for line in lines(handle):
            mark.rows += 1
            if line.strip():
                report.write(_take_line(line, mark, source))
            progress(handle.tell() - mark.offset)
            mark.offset = handle.tell()
            if mark.rows % BATCH == 0:
                _keep(mark, report)
        mark.finished = True
        _keep(mark, report)
    return mark


def _keep(mark: Bookmark, report: Any) -> None:
    report.flush()
    mark.reported = report.tell()
    mark.keep()


def _take_line(line: bytes, mark: Bookmark, source: Source) -> bytes:
    told: Mapping[str, Any] = {}
    try:
        told = read(line)
        outcome = take(told, source)
    except Unreadable as fault:
        outcome = Outcome("refused", fault.code, str(fault))
    _count(mark, outcome)
    cells = [mark.rows, told.get("id", ""), told.get("kind", ""), outcome.how, outcome.code, outcome.text]
    return _csv([*(plain(str(cell)) for cell in cells), outcome.reference])


def _count(mark: Bookmark, outcome: Outcome) -> None:
    if outcome.how == "refused":
        mark.refuse(outcome.code)
    elif outcome.how == "known":
        mark.known += 1
    else:
        mark.accepted += 1


def _csv(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def read(line: bytes) -> Mapping[str, Any]:
    """One line as an object whose fields have the kinds we expect. Raises Unreadable."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        raise Unreadable("not-json", "The line is not JSON, or is longer than eight megabytes.") from None
    if not isinstance(told, dict) or not isinstance(told.get("id"), str) or not told["id"].strip():
        raise Unreadable("id-missing", "Each line is an object with an id.")
    urls = told.get("listing_urls", [])
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise Unreadable("listings-unreadable", "listing_urls is a list of texts.")
    if len(told["id"]) > LONGEST_ID or not is_text(told):
        raise Unreadable("not-text", "The id has more than 120 characters, or something in the line is no text.")
    if told.get("kind") not in TAKERS:
        raise Unreadable("kind-unknown", f"kind is one of {', '.join(TAKERS)}.")
    return told


def is_text(told: Mapping[str, Any]) -> bool:
    """Whether the database can hold it: no null characters, no halves of letters."""
    whole = json.dumps(told, ensure_ascii=False)
    return "\\u0000" not in whole and not any("\ud800" <= letter <= "\udfff" for letter in whole)


def take(told: Mapping[str, Any], source: Source) -> Outcome:
    """One notice, counter-notice or retraction, or why it is refused."""
    try:
        return TAKERS[told["kind"]](told, source)
    except Incomplete as incomplete:
        first = incomplete.faults[0]
        code = f"{first.field}-missing" if first.code == "required" else first.code
        return Outcome("refused", code, "; ".join(dict.fromkeys(fault.text for fault in incomplete.faults)))
    except Refused as refusal:
        return Outcome("refused", refusal.code, str(refusal))


def _notice(told: Mapping[str, Any], source: Source) -> Outcome:
    known = Notice.objects.filter(filer=source.organisation, partner_reference=told["id"]).first()
    if known is not None:
        return Outcome("known", reference=known.reference)
    found = listings_of(told, source)
    sent = actions.submit(by=source.actor, filing=filing_of(told, found, source))
    return Outcome("accepted", text=f"{len(found)} listings", reference=sent.reference)


def filing_of(told: Mapping[str, Any], found: Sequence[Listing], source: Source) -> Filing:
    work = _text(told, "work")
    return Filing(
        filer=source.organisation,
        owner=source.organisation,
        claim_type="copyright",
        listings=[Reported(listing) for listing in found],
        work={
            "title": " ".join(work.split())[:LONGEST_TITLE],
            "description": work,
            "url": _text(told, "original_url"),
            "source_date": _text(told, "date"),
        },
        explanation="\n\n".join(filter(None, (_text(told, "ownership"), _text(told, "listing_text")))),
        declarations=sworn(told, SAID_IN_NOTICE),
        signature_name=WITHHELD if told.get("signature") is True else "",
        capacity="agent" if "behalf" in _text(told, "authorised") else "owner",
        partner_reference=told["id"],
        unlimited=True,
    )


def _counter(told: Mapping[str, Any], source: Source) -> Outcome:
    claims = _claims_on(told, source)
    upheld = [claim for claim in claims if claim.state == "upheld"]
    if not upheld:
        code = "already-countered" if any(claim.state == "countered" for claim in claims) else "no-upheld-claim"
        return Outcome("refused", code, "A counter-notice answers a removal; none stands for these listings.")
    signed = WITHHELD if told.get("signature") is True else ""
    paper = CounterPaper(
        defence="other",
        explanation=_text(told, "text"),
        declarations=sworn(told, SAID_IN_COUNTER),
        signer=signed,
        address=signed,
        phone=signed,
    )
    for seller, theirs in _by_seller(upheld).items():
        actions.counter(by=Actor("seller", organisation_id=_organisation_of(seller)), claims=theirs, paper=paper)
    return Outcome("accepted", text=f"{len(upheld)} claims", reference=upheld[0].notice.reference)


def _retraction(told: Mapping[str, Any], source: Source) -> Outcome:
    claims = [claim for claim in _claims_on(told, source) if claim.state not in ENDED]
    if not claims:
        return Outcome("refused", "no-open-claim", "No open claim of ours names these listings.")
    actions.retract(by=source.actor, claims=claims, reason=_text(told, "text"))
    return Outcome("accepted", text=f"{len(claims)} claims", reference=claims[0].notice.reference)


TAKERS: Mapping[str, Callable[[Mapping[str, Any], Source], Outcome]] = {
    "notice": _notice,
    "counter_notice": _counter,
    "retraction": _retraction,
}


def listings_of(told: Mapping[str, Any], source: Source) -> list[Listing]:
    """The listings named, each once. Raises Unreadable if one of them is not ours, or not known."""
    urls = told.get("listing_urls", [])
    if source.creates_listings:
        create_unknown(urls, source.market)
    matches = resolver.resolve_many(urls)
    if wrong := [match for match in matches if match.problem]:
        names = ", ".join(match.text[:100] for match in wrong[:5])
        raise Unreadable(wrong[0].problem, f"{len(wrong)} of {len(matches)} listings: {names}")
    return list({match.external_id: match.listing for match in matches if match.listing}.values())


def create_unknown(urls: Sequence[str], market: str) -> None:
    """A bare listing for each link that we can read and do not know."""
    links = {external_id: url for url in urls if (external_id := resolver.single(url).external_id)}
    for external_id in resolver.by_external_id(set(links)):
        del links[external_id]
    catalogue.upsert([bare(external_id, url, market) for external_id, url in links.items()])


def bare(external_id: str, url: str, market: str) -> catalogue.Row:
    """All that a link tells of a listing: its id, and the seller where the pattern names one."""
    groups = next((m.groupdict() for p in resolver.patterns() if (m := p.regex.match(url))), {})
    seller = str(groups.get("seller") or catalogue.NOBODY)[:64]
    return catalogue.Row(
        external_id=external_id,
        title=external_id,
        brand="",
        price=None,
        currency="",
        market=market,
        seller=seller,
        seller_name="",
        description="",
        category="",
        url=url[:500],
        listed_on=None,
        version=1,
    )


def _claims_on(told: Mapping[str, Any], source: Source) -> list[Claim]:
    ids = {match.external_id for match in resolver.resolve_many(told.get("listing_urls", [])) if match.external_id}
    mine = Claim.objects.with_papers().filter(notice__filer=source.organisation, listing__external_id__in=ids)
    return list(mine.order_by("pk"))


def _by_seller(claims: Sequence[Claim]) -> dict[Seller, list[Claim]]:
    groups: dict[Seller, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.seller, []).append(claim)
    return groups


def _organisation_of(seller: Seller) -> int:
    """A shop answers as an organisation; one that never signed in here gets its own now."""
    if seller.organisation is None:
        seller.organisation = Organisation.objects.create(name=seller.name, kind="seller", email=seller.email)
        seller.save(update_fields=["organisation"])
    return seller.organisation.pk


def sworn(told: Mapping[str, Any], said: Mapping[str, str]) -> list[Sworn]:
    """The declarations whose counterpart the source confirms."""
    return [Sworn(code, declarations.newest(code).version) for code, field in said.items() if told.get(field) is True]


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    return value.strip() if isinstance(value, str) else ""
