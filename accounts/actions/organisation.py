"""Founding, joining, changing roles, leaving. The organisation's row is locked first, so nobody slips past a count."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from docket import transaction
from docket.actors import SYSTEM, Actor
from docket.errors import NotAllowed
from docket.models import Entry
from docket.take import take


def person(user: User, request_id: str = "") -> Actor:
    """Somebody who acts for nobody but themselves: who founds, joins or declines."""
    return Actor("person", user_id=user.pk, request_id=request_id)


@transaction.atomic
def found(*, by: Actor, founder: User | None = None, **fields: Any) -> Organisation:
    """Set an organisation up; its founder is its first administrator. The same one twice is once."""
    if founder is not None:
        User.objects.select_for_update().get(pk=founder.pk)
        same = {name: fields[name] for name in ("name", "kind", "country") if name in fields}
        mine = Organisation.objects.filter(memberships__user=founder, guest=fields.get("guest", False), **same).first()
        if mine is not None:
            return mine
    organisation = Organisation.objects.create(state="", **fields)
    take("found", organisation, by=by, kind=organisation.kind, guest=organisation.guest)
    if founder is not None:
        admit(by=by, organisation=organisation, user=founder, role=Membership.Role.ADMIN, vouched="founding")
    return organisation


@transaction.atomic
def admit(*, by: Actor, organisation: Organisation, user: User, role: str, vouched: str, **facts: Any) -> Membership:
    """Let a person in: by an `invitation`, by word of the `marketplace`, or by `founding`. Twice is once."""
    locked(organisation)
    known = Membership.objects.filter(organisation=organisation, user=user).first()
    if known is not None:
        return known
    take("admit", organisation, by=by, member=user.pk, role=role, vouched=vouched, **facts)
    return Membership.objects.create(organisation=organisation, user=user, role=role)


@transaction.atomic
def change_role(*, by: Actor, membership: Membership, role: str) -> Entry | None:
    """Give a member another role; nothing happens if it is the one they have."""
    mine = _fresh(membership)
    if mine.role == role:
        return None
    left = _administrators_left(mine, becomes=role)
    entry = take(
        "change_role",
        mine.organisation,
        by=by,
        member=mine.user_id,
        role=role,
        was=mine.role,
        administrators_left=left,
    )
    Membership.objects.filter(pk=mine.pk).update(role=role)
    return entry


@transaction.atomic
def remove(*, by: Actor, membership: Membership) -> Entry:
    """Take a member out. The row is gone, so the person's next request finds nothing of the organisation."""
    return _out("remove", by, membership)


@transaction.atomic
def leave(*, by: Actor, membership: Membership) -> Entry:
    """Go."""
    return _out("leave", by, membership)


@transaction.atomic
def amend(*, by: Actor, organisation: Organisation, changes: Mapping[str, Any]) -> Entry | None:
    """Correct the details. The docket says which, not what: it holds no addresses of people."""
    locked(organisation)
    changed = sorted(name for name, value in changes.items() if getattr(organisation, name) != value)
    if not changed:
        return None
    entry = take("amend", organisation, by=by, changed=changed)
    for name in changed:
        setattr(organisation, name, changes[name])
    organisation.save(update_fields=changed)
    return entry


@transaction.atomic
def settle(*, by: Actor, user: User) -> None:
    """A guest has set a password: the person and the organisation are guests no longer."""
    User.objects.filter(pk=user.pk).update(guest=False)
    for organisation in Organisation.objects.filter(memberships__user=user, guest=True):
        locked(organisation)
        take("settle", organisation, by=by)
        Organisation.objects.filter(pk=organisation.pk).update(guest=False)


@transaction.atomic
def ask_to_sign(*, by: Actor, colleague: Membership, draft: str) -> Entry:
    """Ask a colleague to look at a draft and sign it."""
    locked(colleague.organisation)
    return take("ask_to_sign", colleague.organisation, by=by, member=colleague.user_id, draft=draft)


def locked(organisation: Organisation) -> None:
    """Hold the organisation's row until the deed is done; begin its docket if it was here before."""
    fresh = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    organisation.state, organisation.version = fresh.state, fresh.version
    if not organisation.state:
        take("found", organisation, by=SYSTEM, kind=organisation.kind, known_before=True)


def _fresh(membership: Membership) -> Membership:
    """The membership as it stands under the organisation's lock; a colleague may have ended it meanwhile."""
    locked(membership.organisation)
    found = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if found is None:
        raise NotAllowed(_("This person is no longer a member."))
    found.organisation = membership.organisation
    return found


def _out(step: str, by: Actor, membership: Membership) -> Entry:
    mine = _fresh(membership)
    left = _administrators_left(mine, becomes="")
    entry = take(step, mine.organisation, by=by, member=mine.user_id, was=mine.role, administrators_left=left)
    Membership.objects.filter(pk=mine.pk).delete()
    return entry


def _administrators_left(membership: Membership, becomes: str) -> int:
    """How many there will be who can sign in, if this member becomes that."""
    others = Membership.objects.filter(
        organisation=membership.organisation, role=Membership.Role.ADMIN, user__is_active=True
    ).exclude(pk=membership.pk)
    return others.count() + (becomes == Membership.Role.ADMIN)
