"""Who may act for a shop: whoever reads mail at the address by which the marketplace knows it."""

from django.core.exceptions import ValidationError

from accounts import actions as accounts
from accounts import addresses, people
from accounts.models import Membership, Organisation, User
from docket import transaction
from docket.actors import Actor
from docket.errors import NotAllowed
from listings.models import Seller


def offered_to(user: User) -> list[Seller]:
    """Shops with this person's proven address for which nobody signs in. Whoever was removed stays out."""
    if not people.proven(user):
        return []
    # The database folds more letters than a mail server does; the exact look is ours.
    alike = Seller.objects.filter(email__iexact=user.email).exclude(organisation__memberships__user__is_active=True)
    return [shop for shop in alike.select_related("organisation").order_by("pk")[:20] if _same(shop.email, user.email)]


@transaction.atomic
def take_on(*, by: Actor, shop: Seller, user: User) -> Organisation:
    """Let the person act for the shop; they administer it."""
    if shop.pk not in {each.pk for each in offered_to(user)}:
        raise NotAllowed("The marketplace does not know this shop by your address.")
    return let_in(by=by, shop=locked(shop.pk), user=user)


def locked(pk: int) -> Seller:
    """The shop's row, held. No join: after a wait PostgreSQL reads this row anew, but a joined one as it was before."""
    return Seller.objects.select_for_update().get(pk=pk)


def let_in(*, by: Actor, shop: Seller, user: User) -> Organisation:
    """Found the organisation of a shop whose row is held, if it has none, and let this person in."""
    held, organisation = shop, shop.organisation
    if organisation is None:
        organisation = accounts.found(by=by, name=held.name, kind="seller", country=held.country, email=held.email)
        held.organisation = organisation
        held.save(update_fields=["organisation"])
    administered = organisation.memberships.filter(role=Membership.Role.ADMIN, user__is_active=True).exists()
    role = Membership.Role.MEMBER if administered else Membership.Role.ADMIN
    accounts.admit(by=by, organisation=organisation, user=user, role=role, vouched="marketplace", shop=held.pk)
    return organisation


def _same(given: str, address: str) -> bool:
    try:
        return addresses.normal(given) == address
    except ValidationError:
        return False
