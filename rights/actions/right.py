"""The deeds on a right, from its entry to its end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts import belonging
from docket import clock, transaction
from docket.actors import CLOCK, Actor
from docket.models import Entry
from docket.take import take, take_many
from policy import vault_reasons
from policy.load import book
from rights import reminders
from rights.models import Evidence, IPRight

AT_ONCE = 500


@dataclass(frozen=True)
class Files:
    """What was uploaded for a right; nothing means that what is there stays."""

    image: Evidence | None = None
    views: Sequence[Evidence] = ()
    proofs: Sequence[Evidence] = ()

    @property
    def digests(self) -> list[str]:
        return [each.sha256 for each in (*filter(None, [self.image]), *self.views, *self.proofs)]


NO_FILES = Files()


@transaction.atomic
def register(*, by: Actor, right: IPRight, proofs: Sequence[Evidence] = (), files: Files = NO_FILES) -> IPRight:
    """Enter a right; it can be used at once and is looked at by a reviewer."""
    files = Files(files.image, files.views, [*files.proofs, *proofs])
    right.state = ""
    right.image = files.image or right.image
    settle(right)
    right.save()
    attach(right, files)
    take("register", right, by=by, said=said_of(right), proofs=files.digests)
    return right


@transaction.atomic
def amend(
    *,
    by: Actor,
    right: IPRight,
    changes: Mapping[str, Any],
    files: Files = NO_FILES,
    answer: str = "",
    after: int | None = None,
) -> Entry:
    """Correct or renew a right; it is looked at again."""
    return _change("amend", by, right, changes, files, answer, after)


@transaction.atomic
def complete(
    *,
    by: Actor,
    right: IPRight,
    changes: Mapping[str, Any],
    files: Files = NO_FILES,
    answer: str = "",
    after: int | None = None,
) -> Entry:
    """Give what a reviewer asked for; it is looked at again."""
    return _change("complete", by, right, changes, files, answer, after)


def change(*, by: Actor, right: IPRight, **how: Any) -> Entry:
    """Whichever of the two is open: an answer where a reviewer asked, else a correction."""
    return (complete if right.state == "asked" else amend)(by=by, right=right, **how)


def _change(
    step: str,
    by: Actor,
    right: IPRight,
    changes: Mapping[str, Any],
    files: Files,
    answer: str,
    after: int | None,
) -> Entry:
    until = changes.get("valid_until", right.valid_until)
    in_time = until is None or until >= clock.today()
    changed = sorted(name for name, value in changes.items() if getattr(right, name) != value)
    entry = take(step, right, by=by, after=after, changed=changed, proofs=files.digests, in_time=in_time)
    for name, value in changes.items():
        setattr(right, name, value)
    right.image = files.image or right.image
    right.refusal = right.refusal_code = right.question = ""
    right.answer = answer
    settle(right)
    right.save()
    attach(right, files)
    return entry


def settle(right: IPRight) -> None:
    """What follows from what was typed: the spellings for comparing, and the next day of reminding."""
    right.fold()
    right.remind_on = reminders.next_day(right.valid_until, clock.today(), reminders.OF_RIGHTS)


def attach(right: IPRight, files: Files) -> None:
    if files.views:
        right.views.set(files.views)
    if files.proofs:
        right.proofs.add(*files.proofs)


@transaction.atomic
def verify(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Confirm that the right exists, belongs to the owner and is in force; a question that was open is settled."""
    entry = take("verify", right, by=by, after=after, by_is_party=is_party(by, right), said=said_of(right))
    right.refusal = right.refusal_code = right.question = ""
    right.save(update_fields=["refusal", "refusal_code", "question"])
    return entry


@transaction.atomic
def refuse(*, by: Actor, right: IPRight, reason: str, code: str = "", after: int | None = None) -> Entry:
    """Say that the right cannot be confirmed, and why; the owner may correct it."""
    entry = take("refuse", right, by=by, after=after, by_is_party=is_party(by, right), **_reason(code))
    right.refusal, right.refusal_code, right.question = reason, code, ""
    right.save(update_fields=["refusal", "refusal_code", "question"])
    return entry


@transaction.atomic
def ask(*, by: Actor, right: IPRight, question: str, code: str = "", after: int | None = None) -> Entry:
    """Ask the owner for what is missing; the right can be used meanwhile."""
    entry = take("ask", right, by=by, after=after, by_is_party=is_party(by, right), **_reason(code))
    right.question, right.refusal_code = question, code
    right.save(update_fields=["question", "refusal_code"])
    return entry


def _reason(code: str) -> dict[str, str]:
    """What the docket says of a reason: its code and the version of its words. Typed words stay out of the chain."""
    known = vault_reasons.get(code)
    return {"reason": code, "reason_version": known.version} if known else {}


@transaction.atomic
def withdraw(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Take the right out of use here; notices already sent stand."""
    entry = take("withdraw", right, by=by, after=after)
    IPRight.objects.filter(pk=right.pk).update(remind_on=None)
    return entry


def expire_due() -> int:
    """End the rights whose last day has passed. Those that somebody works on are left for the next round."""
    today = clock.today()
    with transaction.atomic():
        over = IPRight.objects.filter(valid_until__lt=today, state__in=IPRight.procedure["expire"].sources)
        rights = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
        take_many("expire", rights, by=CLOCK, each={r.pk: {"valid_until": str(r.valid_until)} for r in rights})
        IPRight.objects.filter(pk__in=[r.pk for r in rights]).update(remind_on=None)
    return len(rights)


def remind_due() -> int:
    """Tell owners that a last day is near. The day of the next reminder is written under the same lock."""
    today = clock.today()
    with transaction.atomic():
        near = IPRight.objects.filter(
            remind_on__lte=today, valid_until__gte=today, state__in=IPRight.procedure["remind"].sources
        )
        rights = list(near.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
        each = {r.pk: {"valid_until": str(r.valid_until), "days": reminders.days(r.valid_until, today)} for r in rights}
        take_many("remind", rights, by=CLOCK, each=each)
        for right in rights:
            right.remind_on = reminders.next_day(right.valid_until, today, reminders.OF_RIGHTS)
        IPRight.objects.bulk_update(rights, ["remind_on"])
    return len(rights)


def said_of(right: IPRight) -> dict[str, str]:
    """What the docket remembers of the entry as it stood."""
    return {"kind": right.kind, "office": right.office, "number": right.number, "title": right.title}


def is_party(by: Actor, right: IPRight) -> bool:
    """Whether this person belongs to the owner of the right, or did lately."""
    return right.organisation_id in belonging.lately(by.user_id, book().thresholds.party_months)
