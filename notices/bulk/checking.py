"""Checking an import in parts: each part is one transaction, and whatever ends it, the rows say what is done."""

import json

from django.db import connection

from docket import transaction
from docket.actors import SYSTEM
from docket.errors import MoreToDo
from docket.models import Entry
from docket.take import take
from notices.bulk import rows, signing
from notices.models import Import, ImportRow

PART = 1000  # rows a transaction: about half a second, so that a person's Stop waits no longer

WRITE = """
UPDATE notices_importrow r SET state = n.state, faults = n.faults, listing_id = n.listing_id, seller_id = n.seller_id,
    right_id = n.right_id, claim_type = n.claim_type, regime = n.regime,
    territories = n.territories, explanation = n.explanation, evidence = n.evidence, reference = n.reference,
    fingerprint = n.fingerprint
FROM jsonb_to_recordset(%s::jsonb) AS n(id bigint, state text, faults jsonb, listing_id bigint, seller_id bigint,
    right_id bigint, claim_type text, regime text, territories jsonb, explanation text, evidence jsonb,
    reference text, fingerprint uuid)
WHERE r.id = n.id AND r.state = 'waiting'
"""


def go_on(entry: Entry) -> None:
    """Subscriber. Checks one part; if rows are left, the next part is due at once."""
    if check_part(entry.subject_id):
        raise MoreToDo


@transaction.atomic
def check_part(job_id: int) -> bool:
    """Check the next rows that wait; True if some may be left. Does nothing unless the import is being checked."""
    # The lock keeps parts of one import apart: a row repeats an earlier one or not, whoever checks it.
    job = Import.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=job_id)
    if job.state != "checking":
        return False
    waiting = list(ImportRow.objects.filter(job=job, state=ImportRow.State.WAITING).order_by("number")[:PART])
    if waiting:
        write(rows.Comparison(job).compare(waiting))
    if len(waiting) == PART:
        return True
    conclude(job)
    return False


def write(verdicts: list[rows.Verdict]) -> None:
    """All of them in one statement; a row that does not wait any more is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(list(rows.stored(verdicts)))])


def conclude(job: Import) -> None:
    """Every row has its verdict: say whether anything can be sent. A partner who has sworn already sends at once."""
    ready = ImportRow.objects.filter(job=job, state=ImportRow.State.READY).exists()
    take("settle" if ready else "find_fault", job, by=SYSTEM)
    if ready and job.api_key_id is not None and job.declarations:
        signing.as_sworn_beforehand(job)
