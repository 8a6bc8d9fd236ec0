"""What a seller has typed and not sent: kept for the shop, with a version, until it is sent or grows too old."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import F

from accounts.models import Organisation, User
from docket import clock, transaction
from notices.cases import Case
from notices.models import AnswerDraft, Claim
from notices.ways import Way
from policy.load import book
from rights.models import Evidence

OLD_AT_ONCE = 500  # how many forgotten drafts one run takes away


@dataclass
class Draft:
    """What was typed for one way of one case. Nothing in it is signed."""

    defence: str = ""
    explanation: str = ""
    claims: list[str] = field(default_factory=list)
    ordinary: bool = False  # an appeal instead of the legal paper
    warned: bool = False  # has read what the owner will get
    version: int = 0  # 0: nothing is stored yet
    files: Sequence[Evidence] = ()
    saved_at: datetime | None = None

    def covers(self, way: Way) -> list[Claim]:
        """The chosen listings that can still be answered for; all, if none were chosen."""
        chosen = [claim for claim in way.claims if claim.public_id in self.claims]
        return chosen or list(way.claims)

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(replace(self, files=())).items() if name not in APART}


APART = {"version", "files", "saved_at"}
TYPED = {each.name for each in fields(Draft)} - APART


def load(case: Case, way: Way, shop: Organisation) -> Draft:
    """As it was left, on whatever device. Two queries."""
    row = _row(case, way, shop)
    if row is None:
        return Draft()
    kept: Mapping[str, Any] = {name: value for name, value in row.content.items() if name in TYPED}
    files = list(row.evidence.filter(organisation=shop).order_by("pk"))
    return Draft(**kept, version=row.version, files=files, saved_at=row.updated_at)


def save(case: Case, way: Way, shop: Organisation, user: User, draft: Draft, *, seen: int | None) -> bool:
    """Keep it, unless somebody else stored a newer one than `seen`: then nothing is overwritten."""
    seen = draft.version if seen is None else seen
    where = {"organisation": shop, "notice": case.notice, "way": way.key}
    now = clock.now()
    values = {"content": draft.content(), "user": user, "updated_at": now}
    with transaction.atomic():
        rows = AnswerDraft.objects.filter(**where, version=seen)
        if not (rows.update(**values, version=F("version") + 1) if seen else _made(where, values)):
            return False
    draft.version = seen + 1
    draft.saved_at = now
    return True


def _made(where: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """The first to store makes the row; of two at once the second is told that somebody was first."""
    try:
        with transaction.atomic():
            AnswerDraft.objects.create(**where, **values)
    except IntegrityError:
        return False
    return True


def attach(case: Case, way: Way, shop: Organisation, files: Sequence[Evidence]) -> None:
    """Hang files on the draft. They are kept also beside a mistake, so that nobody sends an invoice twice."""
    row = _row(case, way, shop)
    if row is not None and files:
        row.evidence.add(*files)


def take_out(case: Case, way: Way, shop: Organisation, public_id: str) -> None:
    row = _row(case, way, shop)
    if row is not None:
        row.evidence.remove(*row.evidence.filter(public_id=public_id))


def drop(case: Case, way: Way, shop: Organisation) -> None:
    """It was sent."""
    AnswerDraft.objects.filter(organisation=shop, notice=case.notice, way=way.key).delete()


def drop_old() -> int:
    """Forget what nobody came back to. Returns how many."""
    since = clock.now() - timedelta(days=book().patience.draft_days)
    old = AnswerDraft.objects.filter(updated_at__lt=since).order_by("pk").values_list("pk", flat=True)[:OLD_AT_ONCE]
    return AnswerDraft.objects.filter(pk__in=list(old)).delete()[1].get("notices.AnswerDraft", 0)


def _row(case: Case, way: Way, shop: Organisation) -> AnswerDraft | None:
    return AnswerDraft.objects.filter(organisation=shop, notice=case.notice, way=way.key).first()
