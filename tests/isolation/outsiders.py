"""Who is not inside, or was a second ago: each opens something first, if they could, and is then put out."""

from collections.abc import Callable
from datetime import date

from django.test import Client

from accounts import actions as people
from accounts.models import Membership
from rights.actions import mandate as mandates
from rights.models import Mandate
from tests import cast
from tests.sellers.test_cases import signed_in

# Whatever they open last, they do as this person's client; None where they were never inside.
Inside = Callable[[cast.Person], Client]


def another_owner(inside: Inside) -> Client:
    return signed_in(cast.hansen())


def another_shop(inside: Inside) -> Client:
    return signed_in(cast.yara())


def an_agent_whose_mandate_was_revoked_a_second_ago(inside: Inside) -> Client:
    held = alive()
    client = inside(cast.paul())
    mandates.revoke(by=cast.mara().actor, mandate=held)
    return client


def an_agent_whose_mandate_is_over(inside: Inside) -> Client:
    """By its dates alone: no clock has taken the step yet."""
    held = alive()
    client = inside(cast.paul())
    Mandate.objects.filter(pk=held.pk).update(starts_on=date(2020, 1, 1), ends_on=date(2020, 1, 2))
    return client


def a_member_removed_a_second_ago(inside: Inside) -> Client:
    gone = cast.person("gone@linde.example", "Gus Gone", cast.mara().organisation)
    client = inside(gone)
    people.remove(by=cast.mara().actor, membership=Membership.objects.get(user=gone.user))
    return client


def alive() -> Mandate:
    return Mandate.objects.filter(state="alive").first() or cast.mandate(cast.mara(), cast.paul())


AGENTS = {an_agent_whose_mandate_was_revoked_a_second_ago, an_agent_whose_mandate_is_over}
OUTSIDERS: list[Callable[[Inside], Client]] = [
    another_owner,
    another_shop,
    an_agent_whose_mandate_was_revoked_a_second_ago,
    an_agent_whose_mandate_is_over,
    a_member_removed_a_second_ago,
]
