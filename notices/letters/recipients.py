"""Who gets the letters of each side."""

import logging
from dataclasses import dataclass

from accounts.models import Organisation, User
from listings.models import Seller
from notices.letters.deed import Deed
from notices.models import Notice
from notifications.models import Mailbox
from rights import mandates

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipient:
    """An address, and the account behind it where there is one."""

    address: str
    user: User | None = None
    language: str = "en"


def of(deed: Deed) -> list[Recipient]:
    """Whoever can be reached. If nobody can, the letter is still written and kept: the statement exists."""
    people = of_seller(deed.seller) if deed.audience == "seller" else of_notifier(deed.notice)
    if not people:
        log.warning("no address for the %s of %s: its letters are kept, not mailed", deed.audience, deed.reference)
    return people or [Recipient("")]


def of_notifier(notice: Notice) -> list[Recipient]:
    """Whoever speaks for the owner today: the filer, or the owner itself once an agent's mandate is over."""
    filer_speaks = mandates.covers(owner=notice.owner, agent=notice.filer, right=notice.right)
    return of_filer(notice) if filer_speaks else of_owner(notice.owner, notice.language)


def of_filer(notice: Notice) -> list[Recipient]:
    """The person who filed, while that person still belongs to the filer; for partner systems the organisation."""
    members = active_members(notice.filer)
    if filed_by := [user for user in members if user.pk == notice.filed_by_id]:
        return [_account(user) for user in filed_by]
    if notice.filer.email:
        known = [user for user in members if user.email == notice.filer.email.lower()]
        return [_account(known[0])] if known else [Recipient(notice.filer.email, None, notice.language)]
    return [_account(user) for user in members]


def of_owner(owner: Organisation, language: str) -> list[Recipient]:
    """Everybody who signs in for the owner; an owner without accounts has an address."""
    people = [_account(user) for user in active_members(owner)]
    return people or ([Recipient(owner.email, None, language)] if owner.email else [])


def of_seller(seller: Seller) -> list[Recipient]:
    """Everybody who signs in for the shop; a shop without accounts has the address that the marketplace gave."""
    people = [_account(user) for user in active_members(seller.organisation)] if seller.organisation else []
    address = seller.email or (seller.organisation.email if seller.organisation else "")
    return people or ([Recipient(address, None, seller.language)] if address else [])


def active_members(organisation: Organisation) -> list[User]:
    return list(organisation.members.filter(is_active=True).order_by("pk"))


def _account(user: User) -> Recipient:
    return Recipient(user.email, user, user.language)


def unreached(notice: Notice, seller: Seller) -> dict[str, str]:
    """The sides of which nobody is reached by mail, and why."""
    sides = {"seller": of_seller(seller), "notifier": of_notifier(notice)}
    addresses = {side: [person.address for person in people if person.address] for side, people in sides.items()}
    everybody = {address for told in addresses.values() for address in told}
    gone = Mailbox.objects.filter(address__in=everybody).exclude(undeliverable_at=None)
    because = dict(gone.values_list("address", "because"))
    return {side: because[told[0]] for side, told in addresses.items() if told and set(told) <= set(because)}
