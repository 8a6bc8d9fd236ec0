"""People and organisations of the demo, found again by their email addresses and names."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from django.db.models import Q

from accounts import actions as accounts
from accounts import api_keys, people
from accounts.middleware import actor_of
from accounts.models import ApiKey, Membership, Organisation, User
from docket.actors import SYSTEM, Actor
from ipr_portal.demo import words
from ipr_portal.demo.data import read
from listings.models import Seller
from notifications import preferences

SCOPES = ("notices.read", "notices.write", "rights.read", "rights.write", "evidence.write", "events.read", "webhooks")
PARTNER = "vigil"
PRINTED = "owner preparer agent seller second_seller reviewer senior_reviewer partner operations admin".split()  # noqa: SIM905
KEY = "key of Vigil Brand Watch"


def groups() -> Iterator[dict[str, Any]]:
    """Every organisation with its person, owners first."""
    told = read("cast")
    yield from ({"kind": "owner", **each} for each in told["owners"])
    yield from told["agents"]
    yield from ({"kind": "seller", **each} for each in told["shops"])


def create() -> None:
    """Everybody, once. Those whom the demo names can sign in; the others exist so that letters reach someone."""
    for told in read("cast")["staff"]:
        _person(told, staff_role=told["staff"])
    for told in groups():
        _member(told)
    for told in read("cast")["colleagues"]:
        _colleague(told)
    for told in read("cast")["invited"]:
        _invite(told)
    keep_doors_open()


def keep_doors_open() -> None:
    """The printed passwords and the printed key must open, also when PORTAL_HOME was lost and the database was not."""
    for told in printed():
        user = User.objects.get(email=told["email"])
        if not (user.has_usable_password() and user.check_password(words.password(user.email))):
            user.set_password(words.password(user.email))
            user.save(update_fields=["password"])
    key()


def printed() -> Iterator[dict[str, Any]]:
    """Those whose password is printed: the parties first, then the staff."""
    everyone = {told.get("role"): told for told in [*groups(), *read("cast")["colleagues"], *read("cast")["staff"]]}
    yield from (everyone[role] for role in PRINTED)


def _person(told: dict[str, Any], **fields: Any) -> User:
    name = told.get("person") or told["name"]
    user, _made = User.objects.get_or_create(email=told["email"], defaults={"name": name, "password": "!", **fields})
    people.prove(user, user.email)
    return user


def _member(told: dict[str, Any]) -> None:
    details = {
        "kind": told["kind"],
        "country": told["country"],
        "email": told["email"],
        "phone": told.get("phone", ""),
        "address": told.get("address", ""),
    }
    made, _ = Organisation.objects.get_or_create(name=told["name"], defaults=details)
    Membership.objects.get_or_create(user=_person(told), organisation=made, defaults={"role": "admin"})
    if told["kind"] == "seller":
        shop = {
            "external_id": f"S-{told['key']}",
            "name": told["name"],
            "email": told["email"],
            "country": told["country"],
        }
        Seller.objects.get_or_create(organisation=made, defaults=shop)


def _colleague(told: dict[str, Any]) -> None:
    user, known = _person(told), organisation(told["at"])
    accounts.admit(by=SYSTEM, organisation=known, user=user, role=told["member"], vouched="founding")
    preferences.choose(user, {(topic, "mail"): "daily" for topic in told.get("daily", [])})


def _invite(told: dict[str, Any]) -> None:
    known = organisation(told["at"])
    if not known.invitations.filter(email=told["email"]).exists():
        host = person_of(known)
        by = _actor(host, known)
        accounts.invite(by=by, organisation=known, email=told["email"], role=told["member"], invited_by=host)


@cache
def _names() -> dict[str, str]:
    return {told["key"]: told["name"] for told in groups()}


def organisation(key_in_file: str) -> Organisation:
    return Organisation.objects.get(name=_names()[key_in_file])


def shop(key_in_file: str) -> Seller:
    return Seller.objects.get(external_id=f"S-{key_in_file}")


def person_of(made: Organisation) -> User:
    """Its administrator, who does its deeds in the stories."""
    return User.objects.get(memberships__organisation=made, memberships__role="admin")


def acting(made: Organisation) -> Actor:
    return _actor(person_of(made), made)


def staff(first_name: str) -> Actor:
    return _actor(User.objects.get(email=f"{first_name}@fairmark.example"), None)


def _actor(user: User, acts_for: Organisation | None) -> Actor:
    actor = actor_of(user, acts_for)
    if actor is None:
        raise LookupError(f"{user} acts for nobody")
    return replace(actor, undo_seconds=0)  # the past is told at once: nobody in it has second thoughts


def key() -> tuple[ApiKey, str]:
    """The partner's key and its secret. A lost secret cannot be found again, so another key is made then."""
    partner = organisation(PARTNER)
    secret = words.recall(KEY, lambda: _issue(partner))
    known = ApiKey.objects.filter(Q(revoked_at=None), digest=api_keys.digest(secret)).first()
    if known is None:
        secret = words.replace(KEY, _issue(partner))
        known = ApiKey.objects.get(digest=api_keys.digest(secret))
    return known, secret


def _issue(partner: Organisation) -> str:
    _made, secret = api_keys.issue(organisation=partner, created_by=person_of(partner), name="Demo key", scopes=SCOPES)
    return secret
