"""What a mandate opens it also closes: an agent's notices, claims, rights and letters, from one request to the next."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from docket.errors import NotAllowed, Refused
from docket.models import Entry
from notices import actions, limits, speed
from notices.filing import Filing, Incomplete, Reported
from notices.letters import recipients
from notices.models import Claim, Notice
from rights.actions import mandate as deeds
from rights.models import Mandate
from tests import cast
from tests.api.partner import Partner
from tests.notices import stories

pytestmark = pytest.mark.django_db


def by_agent(number: int = 7712093, *, markets: tuple[str, ...] = ("US",)) -> Filing:
    reported = [cast.listing(number + n, market=market) for n, market in enumerate(markets)]
    return cast.filing(reported, by=cast.paul(), owner=cast.mara().organisation, right=cast.right(), capacity="agent")


def filed_by_agent(**how: object) -> tuple[Mandate, Notice]:
    held = cast.mandate(cast.mara(), cast.paul())
    return held, actions.submit(by=cast.paul().actor, filing=by_agent(**how))  # type: ignore[arg-type]


def pages_of(notice: Notice) -> list[str]:
    assert notice.right is not None
    base = f"/notices/{notice.reference}/"
    return [base, f"{base}print/", f"{base}sent/", f"{base}retract/", f"/rights/{notice.right.public_id}/"]


@pytest.mark.parametrize("end", ["revoked", "resigned", "over yesterday"])
def test_the_next_request_after_its_end_finds_nothing(client: Client, end: str) -> None:
    held, notice = filed_by_agent()
    key = Partner(cast.paul())
    client.force_login(cast.paul().user)
    claim = Claim.objects.get()
    api = [f"/notices/{notice.public_id}", f"/notices/{notice.public_id}/timeline", f"/claims/{claim.public_id}"]
    assert {client.get(page).status_code for page in pages_of(notice)} == {200}
    assert {key.get(path).status_code for path in api} == {200}
    if end == "revoked":
        deeds.revoke(by=cast.mara().actor, mandate=held)
    elif end == "resigned":
        deeds.resign(by=cast.paul().actor, mandate=held)
    else:
        Mandate.objects.update(starts_on="2020-01-01", ends_on="2020-01-02")
    assert {client.get(page).status_code for page in pages_of(notice)} == {404}
    assert {key.get(path).status_code for path in api} == {404}
    assert key.get("/notices").json()["items"] == key.get("/claims").json()["items"] == []
    assert notice.reference not in client.get("/notices/").content.decode()
    assert notice.reference not in client.get("/home/").content.decode()
    with pytest.raises(NotAllowed):
        actions.retract(by=cast.paul().actor, claims=[claim])
    client.force_login(cast.mara().user)
    assert client.get(pages_of(notice)[0]).status_code == 200
    actions.retract(by=cast.mara().actor, claims=[claim])


def test_an_agent_sees_what_it_filed_and_not_what_others_filed_for_the_owner(client: Client) -> None:
    _held, own = filed_by_agent()
    other = actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7799001)]))
    client.force_login(cast.paul().user)
    page = client.get("/notices/").content.decode()
    assert own.reference in page and other.reference not in page
    assert client.get(f"/notices/{other.reference}/").status_code == 404


def test_a_claim_beyond_the_mandates_countries_is_seen_and_not_touched() -> None:
    _held, notice = filed_by_agent(markets=("US", "DE"))
    Mandate.objects.update(territories=["DE"])
    abroad, home = stories.claims_of(notice)
    assert not abroad.filer_speaks_for_owner() and home.filer_speaks_for_owner()
    with pytest.raises(NotAllowed):
        actions.retract(by=cast.paul().actor, claims=[abroad])
    actions.retract(by=cast.paul().actor, claims=[home])
    assert sorted(Claim.objects.values_list("state", flat=True)) == ["retracted", "submitted"]


def test_letters_go_to_whoever_speaks_for_the_owner_today() -> None:
    held, notice = filed_by_agent()
    assert [each.address for each in recipients.of_notifier(notice)] == ["paul@okafor.example"]
    deeds.revoke(by=cast.mara().actor, mandate=held)
    assert [each.address for each in recipients.of_notifier(notice)] == ["mara@linde.example"]


def test_each_listing_beyond_the_mandate_is_named_with_its_country() -> None:
    cast.mandate(cast.mara(), cast.paul(), territories=["DE", "FR"])
    with pytest.raises(Incomplete) as refused:
        actions.submit(by=cast.paul().actor, filing=by_agent(markets=("DE", "US", "CN")))
    named = [(fault.code, fault.index) for fault in refused.value.faults if fault.code == "mandate-required"]
    assert named == [("mandate-required", 1), ("mandate-required", 2)]
    assert not Notice.objects.exists()


def test_two_mandates_together_cover_a_notice_and_each_claim_says_which() -> None:
    german = cast.mandate(cast.mara(), cast.paul(), territories=["DE"])
    american = cast.mandate(cast.mara(), cast.paul(), territories=["US"])
    notice = actions.submit(by=cast.paul().actor, filing=by_agent(markets=("DE", "US")))
    claims = stories.claims_of(notice)
    authority = [Entry.objects.get(subject_type="claim", subject_id=c.pk, n=1).facts["authority"] for c in claims]
    assert authority == [german.public_id, american.public_id]


def test_an_agents_deeds_ask_no_more_for_many_listings(client: Client) -> None:
    cast.mandate(cast.mara(), cast.paul())
    client.force_login(cast.paul().user)
    submits, pages, retracts = [], [], []
    speed.lately("counterfeit", "US")  # counted now and remembered for some minutes
    limits.tier_of(by_agent(7720000).filer)  # and so is the tier
    for start, count in ((7730000, 1), (7740000, 60)):
        filing = by_agent(start, markets=("US",) * count)
        with CaptureQueriesContext(connection) as asked:
            notice = actions.submit(by=cast.paul().actor, filing=filing)
        submits.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/notices/{notice.reference}/")
        pages.append(len(asked))
        claims = stories.claims_of(notice)
        with CaptureQueriesContext(connection) as asked:
            actions.retract(by=cast.paul().actor, claims=claims)
        retracts.append(len(asked))
    assert submits[0] == submits[1] and pages[0] == pages[1] and retracts[0] == retracts[1]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_no_notice_is_accepted_after_the_mandate_is_taken_back() -> None:
    """Many send while the owner takes it back: whatever was accepted stands on the docket before the revocation."""
    held = cast.mandate(cast.mara(), cast.paul())
    filings = [by_agent(7750000 + n) for n in range(12)]
    by, owner = cast.paul().actor, cast.mara().actor
    gate = threading.Barrier(len(filings) + 1)

    def send(filing: Filing) -> bool:
        gate.wait()
        try:
            actions.submit(by=by, filing=filing)
        except (Incomplete, Refused):
            return False
        finally:
            connection.close()
        return True

    def take_back() -> None:
        gate.wait()
        deeds.revoke(by=owner, mandate=held)
        connection.close()

    with ThreadPoolExecutor(len(filings) + 1) as pool:
        sent = [pool.submit(send, filing) for filing in filings]
        pool.submit(take_back).result()
        accepted = sum(each.result() for each in sent)
    revoked = Entry.objects.get(subject_type="mandate", step="revoke")
    assert Notice.objects.count() == accepted
    assert not Entry.objects.filter(subject_type="claim", step="submit", pk__gt=revoked.pk).exists()


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_notice_that_waited_for_a_revocation_is_refused() -> None:
    held, filing = cast.mandate(cast.mara(), cast.paul()), by_agent()
    by = cast.paul().actor

    def send() -> bool:
        try:
            actions.submit(by=by, filing=filing)
        except (Incomplete, Refused):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            deeds.revoke(by=cast.mara().actor, mandate=held)
            waiting = pool.submit(send)
            while not (waiting.done() or somebody_waits()):
                pass
        assert waiting.result() is False
    assert not Notice.objects.exists()


def test_the_owner_opens_what_its_agent_filed_and_strangers_do_not(client: Client) -> None:
    """The filer too, while its mandate lives; each read is an entry that names the reader and the notice."""
    held = cast.mandate(cast.mara(), cast.paul())
    told = {"owner": cast.mara().organisation, "right": cast.right(), "capacity": "agent"}
    whole, one = cast.evidence(cast.paul()), cast.evidence(cast.paul(), name="one.txt")
    lamp = Reported(cast.listing(), evidence=[one])
    notice = actions.submit(by=cast.paul().actor, filing=cast.filing([lamp], by=cast.paul(), evidence=[whole], **told))
    base = f"/notices/{notice.reference}/"
    pages = [f"{base}files/{each.public_id}/" for each in (whole, one)]
    for page, stranger in itertools.product(pages, (cast.hansen(), cast.nils())):
        client.force_login(stranger.user)
        assert client.get(page).status_code == 404
    assert not whole.entries().filter(step="show").exists()
    client.force_login(cast.mara().user)
    assert pages[0] in client.get(base).content.decode()
    assert pages[1] in client.get(f"{base}listings/1/").content.decode()
    assert [b"".join(client.get(page)) for page in pages] == [b"claim 1: a joint"] * 2  # type: ignore[call-overload]
    read = whole.entries().get(step="show")
    assert (read.actor_id, read.facts["why"]) == (cast.mara().user.pk, f"notice {notice.reference}")
    assert client.get(f"{base}files/{cast.evidence(cast.paul(), name='other.txt').public_id}/").status_code == 404
    client.force_login(cast.paul().user)
    assert client.get(pages[0]).status_code == 200
    deeds.revoke(by=cast.mara().actor, mandate=held)
    assert client.get(pages[0]).status_code == 404
