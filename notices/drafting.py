"""What a draft holds, and the filing that comes of it. A draft is typed text; nothing in it has been sworn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import Organisation, User
from docket import clock
from notices import pasting
from notices.filing import CLAIMS_OF_RIGHT, Filing, Reported, Sworn
from notices.models import Draft, Notice
from notices.pasting import Checked
from rights.mandates import owners_for
from rights.models import Evidence, IPRight

STEPS = ("right", "claim", "listings", "evidence", "sign")
EMPTY: Mapping[str, Any] = {
    "right": "",
    "work": {},
    "owner": "",
    "capacity": "",
    "claim_type": "",
    "paste": "",
    "checked": "",
    "explanation": "",
    "explanations": {},
    "express": False,
}


@dataclass
class Work:
    """One draft with what it points to, looked up once."""

    draft: Draft
    organisation: Organisation

    @cached_property
    def content(self) -> dict[str, Any]:
        return {**EMPTY, **self.draft.content}

    @cached_property
    def rights(self) -> list[IPRight]:
        """Those this notice may rest on."""
        usable = IPRight.objects.usable_by(self.organisation, clock.now().date()).usable()
        return sorted(set(usable.select_related("organisation")), key=lambda right: right.title.casefold())

    @cached_property
    def right(self) -> IPRight | None:
        return next((right for right in self.rights if right.public_id == self.content["right"]), None)

    @property
    def by_work(self) -> bool:
        """Whether the notice rests on a work described in it, instead of on a saved right."""
        return bool(self.content["right"] == "work" and self.content["work"].get("title", "").strip())

    @cached_property
    def owner(self) -> Organisation:
        if self.right is not None:
            return self.right.organisation
        chosen = self.content["owner"]
        return next((each for each in owners_for(self.organisation) if each.public_id == chosen), self.organisation)

    @property
    def claim_types(self) -> tuple[str, ...]:
        """The kinds of claim that the chosen right can carry."""
        return CLAIMS_OF_RIGHT.get(self.right.kind, ()) if self.right else ("copyright",)

    @cached_property
    def checked(self) -> Checked:
        text = self.content["paste"]
        return pasting.check(text, filer=self.organisation, owner=self.owner, right=self.right) if text else Checked()

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(self.draft.evidence.order_by("pk")) if self.draft.pk else []

    @property
    def subject(self) -> str:
        return self.right.title if self.right else str(self.content["work"].get("title", ""))

    def first_gap(self) -> str:
        """The first step that is not done yet; "sign" when all are."""
        if self.right is None and not self.by_work:
            return "right"
        if self.content["claim_type"] not in self.claim_types:
            return "claim"
        return "sign" if self.checked.ready else "listings"

    def filing(self, user: User, *, sworn: Sequence[Sworn] = (), signature: str = "") -> Filing:
        """What would be sent now."""
        own_words: Mapping[str, str] = self.content["explanations"]
        return Filing(
            filer=self.organisation,
            owner=self.owner,
            claim_type=self.content["claim_type"],
            listings=[Reported(each, own_words.get(each.external_id, "")) for each in self.checked.ready],
            right=self.right,
            work=self.content["work"] if self.right is None else None,
            explanation=self.content["explanation"],
            territories=self.right.territories if self.right else (),
            evidence=self.evidence,
            declarations=sworn,
            signature_name=signature,
            capacity=self.content["capacity"] or capacity_of(self.organisation, self.owner),
            language=user.language,
            filed_by=user,
        )


def capacity_of(organisation: Organisation, owner: Organisation) -> str:
    return "owner" if organisation == owner else "agent"


def save(draft: Draft, changes: Mapping[str, Any], *, version: int | None) -> bool:
    """Store what was typed, unless somebody stored something since `version`, or the draft was sent."""
    content = {**draft.content, **changes}
    seen = draft.version if version is None else version
    rows = Draft.objects.filter(pk=draft.pk, version=seen, notice=None)
    if not rows.update(content=content, version=F("version") + 1, updated_at=timezone.now()):
        return False
    draft.content, draft.version = content, seen + 1
    return True


def last_notice(organisation: Organisation, right: IPRight) -> Notice | None:
    return Notice.objects.filter(filer=organisation, right=right).order_by("-pk").first()


def begun_with(right: IPRight, organisation: Organisation) -> dict[str, Any]:
    """What an express draft takes over from the last notice for this right, so that nothing is typed twice."""
    last, kinds = last_notice(organisation, right), CLAIMS_OF_RIGHT.get(right.kind, ())
    known = last is not None and last.claim_type in kinds
    return {
        "right": right.public_id,
        "capacity": capacity_of(organisation, right.organisation),
        "claim_type": last.claim_type if last and known else next(iter(kinds), ""),
        "explanation": last.explanation if last else "",
        "express": True,
    }
