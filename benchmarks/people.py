"""Who takes part in a sitting: owners with their rights, reviewers, shops, and the key of a partner."""

from dataclasses import dataclass, replace

from accounts import api_keys
from accounts.middleware import actor_of
from accounts.models import Membership, Organisation, User
from docket.actors import Actor
from listings.models import Seller
from rights import actions as rights
from rights.models import IPRight

OWNERS, REVIEWERS, SHOPS = 20, 10, 200


@dataclass(frozen=True)
class People:
    """All of them; made once."""

    owners: list[Organisation]
    rights: list[IPRight]
    reviewers: list[User]
    shops: list[Seller]
    secret: str

    @classmethod
    def arrive(cls) -> "People":
        owners = [_owner(number) for number in range(OWNERS)]
        reviewers = [_user(f"reviewer{n}@fairmark.example", "reviewer") for n in range(REVIEWERS)]
        filer = _user("owner@brand.example")
        Membership.objects.create(user=filer, organisation=owners[0], role="admin")
        _key, secret = api_keys.issue(
            organisation=owners[0], created_by=filer, name="bench", scopes=["notices.read", "notices.write"]
        )
        return cls(
            owners,
            [_right(owner, reviewers[0]) for owner in owners],
            reviewers,
            Seller.objects.bulk_create(
                Seller(external_id=f"S-{n}", name=f"Shop {n}", email=f"shop{n}@shop.example", country="US")
                for n in range(SHOPS)
            ),
            secret,
        )

    def reviewer(self, number: int = 0) -> Actor:
        actor = actor_of(self.reviewers[number], None)
        if actor is None:
            raise RuntimeError("A reviewer is staff.")
        return replace(actor, undo_seconds=0)  # what is measured is the way of a decision, not the wait before it


def _owner(number: int) -> Organisation:
    """By contract, so that no tier's day ends a measure."""
    return Organisation.objects.create(
        name=f"Brand {number}",
        kind="partner",
        country="US",
        email=f"ip{number}@brand.example",
        phone="+1 555 0100",
        address="1 Lamp Street",
    )


def _user(email: str, staff_role: str = "") -> User:
    user = User(email=email, name=email.partition("@")[0], staff_role=staff_role)
    user.set_unusable_password()
    user.save()
    return user


def _right(owner: Organisation, reviewer: User) -> IPRight:
    right = IPRight(
        organisation=owner, kind="trademark", title=f"MARK {owner.pk}", office="US", number=f"{owner.pk:07}",
        territories=["US"],
    )  # fmt: skip
    rights.register(by=Actor("notifier", organisation_id=owner.pk), right=right)
    verifier = actor_of(reviewer, None)
    if verifier is not None:
        rights.verify(by=verifier, right=right)
    return right
