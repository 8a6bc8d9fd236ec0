"""What partners send about a right, and how they read it."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Organisation
from accounts.rest import told
from accounts.rest.fields import Choice, Day, Erasable, Field, Many, Pattern, Shape, Text, Whole, public_id
from rights import numbers, territories
from rights.api.parties import PARTY, party
from rights.models import Evidence, IPRight
from rights.words import reason

COUNTRY = Pattern(r"[A-Z]{2}", "an ISO 3166-1 country code, or EU for all of the Union", "DE")
OFFICE = Choice((*territories.REGIONAL, *sorted(territories.CODES)), "WIPO ST.3 code of the office")
FILE = public_id("evd")
# What can be said of a right and said anew; each kind of right takes some of it.
FACTS: dict[str, Field] = {
    "office": OFFICE,
    "number": Text(40),
    "territories": Many(COUNTRY, 250, distinct=True),
    "nice_classes": Many(Whole(1, 45), 45, distinct=True),
    "registered_on": Day(),
    "valid_until": Day(),
    "description": Text(4000, lines=True),
    "work_kind": Choice(tuple(IPRight.Work.values), "For works under copyright; `other` where it is left out."),
    "author": Text(200, about="Who made the work."),
    "url": Text(500, about="A link to the original of a work."),
    "connection": Choice(tuple(IPRight.Connection.values), "`owner` or `mandate` where it is left out."),
    "connection_words": Text(300),
}
FILES: dict[str, Field] = {
    "image": FILE,
    "views": Many(FILE, 20, distinct=True),
    "proofs": Many(FILE, 20, distinct=True),
}
NEW = Shape(
    "NewRight",
    required={"kind": Choice(tuple(IPRight.Kind.values)), "title": Text(200)},
    optional={"owner": public_id("org"), "form": Choice(tuple(IPRight.Form.values)), **FACTS, **FILES},
    example={
        "kind": "trademark",
        "title": "LINDE",
        "form": "word",
        "office": "EM",
        "number": "018224561",
        "nice_classes": [11],
        "valid_until": "2031-06-30",
    },
)
CHANGE = Shape(
    "RightChange",
    optional={
        "title": Text(200),
        **{name: Erasable(each) for name, each in FACTS.items()},
        **FILES,
        "answer": Text(2000, lines=True, about="What you say to the reviewer who asked."),
    },
    example={"valid_until": "2041-06-30"},
)
KEPT = told.record("FileOfRight", id=told.TEXT, name=told.TEXT, sha256=told.TEXT)
WHY = told.record("ReasonOfRight", code=told.TEXT, text=told.TEXT, cure=told.TEXT, words=told.TEXT)
RIGHT = told.record(
    "Right",
    id=told.TEXT,
    owner=PARTY,
    kind=told.TEXT,
    title=told.TEXT,
    form=told.TEXT,
    office=told.TEXT,
    number=told.TEXT,
    number_doubt=told.TEXT,
    territories=told.TEXTS,
    nice_classes=told.listed(told.WHOLE),
    nice_edition=told.TEXT,
    registered_on=told.maybe(told.DAY),
    valid_until=told.maybe(told.DAY),
    description=told.TEXT,
    work_kind=told.TEXT,
    author=told.TEXT,
    url=told.TEXT,
    connection=told.TEXT,
    connection_words=told.TEXT,
    image=told.maybe(KEPT),
    views=told.listed(KEPT),
    proofs=told.listed(KEPT),
    state=told.TEXT,
    version=told.WHOLE,
    question=told.TEXT,
    refusal=told.TEXT,
    reason=told.maybe(WHY),
    created_at=told.MOMENT,
)


def written(rights: Sequence[IPRight], reader: Organisation) -> list[dict[str, Any]]:
    return [write(right, reader) for right in rights]


def write(right: IPRight, reader: Organisation) -> dict[str, Any]:
    """One right. The picture is for everyone who may use the right; other files for whoever added them."""
    why = reason(right)
    return {
        "id": right.public_id,
        "owner": party(right.organisation),
        "kind": right.kind,
        "title": right.title,
        "form": right.form,
        "office": right.office,
        "number": right.number,
        "number_doubt": numbers.doubt(right.kind, right.office, right.number),
        "territories": right.territories,
        "nice_classes": right.nice_classes,
        "nice_edition": right.nice_edition,
        "registered_on": right.registered_on,
        "valid_until": right.valid_until,
        "description": right.description,
        "work_kind": right.work_kind,
        "author": right.author,
        "url": right.url,
        "connection": right.connection,
        "connection_words": right.connection_words,
        "image": file(right.image) if right.image else None,
        "views": [file(each) for each in right.views.all() if each.organisation_id == reader.pk],
        "proofs": [file(each) for each in right.proofs.all() if each.organisation_id == reader.pk],
        "state": right.state,
        "version": right.version,
        "question": right.question,
        "refusal": right.refusal,
        "reason": {name: why[name] for name in ("code", "text", "cure")} | {"words": why["own"]} if why else None,
        "created_at": right.created_at,
    }


def file(kept: Evidence) -> dict[str, str]:
    return {"id": kept.public_id, "name": kept.name, "sha256": kept.sha256}
