"""The one small cast of people in all tests: who they are, and what each of them has."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.middleware import actor_of
from accounts.models import Membership, Organisation, User
from docket.actors import Actor
from listings.models import Listing, ListingImage, Seller
from notices.filing import Filing, Reported, Sworn, declarations_for, regimes_in
from rights.actions.evidence import store
from rights.models import Evidence, IPRight, Mandate

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """Somebody with an account, and the organisation they act for."""

    user: User
    organisation: Organisation | None = None
    role: str | None = None

    @property
    def actor(self) -> Actor:
        actor = actor_of(self.user, self.organisation, role=self.role)
        assert actor is not None
        return actor


def person(email: str, name: str, organisation: Organisation | None = None, staff_role: str = "") -> Person:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, name=name, staff_role=staff_role)
        user.set_unusable_password()
        user.save()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    if organisation is None:
        return Person(user)
    mine, _ = Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": "admin"})
    return Person(user, organisation, mine.role)


def organisation(name: str, kind: str, country: str = "DE") -> Organisation:
    slug = name.split()[0].lower()
    return Organisation.objects.get_or_create(
        name=name,
        defaults={
            "kind": kind,
            "country": country,
            "email": f"ip@{slug}.example",
            "phone": "+49 30 555 0100",
            "address": "Lampenweg 1, 10115 Berlin",
        },
    )[0]


def mara() -> Person:
    """Mara Linde, rights owner, of Studio Linde GmbH."""
    return person("mara@linde.example", "Mara Linde", organisation("Studio Linde GmbH", "owner"))


def hansen() -> Person:
    """Ole Hansen, another rights owner, of Foto Hansen."""
    return person("ole@hansen.example", "Ole Hansen", organisation("Foto Hansen", "owner", "DK"))


def paul() -> Person:
    """Paul Okafor, agent, of Okafor Brand Counsel."""
    return person("paul@okafor.example", "Paul Okafor", organisation("Okafor Brand Counsel", "agent", "GB"))


def nils() -> Person:
    """Nils Aas, seller, of the shop Nordic Mugs."""
    return person("nils@nordicmugs.example", "Nils Aas", organisation("Nordic Mugs", "seller", "DK"))


def yara() -> Person:
    """Yara Haddad, seller, of the shop Cedar & Sons."""
    return person("yara@cedar.example", "Yara Haddad", organisation("Cedar & Sons", "seller", "GB"))


def amina() -> Person:
    """Amina Keller, reviewer."""
    return person("amina@fairmark.example", "Amina Keller", staff_role="reviewer")


def bo() -> Person:
    """Bo Lindqvist, reviewer."""
    return person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")


def tomas() -> Person:
    """Tomás Rey, senior reviewer."""
    return person("tomas@fairmark.example", "Tomás Rey", staff_role="senior")


def jon() -> Person:
    """Jon Berg, operations."""
    return person("jon@fairmark.example", "Jon Berg", staff_role="operations")


def vigil() -> Person:
    """Vera Vigil, of the partner Vigil Brand Watch."""
    return person("vera@vigil.example", "Vera Vigil", organisation("Vigil Brand Watch", "partner", "IE"))


def shop_of(seller: Person) -> Seller:
    assert seller.organisation is not None
    return Seller.objects.get_or_create(
        organisation=seller.organisation,
        defaults={"external_id": f"S-{seller.organisation.pk}", "name": seller.organisation.name},
    )[0]


def listing(number: int = 7712093, *, seller: Person | None = None, market: str = "US", **fields: Any) -> Listing:
    defaults = {
        "seller": shop_of(seller or nils()),
        "title": "LINDE table lamp brass",
        "price": "39.00",
        "currency": "EUR",
        "market": market,
        "url": f"https://fairmark.example/l/{number}",
    } | fields
    return Listing.objects.get_or_create(external_id=f"L-{number}", defaults=defaults)[0]


def listings(count: int, *, start: int = 7713000, **fields: Any) -> list[Listing]:
    return [listing(start + n, **fields) for n in range(count)]


def picture(of: Listing, position: int = 0, colour: str = "#b5883c") -> ListingImage:
    """A picture of this listing, drawn here."""
    drawn = BytesIO()
    Image.new("RGB", (200, 150), colour).save(drawn, "PNG")
    content = drawn.getvalue() + str(position).encode()
    made = ListingImage(listing=of, position=position, sha256=hashlib.sha256(content).hexdigest())
    made.file.save(f"{of.external_id}-{position}.png", ContentFile(content), save=True)
    return made


def right(owner: Person | None = None, kind: str = "trademark", **fields: Any) -> IPRight:
    """A verified right of Mara's, registered and verified through the docket."""
    from rights import actions

    owner = owner or mara()
    assert owner.organisation is not None
    title = fields.pop("title", "LINDE")
    existing = IPRight.objects.filter(organisation=owner.organisation, kind=kind, title=title).first()
    if existing:
        return existing
    made = IPRight(
        organisation=owner.organisation,
        kind=kind,
        title=title,
        office=fields.pop("office", "EM"),
        number=fields.pop("number", "018224561"),
        territories=fields.pop("territories", ["DE", "US", "CN", "GB"]),
        valid_until=fields.pop("valid_until", date(2039, 1, 1)),
        **fields,
    )
    actions.register(by=owner.actor, right=made)
    actions.verify(by=amina().actor, right=made)
    return made


def mandate(owner: Person, agent: Person, *, rights: Sequence[IPRight] = (), **fields: Any) -> Mandate:
    """Granted by the owner, through the docket; over all rights unless some are named."""
    from rights.actions import mandate as deeds

    assert owner.organisation is not None and agent.organisation is not None
    made = Mandate(
        owner=owner.organisation,
        agent=agent.organisation,
        all_rights=not rights,
        starts_on=fields.pop("starts_on", date(2020, 1, 1)),
        **fields,
    )
    deeds.grant(by=owner.actor, mandate=made, rights=rights)
    return made


def filing(
    reported: "list[Listing] | list[Reported] | None" = None,
    *,
    by: Person | None = None,
    claim_type: str = "counterfeit",
    **fields: Any,
) -> Filing:
    """A filing that lacks nothing; a test takes away what its story needs."""
    by = by or mara()
    assert by.organisation is not None
    kind = {"counterfeit": "trademark"}.get(claim_type, claim_type)
    owner = fields.pop("owner", by.organisation)
    made = Filing(
        filer=by.organisation,
        owner=owner,
        claim_type=claim_type,
        right=fields.pop("right", None) or right(by, kind=kind),
        listings=[each if isinstance(each, Reported) else Reported(each) for each in reported or [listing()]],
        explanation=fields.pop("explanation", "These lamps carry our mark; we did not make them."),
        signature_name=by.user.name,
        filed_by=by.user,
        **fields,
    )
    asked = [Sworn(d.code, d.version) for d in declarations_for(regimes_in(made))]
    return made if made.declarations else type(made)(**{**made.__dict__, "declarations": asked})


def evidence(by: Person | None = None, name: str = "claim-chart.txt", content: bytes = b"claim 1: a joint") -> Evidence:
    return store(by=(by or mara()).actor, upload=SimpleUploadedFile(name, content))
