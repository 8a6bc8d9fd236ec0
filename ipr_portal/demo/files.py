"""The files of the demo: one import that is done, with a few rows to mend, and one that waits to be signed."""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial

from django.core.files.uploadedfile import SimpleUploadedFile

from ipr_portal.demo import cast
from ipr_portal.demo.data import read
from ipr_portal.demo.stage import Moment
from notices.bulk import actions, signing
from notices.bulk.columns import COLUMNS
from notices.filing import Sworn
from notices.models import Import

OWNER = "linde"


def moments() -> Iterator[Moment]:
    for told in read("files"):
        yield Moment(float(told["uploaded"]), partial(upload, told["name"], told["rows"]))
        if "signed" in told:
            yield Moment(float(told["signed"]), partial(sign, told["name"]))


def upload(name: str, rows: Sequence[Sequence[str]]) -> None:
    """A few rows need no worker: they are checked at once, so that the file can be signed the same day."""
    owner = cast.organisation(OWNER)
    file = SimpleUploadedFile(name, table(rows))
    actions.upload(by=cast.acting(owner), organisation=owner, file=file, uploaded_by=cast.person_of(owner))


def table(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[column.name for column in COLUMNS], *([*row, *[""] * 7][:7] for row in rows)])
    return text.getvalue().encode()


def sign(name: str) -> None:
    owner = cast.organisation(OWNER)
    job = Import.objects.select_related("organisation").get(organisation=owner, name=name)
    sworn = [Sworn(each.code, each.version) for each in signing.asked(job)]
    signer = cast.person_of(owner).name
    signing.sign(by=cast.acting(owner), job=job, sworn=sworn, signature_name=signer, capacity="owner")
