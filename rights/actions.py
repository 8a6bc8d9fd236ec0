"""The deeds on a right: register, verify, refuse, amend, withdraw, expire."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import Organisation
from docket.actors import CLOCK, Actor
from docket.models import Entry
from docket.take import take
from rights.models import Evidence, IPRight


@transaction.atomic
def register(
    *, by: Actor, organisation: Organisation, kind: str, title: str, proofs: Sequence[Evidence] = (), **fields: Any
) -> IPRight:
    """Enter a right of this organisation; a reviewer compares it with the register."""
    right = IPRight.objects.create(organisation=organisation, kind=kind, title=title, state="", **fields)
    take("register", right, by=by)
    if proofs:
        right.proofs.add(*proofs)
    return right


@transaction.atomic
def verify(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Confirm that the right exists, belongs to the owner and is in force."""
    entry = take("verify", right, by=by, after=after)
    _store(right, refusal="")
    return entry


@transaction.atomic
def refuse(*, by: Actor, right: IPRight, why: str, after: int | None = None) -> Entry:
    """Say why the right cannot be confirmed; the owner reads these words."""
    entry = take("refuse", right, by=by, after=after)
    _store(right, refusal=why)
    return entry


@transaction.atomic
def amend(
    *, by: Actor, right: IPRight, proofs: Sequence[Evidence] = (), after: int | None = None, **fields: Any
) -> Entry:
    """Correct or renew the entry; it is looked at again."""
    entry = take("amend", right, by=by, after=after, changed=sorted(fields))
    _store(right, refusal="", **fields)
    if proofs:
        right.proofs.add(*proofs)
    return entry


@transaction.atomic
def withdraw(*, by: Actor, right: IPRight, after: int | None = None) -> Entry:
    """Take the right out of the vault; notices already filed stand."""
    return take("withdraw", right, by=by, after=after)


@transaction.atomic
def expire(*, right: IPRight) -> Entry:
    """Close a right whose term is over."""
    return take("expire", right, by=CLOCK)


def _store(right: IPRight, **fields: Any) -> None:
    """Write the given fields only: state and version belong to the docket."""
    IPRight.objects.filter(pk=right.pk).update(**fields)
    for name, value in fields.items():
        setattr(right, name, value)
