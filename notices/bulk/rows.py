"""Compares rows with what we know: listings, rights, files, earlier notices, and the rules of completeness."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.typed import DISGUISING, holds_control_characters
from docket import clock
from listings import resolver
from listings.models import Listing
from listings.resolver import Found, Match
from notices import allowed
from notices import filing as rules
from notices.bulk import columns
from notices.bulk.faults import Wrong
from notices.bulk.naming import Known, Rights
from notices.filing import CLAIMS_OF_RIGHT, Filing, Reported, Sworn, declarations_for
from notices.models import Claim, Import, ImportRow, Notice
from policy import regimes
from policy.types import Regime
from rights import territories
from rights.models import USABLE, Evidence, IPRight

State = ImportRow.State
UNUSABLE_FILES = ("rejected", "damaged")
# Letters that are written for digits, in the number of a listing.
MISREAD = str.maketrans("lIOo", "1100")
CLAIM_TYPES: Mapping[str, str] = {
    **{kind: kind for kind in Notice.ClaimType.values},
    "trademarks": "trademark", "tm": "trademark", "fake": "counterfeit", "fakes": "counterfeit",
    "counterfeits": "counterfeit", "copyrights": "copyright", "patents": "patent", "designs": "design",
}  # fmt: skip
# Faults of these fields are nothing that a row can mend: who files, and what is sworn when it is signed.
NOT_OF_ROWS = frozenset({"contact", "signature", "capacity"})


@dataclass
class Verdict:
    """What became of one row."""

    row: ImportRow
    said: Mapping[str, str]
    state: str = State.READY
    wrong: list[Wrong] = field(default_factory=list)
    listing: Listing | None = None
    right: Known | None = None
    claim_type: str = ""
    regime: str = ""
    territories: list[str] = field(default_factory=list)
    explanation: str = ""
    evidence: list[str] = field(default_factory=list)
    fingerprint: uuid.UUID | None = None

    def refuse(self, code: str, column: str = "", suggest: str = "", **about: Any) -> None:
        self.note(Wrong(code, column, suggest, about))

    def note(self, wrong: Wrong) -> None:
        """A row that is left out anyway needs no mending."""
        if self.state in {State.READY, State.FIX}:
            self.wrong.append(wrong)
            self.state = State.FIX

    def set_aside(self, state: str, code: str, **about: Any) -> None:
        """Nothing to mend: the row is left out, with the reason."""
        self.state, self.wrong = state, [Wrong(code, "listing", "", about)]

    @property
    def complaint(self) -> tuple[int, int] | None:
        return (self.listing.pk, self.right.pk) if self.listing and self.right else None


class Comparison:
    """One part of the rows of one import. The number of queries does not grow with the rows."""

    def __init__(self, job: Import) -> None:
        self.job = job
        self.rights = Rights(job.organisation, clock.now().date())
        self.rules_known: dict[tuple[object, ...], list[rules.Fault]] = {}
        self.models: dict[int, IPRight] = {}

    def compare(self, rows: Sequence[ImportRow]) -> list[Verdict]:
        verdicts = [Verdict(row, columns.read(self.job.columns, row.cells, row.mended)) for row in rows]
        self._listings(verdicts)
        self._rights(verdicts)
        self._files(verdicts)
        for verdict in verdicts:
            self._words(verdict)
        self._rules(verdicts)
        self._allowed(verdicts)
        self._earlier(verdicts)
        return verdicts

    def _listings(self, verdicts: Sequence[Verdict]) -> None:
        found = [resolver.single(verdict.said["listing"]) for verdict in verdicts]
        guesses = [_guess(each, verdict.said["listing"]) for each, verdict in zip(found, verdicts, strict=True)]
        matches = resolver.resolve([*found, *filter(None, guesses)])
        known = {match.external_id for match in matches[len(found) :] if match.listing and not match.problem}
        for verdict, match, guess in zip(verdicts, matches, guesses, strict=False):
            if len(verdict.row.cells) != len(self.job.columns):
                verdict.refuse("column-count", found=len(verdict.row.cells), wanted=len(self.job.columns))
            _listing(verdict, match, guess.text if guess and guess.external_id in known else "")

    def _rights(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            named = self.rights.named(verdict.said["right"])
            if isinstance(named, Wrong):
                verdict.note(named)
            else:
                verdict.right = named
                if named.state not in USABLE:
                    verdict.refuse("right-invalid", "right")
            _claim_type(verdict)
        wanted = {verdict.right.pk for verdict in verdicts if verdict.right} - self.models.keys()
        self.models |= {r.pk: r for r in IPRight.objects.filter(pk__in=wanted).select_related("organisation")}

    def _files(self, verdicts: Sequence[Verdict]) -> None:
        for verdict in verdicts:
            verdict.evidence = (
                list(dict.fromkeys(re.split(r"[\s,;]+", verdict.said["evidence"].lower())))
                if (verdict.said["evidence"])
                else []
            )
        wanted = {each for verdict in verdicts for each in verdict.evidence}
        mine = Evidence.objects.filter(organisation=self.job.organisation, public_id__in=wanted)
        usable = set(mine.exclude(state__in=UNUSABLE_FILES).values_list("public_id", flat=True)) if wanted else set()
        for verdict in verdicts:
            if missing := [each for each in verdict.evidence if each not in usable]:
                verdict.refuse("evidence-unknown", "evidence", id=missing[0][:60])
            elif len(verdict.evidence) > rules.MOST_FILES:
                verdict.refuse("too-many-items", "evidence", most=rules.MOST_FILES)

    def _words(self, verdict: Verdict) -> None:
        """What is free text: its length, its characters, its codes of countries."""
        for column in columns.COLUMNS:
            text = verdict.said[column.name]
            if len(text) > column.longest:
                verdict.refuse("too-long", column.name, most=column.longest, count=len(text))
            if not text.isprintable() and holds_control_characters(
                text, "\r\n\t" if column.name == "explanation" else ""
            ):
                verdict.refuse("invalid-character", column.name)
        verdict.explanation = DISGUISING.sub("", verdict.said["explanation"]).replace("\r\n", "\n")
        good, bad = territories.read(verdict.said["territories"])
        if bad:
            right = territories.MISSPELT.get(bad[0], "")
            mended = re.sub(rf"\b{re.escape(bad[0])}\b", right, verdict.said["territories"].upper()) if right else ""
            verdict.refuse("territory-unknown", "territories", mended, what=bad[0][:20])
        verdict.territories = good or list(verdict.right.territories if verdict.right else [])

    def _rules(self, verdicts: Sequence[Verdict]) -> None:
        """The reviewers' own rules of completeness, asked once for each kind of row."""
        for verdict in verdicts:
            if verdict.listing is None or verdict.right is None or not verdict.claim_type:
                continue
            regime = regimes.regime_for(market=verdict.listing.market, kind=verdict.claim_type)
            verdict.regime = regime.code
            if not self.rights.reaches(verdict.right, verdict.listing.market):
                verdict.refuse("mandate-required", "right", country=verdict.listing.market)
            told = {wrong.code for wrong in verdict.wrong}
            for fault in self._faults(verdict, regime):
                if fault.field not in NOT_OF_ROWS and fault.code not in told:
                    column = {"listings": "listing", "files": "evidence"}.get(fault.field, fault.field)
                    verdict.refuse(fault.code, column if column in columns.BY_NAME else "", text=fault.text)

    def _allowed(self, verdicts: Sequence[Verdict]) -> None:
        """A notice against an authorised seller asks a person twice, which a file cannot. One query for each right."""
        by_right: dict[int, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.listing is not None and verdict.right is not None:
                by_right.setdefault(verdict.right.pk, []).append(verdict)
        for right, same in by_right.items():
            on_list = allowed.known(self.models[right], [v.listing for v in same if v.listing is not None])
            for verdict in same:
                if verdict.listing is not None and verdict.listing.pk in on_list:
                    verdict.refuse("allowed-seller", "listing")

    def _faults(self, verdict: Verdict, regime: Regime) -> list[rules.Fault]:
        assert verdict.listing is not None and verdict.right is not None  # noqa: S101  the caller looked
        owners = {self.job.organisation_id, verdict.right.owner}
        own_shop = verdict.listing.seller.organisation_id in owners
        said = (bool(verdict.explanation.strip()), bool(verdict.evidence))
        kind = (verdict.right.pk, verdict.claim_type, regime.code, own_shop, *said)
        if kind not in self.rules_known:
            self.rules_known[kind] = rules.faults(self._alone(verdict, regime))
        return self.rules_known[kind]

    def _alone(self, verdict: Verdict, regime: Regime) -> Filing:
        """The row as a notice by itself, with everything that only the signing brings."""
        assert verdict.listing is not None and verdict.right is not None  # noqa: S101  the caller looked
        right = self.models[verdict.right.pk]
        return Filing(
            filer=self.job.organisation,
            owner=right.organisation,
            claim_type=verdict.claim_type,
            listings=[Reported(verdict.listing, verdict.explanation)],
            right=right,
            evidence=[Evidence()] if verdict.evidence else [],
            declarations=[Sworn(d.code, d.version) for d in declarations_for([regime])],
            signature_name="-",
            unlimited=True,  # what is too much today waits for tomorrow
            confirmed_allowed=True,  # of single shops, and not of a kind of row: see _allowed
        )

    def _earlier(self, verdicts: Sequence[Verdict]) -> None:
        """Rows that say again what was said before: in this file, in a notice that is open, or in an earlier file."""
        ready = [verdict for verdict in verdicts if verdict.state == State.READY]
        for verdict in ready:
            verdict.fingerprint = fingerprint(self.job, verdict)
        pairs = [verdict.complaint for verdict in ready if verdict.complaint]
        here, reported = in_this_file(self.job, pairs), in_open_notices(self.job, pairs)
        filed = filed_before([verdict.fingerprint for verdict in ready if verdict.fingerprint])
        for verdict in ready:
            pair = verdict.complaint
            if pair is None:
                continue
            if pair in here:
                verdict.set_aside(State.LEFT_OUT, "duplicate", row=here[pair])
            elif pair in reported:
                verdict.set_aside(State.REPORTED, "reported", notice=reported[pair])
            elif verdict.fingerprint in filed:
                verdict.set_aside(State.REPORTED, "filed", notice=filed[verdict.fingerprint])
            else:
                here[pair] = verdict.row.number


def _guess(found: Found, text: str) -> Found | None:
    """The same listing with digits where letters look like them; only for what we cannot read as it is."""
    head, mark, tail = re.match(r"(.*?)([/-]?)([^/-]*)$", text, re.DOTALL).groups()  # type: ignore[union-attr]
    better = f"{head}{mark}{tail.translate(MISREAD)}"
    if better == text or (found.external_id and not found.problem and text != found.external_id):
        return None
    guess = resolver.single(better)
    return guess if guess.external_id and not guess.problem else None


def _listing(verdict: Verdict, match: Match, guess: str) -> None:
    text = verdict.said["listing"]
    if not text:
        return verdict.refuse("listing-missing", "listing")
    if len(text) > len(match.text) and len({f.external_id or f.text for f in resolver.find(text)}) > 1:
        return verdict.refuse("listing-several", "listing")
    if match.problem == resolver.GONE:
        return verdict.set_aside(State.LEFT_OUT, "already-removed")
    if match.problem:
        return verdict.refuse(match.problem, "listing", guess)
    verdict.listing = match.listing
    return None


def _claim_type(verdict: Verdict) -> None:
    """As written, or the only one that the right allows."""
    text = re.sub(r"[\W_]+", "", verdict.said["claim_type"]).casefold()
    allowed = CLAIMS_OF_RIGHT.get(verdict.right.kind, ()) if verdict.right else tuple(Notice.ClaimType.values)
    if not text and len(allowed) == 1:
        verdict.claim_type = allowed[0]
    elif not text:
        verdict.refuse("claim-type-missing", "claim_type", choices=", ".join(allowed))
    elif text not in CLAIM_TYPES:
        verdict.refuse("claim-type-unknown", "claim_type", choices=", ".join(allowed))
    elif CLAIM_TYPES[text] not in allowed:
        only = allowed[0] if len(allowed) == 1 else ""
        verdict.refuse("wrong-right-type", "claim_type", only, choices=", ".join(allowed))
    else:
        verdict.claim_type = CLAIM_TYPES[text]


def fingerprint(job: Import, verdict: Verdict) -> uuid.UUID:
    """The complaint in all that it says, by this filer: sent once, in whatever file it stands."""
    said = [
        job.organisation_id, job.is_test, verdict.complaint, verdict.claim_type, verdict.explanation,
        sorted(verdict.territories), sorted(verdict.evidence),
    ]  # fmt: skip
    return uuid.UUID(bytes=hashlib.sha256(json.dumps(said).encode()).digest()[:16])


def in_this_file(job: Import, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Listing and right → the row of this file that has them already."""
    rows = ImportRow.objects.filter(job=job, state__in=[State.READY, State.FILED], listing__in={p[0] for p in pairs})
    return {(listing, right): number for listing, right, number in rows.values_list("listing", "right", "number")}


def in_open_notices(job: Import, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Listing and right → a notice about them that is not ended, whoever filed it for this owner."""
    claims = Claim.objects.open().filter(listing__in={p[0] for p in pairs}, notice__right__in={p[1] for p in pairs})
    rows = claims.filter(notice__is_test=job.is_test).order_by("pk")
    return {(a, b): said for a, b, said in rows.values_list("listing", "notice__right", "notice__reference")}


def filed_before(prints: Sequence[uuid.UUID]) -> dict[uuid.UUID | None, str]:
    rows = ImportRow.objects.filter(fingerprint__in=prints, state=State.FILED)
    return dict(rows.values_list("fingerprint", "group__notice__reference"))


def stored(verdicts: Sequence[Verdict]) -> Iterator[dict[str, Any]]:
    """The verdicts as the columns of their rows."""
    for verdict in verdicts:
        yield {
            "id": verdict.row.pk,
            "state": verdict.state,
            "faults": [wrong.stored() for wrong in verdict.wrong],
            "listing_id": verdict.listing.pk if verdict.listing else None,
            "seller_id": verdict.listing.seller_id if verdict.listing else None,
            "right_id": verdict.right.pk if verdict.right else None,
            "claim_type": verdict.claim_type,
            "regime": verdict.regime,
            "territories": verdict.territories,
            "explanation": verdict.explanation,
            "evidence": verdict.evidence,
            "reference": verdict.said["reference"][:120],
            "fingerprint": str(verdict.fingerprint) if verdict.fingerprint else None,
        }
