"""Every page and deed of a sent notice, by its address: for outsiders, and for who was inside a second ago, it is not
there, and nothing happens."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions as people
from accounts.models import Membership
from docket.errors import NotAllowed
from docket.models import Entry
from monitoring.models import Watch
from notices import actions
from notices.models import Message, Notice
from notices.urls import following, owners
from tests import cast
from tests.isolation.outsiders import OUTSIDERS, Inside
from tests.monitoring.test_watch import hits, relisted, removed
from tests.notices import stories
from tests.sellers.test_cases import signed_in

pytestmark = pytest.mark.django_db
OTHER_PARTS = {"ordinal": 1, "public_id": "evd_nothing", "kind": "image", "deed": "0" * 32}


def addresses(notice: Notice) -> Iterator[str]:
    """Whatever hangs on a notice; a new page joins by being there."""
    for pattern in (*following.urlpatterns, *owners.urlpatterns):
        asked = set(pattern.pattern.regex.groupindex)
        if "reference" in asked:
            rest = {name: value for name, value in OTHER_PARTS.items() if name in asked}
            yield reverse(pattern.name, kwargs={"reference": notice.reference, **rest})


def inside(notice: Notice, person: cast.Person) -> Client:
    """Signed in, and the notice was there."""
    client = signed_in(person)
    Notice.objects.filter(pk=notice.pk).update(filer=person.organisation)
    assert client.get(f"/notices/{notice.reference}/").status_code == 200
    return client


@pytest.mark.parametrize("outsider", OUTSIDERS, ids=lambda each: each.__name__)
def test_a_notice_is_not_there_and_nothing_happens(outsider: Callable[[Inside], Client]) -> None:
    claims = stories.countered()
    notice = claims[0].notice
    client, pages = outsider(partial(inside, notice)), list(addresses(notice))
    assert len(pages) >= 16
    before = Entry.objects.exclude(subject_type__in=["mandate", "organisation"]).count()
    said = {"claims": [claims[0].public_id], "sure": "1", "reason": "x", "text": "x", "answer": "x", "grounds": "x"}
    for page in pages:
        answers = [client.get(page).status_code, client.post(page, said).status_code]
        assert answers[0] == 404 and answers[1] in {404, 405}, (page, answers)
    assert Entry.objects.exclude(subject_type__in=["mandate", "organisation"]).count() == before
    assert stories.again(claims)[0].state == "countered" and not Message.objects.exists()


def test_the_watch_is_not_there_for_a_member_removed_a_second_ago() -> None:
    removed()
    relisted()
    lena = cast.person("lena@linde.example", "Lena Vogt", cast.mara().organisation)
    client, hit, watch = signed_in(lena), hits()[0], Watch.objects.get()
    assert client.get(f"/watch/hits/{hit.public_id}/").status_code == 200
    people.remove(by=cast.mara().actor, membership=Membership.objects.get(user=lena.user))
    for path in ("", f"hits/{hit.public_id}/", f"hits/{hit.public_id}/report/", f"{watch.public_id}/stop/"):
        assert client.post(f"/watch/{path}").status_code in {404, 405}
    hit.refresh_from_db()
    watch.refresh_from_db()
    assert (hit.state, watch.state) == ("new", "watching")


def test_the_deeds_refuse_by_themselves() -> None:
    claims = stories.countered()
    before = Entry.objects.count()
    for stranger in (cast.hansen(), cast.paul(), cast.nils()):
        with pytest.raises(NotAllowed):
            actions.retract(by=stranger.actor, claims=claims, reason="no")
    assert Entry.objects.count() == before
