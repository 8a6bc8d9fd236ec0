"""The rights of the demo's owners, entered and judged through the real deeds."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Organisation
from docket import clock
from ipr_portal.demo import cast, pictures
from ipr_portal.demo.data import read
from ipr_portal.demo.pictures import Picture
from rights import actions, nice
from rights.actions.evidence import store
from rights.models import Evidence, IPRight

FIELDS = (
    "kind", "title", "form", "office", "number", "territories", "nice_classes", "description", "work_kind", "author",
)  # fmt: skip


def register_all() -> None:
    for told in read("rights"):
        _register(told)


def judge_all() -> None:
    """What a reviewer made of each entry."""
    for told in read("rights"):
        right = find(told["key"])
        if told["then"] == "verified":
            actions.verify(by=cast.staff("bo"), right=right)
        elif told["then"] == "refused":
            actions.refuse(by=cast.staff("bo"), right=right, reason=told["why"], code=told["code"])
        elif told["then"] == "asked":
            actions.ask(by=cast.staff("bo"), right=right, question=told["why"], code=told["code"])


def find(key: str) -> IPRight:
    told = next(each for each in read("rights") if each["key"] == key)
    rights = IPRight.objects.select_related("organisation")
    return rights.get(organisation=cast.organisation(told["owner"]), title=told["title"], office=told.get("office", ""))


def _register(told: dict[str, Any]) -> None:
    owner = cast.organisation(told["owner"])
    facts = {name: told[name] for name in FIELDS if name in told}
    right = IPRight(
        organisation=owner,
        connection="owner",
        nice_edition=nice.EDITION if told.get("nice_classes") else "",
        registered_on=told.get("registered"),
        valid_until=_ends(told),
        image=_image(told, owner),
        **facts,
    )
    proofs = [_extract(told, owner)] if told.get("number") else []
    actions.register(by=cast.acting(owner), right=right, proofs=proofs)


def _ends(told: dict[str, Any]) -> date | None:
    return seen_from_today(told["ends"]) if "ends" in told else None


def seen_from_today(days: int) -> date:
    """A day as the reader counts it, whatever the story's clock says."""
    return date.today() + timedelta(days)  # noqa: DTZ011


def _image(told: dict[str, Any], owner: Organisation) -> Evidence | None:
    place = [each["key"] for each in read("cast")["owners"]].index(told["owner"])
    if "mark" in told:
        return evidence(owner, pictures.of_mark(told["mark"], place), f"{told['mark'].lower()}-mark.png")
    if "picture" in told:
        word = owner.name.split()[0].upper()
        return evidence(owner, pictures.of_goods(told["picture"], word, place), f"{told['key']}.png")
    return None


def _extract(told: dict[str, Any], owner: Organisation) -> Evidence:
    lines = (f"{told['office']} {told['number']}", told["title"], owner.name, f"Registered {told['registered']}")
    return evidence(owner, pictures.of_paper("Extract from the register", lines), f"extract-{told['number']}.png")


def evidence(owner: Organisation, picture: Picture, name: str) -> Evidence:
    """A file of this organisation, taken in like any other."""
    made = store(by=cast.acting(owner), upload=SimpleUploadedFile(name, picture.content, "image/png"))
    Evidence.objects.filter(pk=made.pk).update(created_at=clock.now())
    return made
