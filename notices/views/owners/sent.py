"""The notice in the words in which it was sent, and the files that came with it and after it."""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from notices.forms.filing import CLAIM_WORDS
from notices.models import Notice
from notices.views.owners import files
from rights.words import identity


def as_sent(notice: Notice) -> dict[str, Any]:
    """Rows, statements and files for as_sent.html. Two queries."""
    kept = list(notice.evidence.order_by("pk"))
    sealed = sealed_hashes(notice)
    return {
        "as_sent": rows_of(notice),
        "statements": notice.statements.order_by("pk"),
        "files_at": files.opened_at(notice),
        "files": [file for file in kept if file.sha256 in sealed],
        "files_later": [file for file in kept if file.sha256 not in sealed],
    }


def rows_of(notice: Notice) -> list[dict[str, Any]]:
    right = f"{notice.right.title}, {identity(notice.right)}" if notice.right else notice.subject_title
    pairs = [
        (_("Right"), right),
        (_("Owner"), notice.owner.name),
        (_("Sent by"), notice.filer.name),
        (_("Claim"), CLAIM_WORDS.get(notice.claim_type, notice.claim_type)),
        (_("Reason"), notice.explanation),
        (_("What the work is"), notice.work.get("description", "")),
        (_("Original"), notice.work.get("url", "")),
        (_("Your reference"), notice.partner_reference),
        (_("Linked to"), notice.follows.notice.reference if notice.follows else ""),
        (_("Signed by"), notice.signature_name),
        (_("In the role"), notice.get_capacity_display()),
    ]
    return [{"name": name, "value": value} for name, value in pairs if value]


def sealed_hashes(notice: Notice) -> set[str]:
    """The files that the receipt's hash covers; whatever else hangs on the notice came later."""
    said: Sequence[Any] = json.loads(notice.sealed).get("evidence", []) if notice.sealed else []
    return {each["sha256"] if isinstance(each, dict) else each for each in said}
