"""Files for imports, and short ways through them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from docket import outbox
from docket.models import Delivery
from notices.bulk import actions, signing
from notices.filing import Sworn
from notices.models import Import
from tests import cast

HEADINGS = ("listing", "right", "claim_type", "explanation", "territories", "evidence", "reference")
WORDS = "These lamps carry our mark; we did not make them."


def row(
    listing: str, right: str = "EM 018224561", claim: str = "counterfeit", words: str = WORDS, **more: str
) -> list[str]:
    return [listing, right, claim, words, *(more.get(name, "") for name in HEADINGS[4:])]


def rows_for(listings: Iterable[Any]) -> list[list[str]]:
    return [row(each.external_id) for each in listings]


def table(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def file(content: bytes, name: str = "spring-sweep.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def uploaded(content: bytes, by: cast.Person | None = None, name: str = "spring-sweep.csv") -> Import:
    by = by or cast.mara()
    assert by.organisation is not None
    job, _new = actions.upload(by=by.actor, organisation=by.organisation, file=file(content, name), uploaded_by=by.user)
    return job


def checked(content: bytes, by: cast.Person | None = None) -> Import:
    job = uploaded(content, by)
    work()
    job.refresh_from_db()
    return job


def signed(job: Import, by: cast.Person | None = None) -> Import:
    by = by or cast.mara()
    sworn = [Sworn(each.code, each.version) for each in signing.asked(job)]
    signing.sign(by=by.actor, job=job, sworn=sworn, signature_name=by.user.name, capacity="owner")
    return job


def sent(content: bytes, by: cast.Person | None = None) -> Import:
    job = signed(checked(content, by), by)
    work()
    job.refresh_from_db()
    return job


def work() -> None:
    """What workers would do, until nothing is owed for imports."""
    owed = Delivery.objects.filter(state="due", entry__subject_type="import")
    while owed.exists():
        outbox.deliver()
        failed = owed.exclude(last_error="").values_list("subscriber", "last_error").first()
        assert failed is None, failed


def states(job: Import) -> dict[int, str]:
    return dict(job.rows.order_by("number").values_list("number", "state"))


def faults(job: Import) -> dict[int, list[str]]:
    """Row → codes of what is wrong with it."""
    found = job.rows.exclude(faults=[]).order_by("number").values_list("number", "faults")
    return {number: [each["code"] for each in told] for number, told in found}
