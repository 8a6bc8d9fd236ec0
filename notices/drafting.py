"""What a draft holds, and the filing that comes of it. A draft is typed text; nothing in it has been sworn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.models import Organisation, User
from docket import clock, transaction
from listings.models import Listing
from notices import allowed, pasting
from notices.filing import CLAIMS_OF_RIGHT, Filing, Reported, Sworn
from notices.marking import Marked
from notices.models import Claim, Draft, Notice
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
    "regions": {},
    "files": {},
    "picked": [],
    "new": {},
    "express": False,
    "follows": "",
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
        if not text:
            return Checked()
        picked = frozenset[str](self.content["picked"])
        return pasting.check(text, filer=self.organisation, owner=self.owner, right=self.right, picked=picked)

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(self.draft.evidence.order_by("pk")) if self.draft.pk else []

    @cached_property
    def own_files(self) -> dict[str, list[Evidence]]:
        """The files of single listings, by the listing's id. One query."""
        named: Mapping[str, list[str]] = self.content["files"]
        wanted = {name for names in named.values() for name in names}
        if not wanted:
            return {}
        rows = Evidence.objects.filter(organisation=self.organisation, public_id__in=wanted)
        found = {each.public_id: each for each in rows}
        return {listing: [found[name] for name in names if name in found] for listing, names in named.items()}

    @cached_property
    def follows(self) -> Claim | None:
        """The earlier claim that this notice is linked to, while this organisation may still see it."""
        named = self.content["follows"]
        if not named:
            return None
        mine = Claim.objects.filed_for(self.organisation.pk).select_related("notice")
        return mine.filter(public_id=named).first()

    def regions_of(self, external_id: str) -> list[Marked]:
        """What was marked on this listing."""
        return [Marked(**mark) for mark in self.content["regions"].get(external_id, [])]

    def reported(self, listing: Listing) -> Reported:
        """One listing with everything that was said about it alone."""
        name = listing.external_id
        words: Mapping[str, str] = self.content["explanations"]
        return Reported(listing, words.get(name, ""), self.own_files.get(name, []), self.regions_of(name))

    @property
    def subject(self) -> str:
        return self.right.title if self.right else str(self.content["work"].get("title", ""))

    @cached_property
    def allowed_shops(self) -> list[str]:
        """The shops among these that the owner has authorised, by name."""
        found = allowed.known(self.right, self.checked.ready)
        return sorted({each.seller.name for each in self.checked.ready if each.pk in found})

    def first_gap(self) -> str:
        """The first step that is not done yet; "sign" when all are."""
        if self.right is None and not self.by_work:
            return "right"
        if self.content["claim_type"] not in self.claim_types:
            return "claim"
        return "sign" if self.checked.ready else "listings"

    def filing(
        self,
        user: User,
        *,
        sworn: Sequence[Sworn] = (),
        signature: str = "",
        warned: Sequence[str] = (),
        confirmed_allowed: bool = False,
    ) -> Filing:
        """What would be sent now."""
        return Filing(
            filer=self.organisation,
            owner=self.owner,
            claim_type=self.content["claim_type"],
            listings=[self.reported(each) for each in self.checked.ready],
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
            follows=self.follows,
            warned=warned,
            confirmed_allowed=confirmed_allowed,
        )


def capacity_of(organisation: Organisation, owner: Organisation) -> str:
    return "owner" if organisation == owner else "agent"


def save(draft: Draft, changes: Mapping[str, Any], *, version: int | None, by: User) -> bool:
    """Store what was typed, unless somebody stored something since `version`, or the draft was sent."""
    content = {**draft.content, **changes}
    seen = draft.version if version is None else version
    rows = Draft.objects.filter(pk=draft.pk, version=seen, notice=None)
    if not rows.update(content=content, version=F("version") + 1, changed_by=by, updated_at=timezone.now()):
        return False
    draft.content, draft.version, draft.changed_by = content, seen + 1, by
    return True


@transaction.atomic
def change_files(draft: Draft, *, by: User, add: Sequence[Evidence] = (), drop: str = "") -> None:
    """Files come and go under the draft's lock and raise its version: a colleague never signs what changed unseen."""
    if not add and not drop:
        return
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.notice_id is None:
        draft.evidence.add(*add)
        draft.evidence.remove(*draft.evidence.filter(public_id=drop))
        _raise(draft, locked, locked.content, by)


@transaction.atomic
def give_own_files(draft: Draft, listing: str, add: Sequence[Evidence], *, by: User, drop: str = "") -> None:
    """The same for the files of one listing, which the draft knows by their ids."""
    if not add and not drop:
        return
    locked = Draft.objects.select_for_update().get(pk=draft.pk)
    if locked.notice_id is None:
        named: dict[str, list[str]] = dict(locked.content.get("files", {}))
        own = [name for name in named.get(listing, []) if name != drop] + [each.public_id for each in add]
        named[listing] = own
        _raise(draft, locked, {**locked.content, "files": {key: ids for key, ids in named.items() if ids}}, by)


def _raise(draft: Draft, locked: Draft, content: Mapping[str, Any], by: User) -> None:
    draft.content, draft.version = dict(content), locked.version + 1
    changed = {"content": content, "version": draft.version, "changed_by": by, "updated_at": timezone.now()}
    Draft.objects.filter(pk=draft.pk).update(**changed)


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
