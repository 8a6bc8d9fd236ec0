"""What partners hear of claims and imports: each side what it may know (types: notifications/webhooks/kinds.py)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Min

from docket.models import Entry
from docket.procedure import UNDO
from enforcement.models import Restriction
from notices.api.written import SELLER_READS
from notices.models import Claim, Import
from notices.procedure import HIDDEN
from notifications.webhooks.events import News, about
from notifications.webhooks.telling import Telling

TYPES: Mapping[str, tuple[str, ...]] = {
    "submit": ("notice.submitted",),
    "send_back": ("notice.information_requested",),
    "uphold": ("claim.upheld",),
    "confirm": ("claim.upheld",),
    "reject": ("claim.rejected",),
    "counter": ("claim.countered",),
    "restore": ("claim.restored",),
    "reverse": ("claim.restored",),
    "clear": ("claim.restored",),
    "retract": ("claim.retracted",),
    "appeal_takedown": ("claim.appealed",),
    "appeal_rejection": ("claim.appealed",),
    "affirm_takedown": ("claim.appeal_decided",),
    "affirm_rejection": ("claim.appeal_decided",),
    "restore_on_appeal": ("claim.appeal_decided", "claim.restored"),
    "uphold_after_all": ("claim.appeal_decided", "claim.upheld"),
}
OTHERWISE = ("claim.updated",)  # it stands elsewhere now, by a step that has no type of its own
# Of an appeal by the notifier the seller has never heard.
OF_SELLERS: Mapping[str, tuple[str, ...]] = {**TYPES, "uphold_after_all": ("claim.upheld",)}
TOLD = HIDDEN | {"awaiting_seller", "restored", "forwarded"}  # as ClaimQuerySet.told_to_sellers


def concerns(entry: Entry) -> bool:
    """A notice is sent once, whatever the number of its claims; of the rest only what moves a claim is news."""
    if entry.step == "submit":
        return bool(entry.facts.get("opens"))
    # Of what was undone in time nobody has heard, so that its undoing is no news.
    return entry.step in TYPES or (entry.source != entry.target and entry.step != UNDO)


def of_claims(entries: Sequence[Entry]) -> list[News]:
    claims = read({entry.subject_id for entry in entries})
    told = first_told(claims)
    return [news for entry in entries for news in of_claim(entry, claims[entry.subject_id], told)]


def read(ids: set[int]) -> dict[int, Claim]:
    rows = Claim.objects.with_mandate().select_related("notice", "seller").filter(pk__in=ids)
    return {claim.pk: claim for claim in rows}


def first_told(claims: Iterable[int]) -> dict[int, int]:
    """By claim: the number of the entry through which its seller came to know of it."""
    rows = Entry.objects.stood().filter(subject_type="claim", subject_id__in=list(claims), target__in=TOLD)
    return dict(rows.values_list("subject_id").annotate(Min("n")))


def of_claim(entry: Entry, claim: Claim, told: Mapping[int, int]) -> Iterator[News]:
    types = TYPES.get(entry.step, OTHERWISE)
    for organisation in notifiers(claim):
        if entry.step == "submit":
            said = about(claim.notice.public_id, notice=claim.notice.public_id, state=entry.target, version=entry.n)
        else:
            said = for_notifier(claim, entry.target, entry.n)
        yield from (News(entry, organisation, kind, said, not claim.notice.is_test) for kind in types)
    knows = entry.n >= told.get(claim.pk, entry.n + 1)
    if (shop := claim.seller.organisation_id) and knows and reads_anew(entry):
        said = for_seller(claim, entry.target, entry.n)
        kinds = OF_SELLERS.get(entry.step, OTHERWISE)
        yield from (News(entry, shop, kind, said, not claim.notice.is_test) for kind in kinds)


def notifiers(claim: Claim) -> list[int]:
    """The owner; and the filer, while it may speak for the owner."""
    notice = claim.notice
    speaks = notice.filer_id != notice.owner_id and claim.filer_speaks_for_owner()
    return [notice.owner_id, *([notice.filer_id] if speaks else [])]


def reads_anew(entry: Entry) -> bool:
    """Whether a seller reads something else than before."""
    return seen_by_seller(entry.source) != seen_by_seller(entry.target)


def seen_by_seller(state: str) -> str:
    return SELLER_READS.get(state, state)


def for_notifier(claim: Claim, state: str, version: int) -> dict[str, object]:
    return about(claim.public_id, notice=claim.notice.public_id, claim=claim.public_id, state=state, version=version)


def for_seller(claim: Claim, state: str, version: int) -> dict[str, object]:
    """Never the notice: it belongs to whoever filed it."""
    return about(claim.public_id, claim=claim.public_id, state=seen_by_seller(state), version=version)


def of_restrictions(entries: Sequence[Entry]) -> list[News]:
    """The marketplace has confirmed that the listing is hidden; the claim stands as it stands at this moment."""
    sources = dict(
        Restriction.objects.filter(pk__in={entry.subject_id for entry in entries}).values_list("pk", "source")
    )
    known = dict(Claim.objects.filter(public_id__in=set(sources.values())).values_list("public_id", "pk"))
    claims = read(set(known.values()))
    told = first_told(claims)
    return [
        news
        for entry in entries
        if sources[entry.subject_id] in known
        for news in restricted(entry, claims[known[sources[entry.subject_id]]], told)
    ]


def restricted(entry: Entry, claim: Claim, told: Mapping[int, int]) -> Iterator[News]:
    kind, live = "claim.restricted", not claim.notice.is_test
    for organisation in notifiers(claim):
        yield News(entry, organisation, kind, for_notifier(claim, claim.state, claim.version), live)
    if (shop := claim.seller.organisation_id) and claim.pk in told:
        yield News(entry, shop, kind, for_seller(claim, claim.state, claim.version), live)


def of_imports(entries: Sequence[Entry]) -> list[News]:
    jobs = Import.objects.in_bulk({entry.subject_id for entry in entries})
    found = [(entry, jobs[entry.subject_id]) for entry in entries]
    return [
        News(
            entry,
            job.organisation_id,
            "import.finished",
            about(job.public_id, state=entry.target, version=entry.n),
            not job.is_test,
        )
        for entry, job in found
    ]


tell = Telling(of_claims)
tell_restricted = Telling(of_restrictions)
tell_import = Telling(of_imports)
