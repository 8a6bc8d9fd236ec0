"""Sending what was signed, notice by notice: each in one transaction with the row that says it is sent."""

import time
from collections.abc import Sequence

from accounts.models import Organisation
from docket import transaction
from docket.actors import SYSTEM, Actor
from docket.errors import MoreToDo, Refused, TryLater
from docket.models import Entry
from docket.take import take
from listings.models import Listing
from notices import actions
from notices.bulk import grouping, limits
from notices.bulk.faults import Wrong
from notices.bulk.rows import in_open_notices
from notices.filing import Filing, Incomplete, Reported, Sworn
from notices.models import Import, ImportGroup, ImportRow, Notice
from notices.preflight import warnings_of
from policy import regimes
from rights.models import Evidence

SECONDS = 3.0  # of sending in one go; then others have their turn
State = ImportRow.State


def go_on(entry: Entry) -> None:
    """Subscriber. Sends notices for some seconds; if more are planned, the next go is due at once."""
    until = time.monotonic() + SECONDS
    while send_next(entry.subject_id):
        if time.monotonic() >= until:
            raise MoreToDo
    if Import.objects.filter(pk=entry.subject_id, state="waiting").exists():
        raise TryLater(limits.until_tomorrow(), "As many notices as a day allows are sent.")


@transaction.atomic
def send_next(job_id: int) -> bool:
    """Send the next notice, or end; True if there may be more. Does nothing unless the import is being sent."""
    # Stop waits for this lock, and a second worker too: one notice at a time, and none after a Stop.
    papers = Import.objects.select_for_update(of=("self",))
    job = papers.select_related("organisation", "signed_by", "api_key").get(pk=job_id)
    if job.state == "signed":
        take("send", job, by=SYSTEM)
    if job.state not in {"sending", "waiting"}:
        return False
    # Two files of one organisation may name the same listing: whoever comes second sees the first one's notice. And
    # while it is held nobody else sends what would fill the day.
    Organisation.objects.select_for_update(no_key=True).get(pk=job.organisation_id)
    may_send = limits.may_send(job)
    if job.state == "waiting":
        if not may_send:
            return False
        take("go_on", job, by=SYSTEM, notices=job.groups.filter(state=ImportGroup.State.PLANNED).count())
    group = next_group(job)
    if group is None and job.rows.filter(state=State.READY, group=None).exists():
        grouping.plan(job)
        group = next_group(job)
    if group is None:
        take("finish", job, by=SYSTEM)
        return False
    if not may_send:
        take("wait", job, by=SYSTEM)
        return False
    send(job, group)
    return True


def next_group(job: Import) -> ImportGroup | None:
    planned = job.groups.filter(state=ImportGroup.State.PLANNED).select_related("right__organisation")
    return planned.order_by("ordinal").first()


def send(job: Import, group: ImportGroup) -> None:
    """File the group's rows that still complain of something new; say why if it is refused."""
    rows = list(group.rows.filter(state=State.READY).select_related("listing__seller").order_by("number"))
    rows = still_new(job, group, rows)
    if not rows:
        group.state = ImportGroup.State.EMPTY
        group.save(update_fields=["state"])
        return
    try:
        with transaction.atomic():
            notice = actions.submit(by=actor_of(job), filing=filing_of(job, group, rows))
    except Incomplete as incomplete:
        refuse(group, rows, list(dict.fromkeys(fault.text for fault in incomplete.faults)))
    except Refused as refusal:
        refuse(group, rows, [str(refusal)])
    else:
        group.state, group.notice, group.listings = ImportGroup.State.SENT, notice, len(rows)
        group.save(update_fields=["state", "notice", "listings"])
        ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.FILED)


def actor_of(job: Import) -> Actor:
    """Whoever signed."""
    key = None if job.signed_by_id else job.api_key_id
    return Actor("notifier", user_id=job.signed_by_id, organisation_id=job.organisation_id, key_id=key)


def still_new(job: Import, group: ImportGroup, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Set aside what was reported, or went away, after it was checked. Three queries."""
    pairs = [(row.listing_id, group.right_id) for row in rows if row.listing_id is not None]
    reported = in_open_notices(job, pairs)
    filed = ImportRow.objects.filter(fingerprint__in=[row.fingerprint for row in rows], state=State.FILED)
    sent = dict(filed.values_list("fingerprint", "group__notice__reference"))
    new, aside = [], []
    for row in rows:
        if wrong := why_not_now(
            row, reported.get((row.listing_id or 0, group.right_id), ""), sent.get(row.fingerprint)
        ):
            row.state = State.LEFT_OUT if wrong.code == "already-removed" else State.REPORTED
            row.faults = [wrong.stored()]
            aside.append(row)
        else:
            new.append(row)
    ImportRow.objects.bulk_update(aside, ["state", "faults"])
    return new


def why_not_now(row: ImportRow, reported: str, sent: str | None) -> Wrong | None:
    if reported:
        return Wrong("reported", "listing", "", {"notice": reported})
    if sent:
        return Wrong("filed", "listing", "", {"notice": sent})
    if row.listing is None or row.listing.state == Listing.State.GONE:
        return Wrong("already-removed", "listing")
    return None


def refuse(group: ImportGroup, rows: Sequence[ImportRow], why: list[str]) -> None:
    group.state, group.faults = ImportGroup.State.REFUSED, why
    group.save(update_fields=["state", "faults"])
    wrong = [Wrong("notice-refused", about={"text": " ".join(why)}).stored()]
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.REFUSED, faults=wrong)


def filing_of(job: Import, group: ImportGroup, rows: Sequence[ImportRow]) -> Filing:
    """The rows as one notice. What all of them say is said once; what only some say stays with their listings."""
    owner = group.right.organisation
    explanations, files = {row.explanation for row in rows}, {tuple(row.evidence) for row in rows}
    references = {row.reference for row in rows}
    known = evidence_of(job, rows)
    alike, same_files = len(explanations) == 1, len(files) == 1
    return Filing(
        filer=job.organisation,
        owner=owner,
        claim_type=group.claim_type,
        listings=[
            Reported(
                row.listing,
                "" if alike else row.explanation,
                () if same_files else tuple(known[each] for each in row.evidence if each in known),
            )
            for row in rows
            if row.listing is not None
        ],
        right=group.right,
        explanation=explanations.pop() if alike else "",
        territories=tuple(group.territories),
        evidence=tuple(known[each] for each in files.pop() if each in known) if same_files else (),
        declarations=[Sworn(each["code"], each["version"]) for each in job.declarations],
        signature_name=job.signature_name,
        capacity=job.capacity if owner.pk == job.organisation_id else Notice.Capacity.AGENT.value,
        partner_reference=(references.pop() if len(references) == 1 else "") or job.reference,
        language=job.language,
        filed_by=job.signed_by,
        api_key=None if job.signed_by_id else job.api_key,
        is_test=job.is_test,
        warned=[each.code for each in warnings_of([regimes.get(group.regime)], group.claim_type)],
        told_together=True,
    )


def evidence_of(job: Import, rows: Sequence[ImportRow]) -> dict[str, Evidence]:
    wanted = {each for row in rows for each in row.evidence}
    mine = Evidence.objects.filter(organisation=job.organisation, public_id__in=wanted) if wanted else ()
    return {each.public_id: each for each in mine}
