"""Every address that names something of somebody: for anybody else it answers as if there were no such thing.

The addresses come from the portal's own table of them, so a new one is tried, or must be named here, at once.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import api_keys
from accounts.actions import invitation as invitations
from accounts.models import Membership
from docket.actors import SYSTEM
from docket.models import Entry
from monitoring.models import Watch
from notices import cases
from notices.models import Draft, SavedView
from notifications.webhooks import actions as webhooks
from notifications.webhooks.models import Dispatch
from notifications.webhooks.targets import Target
from tests import cast
from tests.bulk.files import checked, rows_for, table
from tests.isolation.outsiders import AGENTS, OUTSIDERS, Inside
from tests.monitoring.test_watch import hits, relisted, removed
from tests.sellers.test_cases import signed_in

pytestmark = pytest.mark.django_db

# Pages for everybody; pages that ask who may read them by a secret in the address; a person's own things, tried apart;
# pages for staff, which are the same for all of them (tests/reviewers, tests/ops).
OPEN = re.compile(
    r"^/(help|policies|problems|c|invitations|mandates/by-mail|mandates/answered|unsubscribe|review|ops|demo|api"
    r"|settings/security|settings/sessions|inbox|listings/pictures|rights/new|views/new)\b|^/views/<slug|^/verify/"
)
NOBODYS = "0" * 26
NOT_NOW = {  # there for staff, in other states, or with a part of the address that this story does not have
    "/cases/<str:reference>/pictures/<str:sha256>",
    "/cases/<str:reference>/statements.json",
    "/evidence/<str:public_id>/custody/",
    "/evidence/<str:public_id>/export",
    "/evidence/<str:public_id>/image",
    "/evidence/<str:public_id>/thumb",
    "/imports/<str:reference>/rows/",
    "/mandates/<str:public_id>/letter/",
    "/notices/<reference>/retract/<deed>/",
    "/notices/<reference>/files/<public_id>/<kind>",
    "/notices/<str:reference>/files/<slug:public_id>/",
    "/rights/<public_id>/picture/<size>/",
    "/notices/<str:reference>/answer/",
    "/notices/<str:reference>/answer/<slug:public_id>/",
}


@dataclass(frozen=True)
class Theirs:
    """The names of what Mara and Nils have, and of things that do not exist, by the beginning of an address."""

    real: dict[str, str]

    def filled(self, pattern: str, unknown: bool = False) -> str:
        begin = max((each for each in self.real if pattern.startswith(each)), key=len)
        name = self.real[begin]
        if unknown:
            name = re.sub(r"[0-9A-Z]{8}$", "ZZZZZZZZ", name) if "-" in name else name[:4] + NOBODYS
            name = f"{self.real[begin][:-1]}{(int(name[-1]) + 1) % 10}" if self.real[begin].isdigit() else name
        path = re.sub(r"<(?:\w+:)?(?:reference|public_id|draft_id|pk)>", name, pattern, count=1)
        path = path.replace("<int:ordinal>", "1").replace("<int:number>", "2").replace("<str:sha256>", "0" * 64)
        return (
            re.sub(r"<\w+:public_id>", "evd_" + NOBODYS, path)
            .replace("<deed>", "0" * 32)
            .replace("<slug:name>", "test")
        )


def delivered() -> Dispatch:
    """An event of Mara's on its way to an endpoint of hers."""
    mara, target = cast.mara(), Target(httpx.URL("https://hooks.example.com/"), "hooks.example.com", 443)
    made, _secret = webhooks.add(by=mara.actor, organisation=mara.organisation, target=target)  # type: ignore[arg-type]
    webhooks.proven(by=SYSTEM, endpoint=made, how="code")
    webhooks.test(by=mara.actor, endpoint=made)
    return Dispatch.objects.get()


def addresses(found: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    for each in (found or get_resolver()).url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each, pattern)
        elif isinstance(each, URLPattern):
            plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern.replace("^", "").replace("$", "").replace("\\", ""))
            if "<" in plain:
                yield plain


OWNED = sorted({each for each in addresses() if not OPEN.match(each)})


@pytest.fixture
def theirs() -> Theirs:
    """Mara's house and Nils's shop, with one of everything that has a name."""
    claims = removed()
    relisted()
    mandate = cast.mandate(cast.mara(), cast.paul())
    mara, right = cast.mara(), cast.right()
    draft = Draft.objects.create(organisation=mara.organisation, user=mara.user, content={"owner": "me"})
    job = checked(table(rows_for([cast.listing(7799001)])))
    view = SavedView.objects.create(user=mara.user, organisation=mara.organisation, page="notices", name="Mine")
    key, _secret = api_keys.issue(
        organisation=mara.organisation, created_by=mara.user, name="till", scopes=["notices.read"]
    )
    dispatch = delivered()
    lena = cast.person("lena@linde.example", "Lena Vogt", mara.organisation)
    invitation = invitations.invite(
        by=mara.actor, organisation=mara.organisation, email="jana@linde.example", role="member", invited_by=mara.user
    )
    return Theirs(
        {
            "/notices/": claims[0].notice.reference,
            "/notices/drafts/": draft.public_id,
            "/rights/": right.public_id,
            "/mandates/": mandate.public_id,
            "/evidence/": cast.evidence().public_id,
            "/imports/": job.reference,
            "/views/": str(view.pk),
            "/settings/keys/": key.public_id,
            "/settings/webhooks/": dispatch.endpoint.public_id,
            "/settings/webhooks/deliveries/": dispatch.public_id,
            "/team/": Membership.objects.get(user=lena.user).public_id,
            "/team/invitations/": invitation.public_id,
            "/watch/": Watch.objects.get().public_id,
            "/watch/hits/": hits()[0].public_id,
            "/cases/": cases.reference(claims[0].notice),
        }
    )


def inside(person: cast.Person) -> Client:
    """Signed in, and the right was there."""
    client = signed_in(person)
    assert client.get(f"/rights/{cast.right().public_id}/").status_code == 200
    return client


@pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda each: each.__name__)
def test_what_is_not_yours_answers_like_what_is_not_there(theirs: Theirs, outsider: Callable[[Inside], Client]) -> None:
    client = outsider(inside)
    before = Entry.objects.count()
    told = []
    for pattern in OWNED:
        if outsider in AGENTS and pattern.startswith("/mandates/"):
            continue  # who it was granted to may still read that it ended
        for method in ("get", "post"):
            real = getattr(client, method)(theirs.filled(pattern))
            unknown = getattr(client, method)(theirs.filled(pattern, unknown=True))
            same = real.status_code == unknown.status_code and len(real.content) == len(unknown.content)
            if real.status_code not in {404, 405} or not same:
                told.append(f"{method} {pattern}: {real.status_code}, unknown {unknown.status_code}")
    assert not told, "\n".join(told)
    assert Entry.objects.count() == before
    assert Draft.objects.count() == SavedView.objects.count() == 1


def test_the_owner_and_the_shop_do_find_them(theirs: Theirs) -> None:
    """Else the test above would pass on addresses that nobody has."""
    mara, nils = signed_in(cast.mara()), signed_in(cast.nils())
    of_whom = {pattern: nils if pattern.startswith("/cases/") else mara for pattern in OWNED}
    answers = {pattern: client.get(theirs.filled(pattern)).status_code for pattern, client in of_whom.items()}
    lost = {pattern for pattern, status in answers.items() if status not in {200, 302, 303, 405, 409}}
    assert lost <= NOT_NOW, " ".join(sorted(lost - NOT_NOW))
