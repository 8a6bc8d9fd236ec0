"""Links to a case in a seller's mail (docs/decisions): they show it, and once let the mailed address prove itself.

A link is made of a random nonce with the server's key. The database holds its hash, the kept letter holds the plain
address of the case: only the mail itself carries the link, so that nobody can use what lies in our records.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts import people
from accounts.actions import organisation
from accounts.models import User
from docket import clock, transaction
from listings import shops
from listings.models import Seller
from notices import cases
from notices.cases import Case
from notices.models import CaseLink, Claim, Notice, Thread, Timer
from notifications import private
from notifications.models import Notification
from policy.load import book

SALT = "notices.case_links"
TOKEN_BYTES = 24
GONE_AFTER = timedelta(days=90)  # how long a link that shows nothing any more can still ask for a new one
OLD_AT_ONCE = 500
# The clocks by which a seller's last day is counted.
LAST_DAYS = ("hear_seller", "appeal_filing", "put_back")


# ---- making and reading


def mint(notice: Notice, seller: Seller, address: str, notification: Notification | None = None) -> CaseLink:
    """A new link for this address. Its token can be made again from the row, but only by who has the server's key."""
    now, nonce, patience = clock.now(), secrets.token_urlsafe(32), book().patience
    return CaseLink.objects.create(
        notice=notice,
        seller=seller,
        notification=notification,
        address=address,
        nonce=nonce,
        digest=digest_of(token_of(nonce)),
        made_at=now,
        shows_until=_shows_until(notice, seller, now),
        power_until=now + timedelta(hours=patience.power_hours),
    )


def token_of(nonce: str) -> str:
    """192 bits that belong to this nonce."""
    made = salted_hmac(SALT, nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode()


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(link: CaseLink) -> str:
    return settings.PORTAL_URL + reverse("case_link", args=[token_of(link.nonce)])


def find(token: str) -> CaseLink | None:
    """The link behind this token, also one that shows nothing any more."""
    rows = CaseLink.objects.select_related("notice", "seller__organisation")
    return rows.filter(digest=digest_of(token)).first()


def case_of(link: CaseLink) -> Case | None:
    """The case as this shop sees it; None once there is nothing that the shop was told of."""
    claims = cases.claims_of_seller(link.seller, link.notice)
    return Case(claims[0].notice, claims) if claims else None


def _shows_until(notice: Notice, seller: Seller, now: datetime) -> datetime:
    """Thirty days past the last day to act; half a year where no last day is set."""
    patience = book().patience
    clocks = Timer.objects.filter(claim__notice=notice, claim__seller=seller, key__in=LAST_DAYS)
    last = clocks.filter(state=Timer.State.RUNNING).order_by("-due_at").values_list("due_at", flat=True).first()
    if last is None:
        return now + timedelta(days=patience.link_days_without_limit)
    return max(last, now) + timedelta(days=patience.link_days)


# ---- the mail


def in_mail(notification: Notification, *, make: bool = True) -> Mapping[str, str]:
    """What is put into the mail on its way out: the link, where the kept letter has the address of the case."""
    if notification.audience != "seller" or not notification.address or not notification.url.startswith("/cases/"):
        return {}
    link = CaseLink.objects.filter(notification=notification).first()
    if link is None and make:
        link = _made_once(notification)
    return {settings.PORTAL_URL + notification.url: url_of(link)} if link else {}


def _made_once(notification: Notification) -> CaseLink | None:
    """The same mail sent again carries the same link."""
    parties = _about(notification)
    if parties is None:
        return None
    try:
        with transaction.atomic():
            return mint(*parties, notification.address, notification)
    except IntegrityError:  # another worker was first
        return CaseLink.objects.filter(notification=notification).first()


def _about(notification: Notification) -> tuple[Notice, Seller] | None:
    entry = notification.entry
    if entry.subject_type == "claim":
        claim = Claim.objects.select_related("notice", "seller").get(pk=entry.subject_id)
        return claim.notice, claim.seller
    thread = Thread.objects.select_related("notice", "seller").filter(pk=entry.subject_id).first()
    return (thread.notice, thread.seller) if thread and thread.seller and entry.subject_type == "thread" else None


def send_another(link: CaseLink, case: Case) -> CaseLink:
    """A new link, to the address of the old one and to no other. Raises SMTPException or OSError if mail is away."""
    return send(case, link.seller, link.address)


def send(case: Case, seller: Seller, address: str) -> CaseLink:
    """A new link to this address of the shop, for whoever wants to go on later or on another device."""
    fresh = mint(case.notice, seller, address)
    facts = {
        "portal": settings.PORTAL_NAME,
        "marketplace": settings.MARKETPLACE_NAME,
        "reference": case.reference,
        "shop": seller.name,
        "url": url_of(fresh),
        "hours": book().patience.power_hours,
    }
    private.send("case_link", address, facts, seller.language)
    return fresh


# ---- the one power


def use(link: CaseLink) -> bool:
    """Spend the link's power. Of two at once one succeeds; an old or a used link has none."""
    now = clock.now()
    unspent = CaseLink.objects.filter(pk=link.pk, used_at=None, power_until__gte=now)
    return unspent.update(used_at=now) == 1


def has_power(link: CaseLink) -> bool:
    return link.used_at is None and clock.now() <= link.power_until


@transaction.atomic
def admit(address: str, user: User | None, *, link: int) -> User:
    """The mailed address is proven (accounts.codes): its person, who acts for the shop if the address is the shop's.

    A shop that nobody signs in for gets its organisation now, so that no seller ever signs up. One that has people
    takes nobody in by mail: whoever was removed stays out. The lock makes of two first comers one organisation.
    """
    found = CaseLink.objects.get(pk=link, address=address)
    seller = shops.locked(found.seller_id)
    person = user or people.make(address, language=seller.language)
    if speaks_for(seller, address):
        shops.let_in(by=organisation.person(person), shop=seller, user=person)
    return person


def speaks_for(seller: Seller, address: str) -> bool:
    """Whether this is the address that the marketplace gave for the shop, and nobody signs in for it yet."""
    shop = seller.organisation
    own = {each.lower() for each in (seller.email, shop.email if shop else "") if each}
    return address.lower() in own and not (shop and shop.members.filter(is_active=True).exists())


def forget_old() -> int:
    """Links that have long shown nothing. Returns how many."""
    old = CaseLink.objects.filter(shows_until__lt=clock.now() - GONE_AFTER).values_list("pk", flat=True)[:OLD_AT_ONCE]
    return CaseLink.objects.filter(pk__in=list(old)).delete()[0]
