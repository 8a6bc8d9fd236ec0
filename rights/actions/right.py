"""The deeds on a right, from its entry to its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Membership
from docket import clock, transaction
from docket.actors import CLOCK, Actor
from docket.models import Entry
from docket.take import take, take_many
from rights.models import Evidence, IPRight

AT_ONCE = 500


@transaction.atomic
def register(*, by: Actor, right: IPRight, proofs: Sequence[Evidence] = ()) -> IPRight:
    """Enter a right; it can be used at once and is looked at by a reviewer."""
    right.state = ""
    right.save()
    right.proofs.add(*proofs)
    take("register", right, by=by, said=said_of(right), proofs=[proof.sha256 for proof in proofs])
    return right


@transaction.atomic
def amend(
    *,
    by: Actor,
    right: IPRight,
    changes: Mapping[str, Any],
    proofs: Sequence[Evidence] = (),
    after: int | None = None,
) -> Entry:
    """Correct or renew a right; it is looked at again."""
    entry = take("amend", right, by=by, after=after, changed=sorted(changes), proofs=[p.sha256 for p in proofs])
    for name, value in changes.items():
        setattr(right, name, value)
    right.refusal = ""
    right.save(update_fields=[*changes, "refusal"])
    right.proofs.add(*proofs)
    return entry


@transaction.atomic
def verify(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Confirm that the right exists, belongs to the owner and is in force."""
    return take("verify", right, by=by, after=after, by_is_party=is_party(by, right), said=said_of(right))


@transaction.atomic
def refuse(*, by: Actor, right: IPRight, reason: str, after: int | None = None) -> Entry:
    """Say that the right cannot be confirmed, and why; the owner may correct it."""
    entry = take("refuse", right, by=by, after=after, by_is_party=is_party(by, right))
    right.refusal = reason
    right.save(update_fields=["refusal"])
    return entry


@transaction.atomic
def withdraw(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Take the right out of use here; notices already sent stand."""
    return take("withdraw", right, by=by, after=after)


def expire_due() -> int:
    """End the rights whose last day has passed. Those that somebody works on are left for the next round."""
    today = clock.now().date()
    with transaction.atomic():
        over = IPRight.objects.filter(valid_until__lt=today, state__in=IPRight.procedure["expire"].sources)
        rights = list(over.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[:AT_ONCE])
        take_many("expire", rights, by=CLOCK, each={r.pk: {"valid_until": str(r.valid_until)} for r in rights})
    return len(rights)


def said_of(right: IPRight) -> dict[str, str]:
    """What the docket remembers of the entry as it stood."""
    return {"kind": right.kind, "office": right.office, "number": right.number, "title": right.title}


def is_party(by: Actor, right: IPRight) -> bool:
    """Whether this person belongs to the owner of the right."""
    return Membership.objects.filter(user=by.user_id, organisation=right.organisation_id).exists()
