"""The deeds of an import, each in one transaction: upload, name columns, stop, go on, mend, leave out, throw away."""

import hashlib
import itertools
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from accounts.models import ApiKey, Organisation, User
from docket import clock, transaction
from docket.actors import Actor
from docket.errors import NotAllowed, NotOpen
from docket.models import Entry
from docket.take import take
from notices.bulk import checking, columns, mending, reading
from notices.bulk.columns import BY_NAME, LEFT_OUT
from notices.bulk.faults import Wrong
from notices.filing import Sworn
from notices.models import Import, ImportGroup, ImportRow
from rights.actions.evidence import shown_name

AT_ONCE = 2000  # rows a statement
STORE = """
INSERT INTO notices_importrow (job_id, number, cells, mended, state, faults, claim_type, regime, territories,
    explanation, evidence, reference)
SELECT %s, (r ->> 0)::int, ARRAY(SELECT jsonb_array_elements_text(r -> 1)), '{}', 'waiting', '[]', '', '', '[]',
    '', '[]', ''
FROM jsonb_array_elements(%s::jsonb) AS r
"""
PIECE = 1 << 20


class Unnamed(Exception):
    """Some columns have no name that we know; `faults` says which, as codes with what they are about."""

    def __init__(self, faults: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        super().__init__("; ".join(code for code, _about in faults))
        self.faults = list(faults)


def digest(upload: "UploadedFile[Any]") -> str:
    whole = hashlib.sha256()
    upload.seek(0)
    while piece := upload.read(PIECE):
        whole.update(piece)
    return whole.hexdigest()


def known_file(organisation: Organisation, sha256: str, *, is_test: bool = False) -> Import | None:
    """The import of these very bytes, if this organisation has one."""
    same = Import.objects.filter(organisation=organisation, sha256=sha256, is_test=is_test)
    return same.exclude(state="discarded").first()


def upload(
    *,
    by: Actor,
    organisation: Organisation,
    file: "UploadedFile[Any]",
    uploaded_by: User | None = None,
    api_key: ApiKey | None = None,
    named: Mapping[str, str] | None = None,
    strictly: bool = False,
    sworn: Sequence[Sworn] = (),
    signature_name: str = "",
    capacity: str = "owner",
    language: str = "en",
) -> tuple[Import, bool]:
    """Take in a file; the import, and whether it is new. The same bytes give the same import.

    Raises reading.Unreadable; and Unnamed if `strictly` and its columns are not all known.
    """
    if organisation.guest:
        raise NotAllowed(str(_("A file needs an account. Set a password, and you have one.")))
    is_test = api_key is not None and not api_key.live
    sha256 = digest(file)
    if known := known_file(organisation, sha256, is_test=is_test):
        return known, False
    job = Import(
        organisation=organisation,
        uploaded_by=uploaded_by,
        api_key=api_key,
        is_test=is_test,
        language=language,
        name=shown_name(file.name or "")[:200] or "import.csv",
        size=file.size or 0,
        sha256=sha256,
        created_at=clock.now(),
        signature_name=signature_name,
        capacity=capacity,
        declarations=[{"code": each.code, "version": each.version} for each in sworn],
    )
    own = dict(named) if named is not None else {} if strictly else columns.remembered(organisation)
    try:
        with transaction.atomic(), reading.opened(file, strictly=strictly) as table:
            take_in(job, table, by=by, own=own, strictly=strictly)
    except IntegrityError:
        # Somebody sent the same file at the same moment, and was first.
        if known := known_file(organisation, sha256, is_test=is_test):
            return known, False
        raise
    return job, True


def take_in(job: Import, table: reading.Table, *, by: Actor, own: Mapping[str, str], strictly: bool) -> None:
    """Store the rows as they are written; if every column has its name, checking begins."""
    job.headings, job.read_as = table.headings, table.read_as
    found = columns.matched(table.headings, own)
    unclear = columns.faults(found, table.headings)
    if strictly and unclear:
        raise Unnamed(unclear)
    job.columns = [] if unclear else [column or LEFT_OUT for column in found]
    job.save()
    job.rows_total = store(job, table.rows)
    job.save(update_fields=["rows_total"])
    take("upload", job, by=by, sha256=job.sha256, rows=job.rows_total)
    if not unclear:
        begin(job, by=by)


def store(job: Import, rows: Iterator[tuple[int, list[str]]]) -> int:
    count = 0
    with connection.cursor() as cursor:
        while part := list(itertools.islice(rows, AT_ONCE)):
            cursor.execute(STORE, [job.pk, json.dumps(part)])
            count += len(part)
    return count


def begin(job: Import, *, by: Actor, step: str = "check", **facts: Any) -> Entry:
    """Owe the checking of all rows that wait; how many they are tells the progress how far it is."""
    return take(step, job, by=by, waiting=job.rows.filter(state=ImportRow.State.WAITING).count(), **facts)


@transaction.atomic
def name_columns(*, by: Actor, job: Import, chosen: Sequence[str], after: int | None = None) -> Entry:
    """Say what each column stands for, and begin to check. Raises Unnamed if one that is needed is missing."""
    if wrong := columns.faults(chosen, job.headings):
        raise Unnamed(wrong)
    # The version is looked at first: another person may have named them otherwise.
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    entry = begin(job, by=by, columns=list(chosen))
    Import.objects.filter(pk=job.pk).update(columns=list(chosen))
    job.columns = list(chosen)
    columns.remember(job.organisation, job.headings, chosen)
    return entry


@transaction.atomic
def stop(*, by: Actor, job: Import) -> Entry:
    """Stop the checking, or the sending: what is done is kept."""
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.refresh_from_db()
    return take("stop" if job.state == "checking" else "interrupt", job, by=by)


@transaction.atomic
def resume(*, by: Actor, job: Import) -> Entry:
    """Go on where a person stopped."""
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.refresh_from_db()
    if job.state == "interrupted":
        left = job.groups.filter(state=ImportGroup.State.PLANNED).count()
        return take("send_on", job, by=by, notices=left)
    return begin(job, by=by, step="resume")


@transaction.atomic
def correct(*, by: Actor, job: Import, row: ImportRow, column: str, text: str, alike: bool = False) -> int:
    """Write something else in a column of a row that needs a fix; or in all rows where it says the same. How many."""
    if column not in BY_NAME:
        raise ValueError(f"There is no column {column}.")
    chosen = {row.pk, *(mending.same_words(job, row, column) if alike else ())}
    return recheck(by=by, job=job, chosen=chosen, step_facts={"row": row.number, "column": column}, mend={column: text})


@transaction.atomic
def leave_out(*, by: Actor, job: Import, row: ImportRow) -> int:
    """Take a row that needs a fix out of the import."""
    lock_for_mending(job)
    wrong = [Wrong("left-out").stored()]
    chosen = job.rows.filter(pk=row.pk, state=ImportRow.State.FIX)
    count = chosen.update(state=ImportRow.State.LEFT_OUT, faults=wrong)
    if count:
        begin(job, by=by, step="correct", row=row.number, left_out=True)
        checking.check_part(job.pk)
    return count


def recheck(
    *, by: Actor, job: Import, chosen: Collection[int], step_facts: Mapping[str, Any], mend: Mapping[str, str]
) -> int:
    lock_for_mending(job)
    rows = list(job.rows.filter(pk__in=chosen, state=ImportRow.State.FIX))
    for row in rows:
        row.mended, row.state = {**row.mended, **mend}, ImportRow.State.WAITING
    ImportRow.objects.bulk_update(rows, ["mended", "state"], batch_size=AT_ONCE)
    if rows:
        begin(job, by=by, step="correct", rows=len(rows), **step_facts)
        if len(rows) < checking.PART:
            checking.check_part(job.pk)  # a few rows are checked before the person looks again
    return len(rows)


def lock_for_mending(job: Import) -> None:
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.refresh_from_db()
    if job.state not in job.procedure["correct"].sources:
        raise NotOpen("correct", job.state)


@transaction.atomic
def discard(*, by: Actor, job: Import) -> Entry:
    """Throw the file away; allowed while nothing was sent from it."""
    Import.objects.select_for_update(of=("self",)).get(pk=job.pk)
    job.refresh_from_db()
    entry = take("discard", job, by=by, sent=job.groups.filter(state="sent").count())
    rows: Any = job.rows.all()
    rows._raw_delete(rows.db)  # nothing hangs on them, so that fifty thousand need not be read first
    job.groups.all().delete()
    return entry
