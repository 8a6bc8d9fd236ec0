"""Who files without an account: made once the address is proven, and found again by a code."""

from accounts import actions, people
from accounts.models import Organisation, User
from docket.actors import Actor
from notices.models import Notice


def arrive(address: str, user: User | None, *, name: str, company: str, language: str) -> User:
    """The person behind a proven address, with somebody to file for; what exists is used as it is."""
    user = user or people.make(address, name=name, language=language, guest=True)
    if not user.staff_role and not filing_for(user):
        by = actions.person(user)
        fields = {"kind": Organisation.Kind.OWNER, "email": address, "guest": not user.has_usable_password()}
        actions.found(by=by, founder=user, name=company or name, **fields)
    return user


def filing_for(user: User) -> Organisation | None:
    """The first organisation for which this person can file."""
    mine = Organisation.objects.filter(memberships__user=user).exclude(kind=Organisation.Kind.SELLER)
    return mine.order_by("memberships__id").first()


def sent_by(reference: str, address: str) -> Notice | None:
    """The notice of this reference, if a person of its filer reads mail at this address."""
    return Notice.objects.filter(reference=reference, filer__memberships__user__email=address).first()


def may_file(actor: Actor | None) -> bool:
    return actor is not None and actor.role == "notifier"


def unreached(organisation: Organisation | None) -> bool:
    """Whether this is a guest of whom nothing is known but a mail address: some laws ask for more in a notice."""
    return organisation is not None and organisation.guest and not (organisation.address or organisation.phone)
