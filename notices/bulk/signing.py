"""Signing an import: the statements of every law among its rows, once for all, by somebody who may."""

from collections.abc import Iterator, Sequence

from accounts.models import Membership
from docket import clock, transaction
from docket.actors import Actor
from docket.models import Entry
from docket.take import take
from notices.bulk import grouping, limits
from notices.filing import Fault, Filing, Incomplete, Reported, Sworn, declarations_for, faults, faults_of_declarations
from notices.models import Import, ImportRow
from notices.preflight import warnings_of
from policy.types import Declaration, Regime, Warned
from rights.models import Evidence

SIGNS = (Membership.Role.ADMIN, Membership.Role.MEMBER)

SIGNED = "signed_by signed_at signature_name capacity declarations listings_a_notice unsworn".split()  # noqa: SIM905


def regimes_in(job: Import) -> list[Regime]:
    return list({regime.code: regime for regime, _claim_type in grouping.governing(job)}.values())


def asked(job: Import) -> list[Declaration]:
    """Every declaration that the laws of the ready rows ask for, each once."""
    return declarations_for(regimes_in(job))


def warned(job: Import) -> list[Warned]:
    """What these laws have us warn of before it is signed."""
    told = (each for regime, kind in grouping.governing(job) for each in warnings_of([regime], kind))
    return list({each.code: each for each in told}.values())


def must_sign(job: Import) -> bool:
    return any(regime.demands("signature") for regime in regimes_in(job))


def signers(job: Import) -> list[str]:
    """Who could sign, for somebody who may not."""
    mine = Membership.objects.filter(organisation=job.organisation, role__in=SIGNS, user__is_active=True)
    return list(mine.order_by("pk").values_list("user__name", flat=True)[:5])


def open_faults(job: Import) -> list[Fault]:
    """What the filer must still give before any of it can be sent, for example a postal address."""
    found = (fault for filing in samples(job) for fault in faults(filing) if fault.field == "contact")
    return list({fault.code: fault for fault in found}.values())


def samples(job: Import) -> Iterator[Filing]:
    """One notice for each law and kind of claim, as far as it is known before it is signed."""
    ready = ImportRow.objects.filter(job=job, state=ImportRow.State.READY)
    papers = ready.select_related("listing__seller", "right__organisation").order_by("regime", "claim_type", "number")
    for row in papers.distinct("regime", "claim_type"):
        if row.listing is not None and row.right is not None:
            yield Filing(
                filer=job.organisation,
                owner=row.right.organisation,
                claim_type=row.claim_type,
                listings=[Reported(row.listing, row.explanation)],
                right=row.right,
                evidence=[Evidence()] if row.evidence else [],
                filed_by=job.uploaded_by,
                signature_name="-",
                confirmed_allowed=True,
            )


@transaction.atomic
def sign(
    *,
    by: Actor,
    job: Import,
    sworn: Sequence[Sworn],
    signature_name: str,
    capacity: str,
    after: int | None = None,
) -> Entry:
    """Make the statements for everything that is ready. Raises Incomplete or Refused; then nothing is sent."""
    # Locked before the laws are read, so that no colleague's correction brings in a law that was not sworn to.
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.refresh_from_db()
    job.listings_a_notice = None  # counted anew
    if job.state == "ready" and (wrong := list(missing(job, sworn, signature_name))):
        raise Incomplete(wrong)
    number = grouping.count(job)
    entry = take(
        "sign",
        job,
        by=by,
        after=after,
        statements_missing=0,
        notices=number.notices,
        listings=number.listings,
        declarations=[each.code for each in sworn],
        warned=[each.code for each in warned(job)],
    )
    job.signed_by_id, job.signed_at = by.user_id, clock.now()
    job.signature_name, job.capacity = signature_name, capacity
    job.declarations = [{"code": each.code, "version": each.version} for each in sworn]
    job.listings_a_notice, job.unsworn = limits.listings_a_notice(job), []
    job.save(update_fields=SIGNED)
    return entry


def missing(job: Import, sworn: Sequence[Sworn], signature_name: str) -> Iterator[Fault]:
    yield from faults_of_declarations(sworn, asked(job))
    yield from open_faults(job)
    if must_sign(job) and not signature_name.strip():
        unsigned = (fault for filing in samples(job) for fault in faults(unsigned_of(filing)))
        yield from [fault for fault in unsigned if fault.field == "signature"][:1]


def unsigned_of(filing: Filing) -> Filing:
    return Filing(**{**filing.__dict__, "signature_name": ""})


def as_sworn_beforehand(job: Import) -> None:
    """What a partner's request swore to, once it is known which laws apply. If it lacks something, nothing is sent."""
    by = Actor(job.organisation.role, organisation_id=job.organisation_id, key_id=job.api_key_id)
    made = [Sworn(each["code"], each["version"]) for each in job.declarations]
    try:
        sign(by=by, job=job, sworn=made, signature_name=job.signature_name, capacity=job.capacity)
    except Incomplete as incomplete:
        job.unsworn = [{"code": fault.code, "text": fault.text} for fault in incomplete.faults]
        job.save(update_fields=["unsworn"])
