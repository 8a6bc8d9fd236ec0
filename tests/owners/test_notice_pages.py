"""What owners see and do after a notice was sent: the list, the page, and each deed with its refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notices import actions, queues
from notices.models import Claim, CourtAction, Notice
from notices.words import STATES
from tests import cast
from tests.notices import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_mara(client):
    client.force_login(cast.mara().user)
    return client


def sent(listings=None, **fields):
    return actions.submit(by=cast.mara().actor, filing=cast.filing(listings, **fields))


def reviewed(notice, deed, **facts):
    """Amina takes the case and does one deed on all claims."""
    queues.take_up(by=cast.amina().actor, notice=notice)
    deed(by=cast.amina().actor, claims=list(notice.claims.all()), **facts)


def rejected(**fields):
    notice = sent(**fields)
    verdict = actions.Verdict("F-01", "The listing shows another mark.", "only for us")
    reviewed(notice, actions.reject, verdict=verdict)
    return notice


def in_state(notice, state):
    Claim.objects.filter(notice=notice).update(state=state)
    return notice


def test_the_pages_of_a_fresh_notice(as_mara):
    notice = sent([cast.listing(7712001), cast.listing(7712002)])
    page = as_mara.get(f"/notices/{notice.reference}/").content.decode()
    assert "Nothing to do. A reviewer decides" in page and "Received, being checked" in page and notice.receipt in page
    for url in ("/home/", "/notices/", f"/notices/{notice.reference}/sent/", f"/notices/{notice.reference}/print/"):
        answer = as_mara.get(url)
        assert answer.status_code == 200 and notice.reference in answer.content.decode()


@pytest.mark.parametrize("state", sorted(set(STATES) - {"draft"}))
def test_every_state_has_a_page(as_mara, state):
    notice = in_state(sent(), state)
    for url in ("/home/", "/notices/", f"/notices/{notice.reference}/", f"/notices/{notice.reference}/print/"):
        assert as_mara.get(url).status_code == 200


def test_nobody_else_learns_that_a_notice_exists(client):
    notice = sent()
    for stranger in (cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        for path in ("", "sent/", "print/", "retract/", "reply/", "appeal/", "court/"):
            assert client.get(f"/notices/{notice.reference}/{path}").status_code == 404
    assert client.get("/notices/N-00000000/").status_code == 404


def test_private_notes_and_names_of_reviewers_stay_inside(as_mara):
    notice = rejected()
    page = as_mara.get(f"/notices/{notice.reference}/").content.decode()
    assert "The listing shows another mark." in page
    assert "only for us" not in page and "Amina" not in page


def test_the_page_of_a_notice_takes_the_same_queries_for_one_and_for_many(as_mara):
    few, many = sent([cast.listing(7712001)]), sent(cast.listings(30))
    as_mara.get(f"/notices/{few.reference}/")  # how long decisions took is counted now and remembered
    counts = []
    for notice in (few, many):
        with CaptureQueriesContext(connection) as queries:
            assert as_mara.get(f"/notices/{notice.reference}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_owner_takes_a_notice_back(as_mara):
    notice = sent([cast.listing(7712001), cast.listing(7712002)])
    first, second = notice.claims.all()
    url = f"/notices/{notice.reference}/retract/"
    assert as_mara.get(url).status_code == 200
    assert as_mara.post(url, {"claims": []}).status_code == 400
    chosen = {"claims": [first.public_id], "reason": "Settled."}
    asked = as_mara.post(url, chosen)
    assert asked.status_code == 200 and "This is what follows" in asked.content.decode()
    assert [claim.state for claim in notice.claims.all()] == ["submitted", "submitted"]
    assert "/retract/" in as_mara.post(url, chosen | {"sure": "1"})["Location"]
    assert [claim.state for claim in notice.claims.all()] == ["retracted", "submitted"]
    stale = {"claims": [second.public_id], "seen": f"{second.public_id}:7", "sure": "1"}
    assert as_mara.post(url, stale).status_code == 412
    as_mara.post(url, {"claims": [second.public_id], "sure": "1"})
    assert as_mara.get(url)["Location"] == f"/notices/{notice.reference}/"
    assert as_mara.post(url, {"claims": [second.public_id]}).status_code == 303


def test_one_tick_takes_back_hundreds(as_mara):
    notice = sent(cast.listings(40))
    as_mara.post(f"/notices/{notice.reference}/retract/", {"claims": ["all"], "sure": "1"})
    assert set(notice.claims.values_list("state", flat=True)) == {"retracted"}


def test_an_owner_answers_our_question(as_mara):
    notice = sent()
    reviewed(notice, actions.send_back, question="Which of your marks is on the lamp?")
    assert "Answer our question" in as_mara.get("/home/").content.decode()
    url = f"/notices/{notice.reference}/reply/"
    page = as_mara.get(url).content.decode()
    assert "Which of your marks" in page and "You have time until" in page and " UTC" in page
    claim = notice.claims.get()
    form = {"claims": [claim.public_id], "answer": ""}
    assert as_mara.post(url, form).status_code == 400
    bad = SimpleUploadedFile("x.exe", b"MZ")
    answer = as_mara.post(url, form | {"answer": "The word mark.", "attachments": bad})
    assert answer.status_code == 400 and "The word mark." in answer.content.decode()
    proof = SimpleUploadedFile("photo.txt", b"what we bought")
    assert as_mara.post(url, form | {"answer": "The word mark.", "attachments": proof}).status_code == 303
    claim.refresh_from_db()
    assert (claim.state, claim.answer) == ("submitted", "The word mark.")
    assert notice.evidence.count() == 1


def test_an_owner_asks_for_another_look_once(as_mara):
    notice = rejected()
    url = f"/notices/{notice.reference}/appeal/"
    assert as_mara.get(url).status_code == 200
    form = {"claims": [notice.claims.get().public_id]}
    assert as_mara.post(url, form | {"grounds": " \u200b "}).status_code == 400
    assert as_mara.post(url, form | {"grounds": "The label is ours."}).status_code == 303
    assert notice.claims.get().state == "appealed_rejection"
    assert as_mara.get(url).status_code == 303


def test_an_owner_shows_court_action_with_its_papers(as_mara):
    notice = stories.countered()[0].notice
    page = as_mara.get(f"/notices/{notice.reference}/").content.decode()
    assert "What the seller answered" in page and "unless you show us court action" in page
    url = f"/notices/{notice.reference}/court/"
    assert as_mara.get(url).status_code == 200
    form = {
        "claims": [notice.claims.get().public_id],
        "court": "US District Court, SD New York",
        "case_number": "1:26-cv-1",
        "filed_on": "2020-01-01",
    }
    assert as_mara.post(url, form).status_code == 400
    papers = SimpleUploadedFile("complaint.pdf", b"%PDF-1.7")
    assert as_mara.post(url, form | {"filed_on": "2199-01-01", "attachments": papers}).status_code == 400
    papers = SimpleUploadedFile("complaint.pdf", b"%PDF-1.7")
    assert as_mara.post(url, form | {"attachments": papers}).status_code == 303
    assert notice.claims.get().state == "in_court" and CourtAction.objects.get().evidence.count() == 1


def test_deeds_that_are_not_open_lead_back_to_the_notice(as_mara):
    notice = sent()
    for path in ("reply/", "appeal/", "court/"):
        answer = as_mara.get(f"/notices/{notice.reference}/{path}", follow=True)
        assert answer.redirect_chain and "not open for this notice" in answer.content.decode()


def test_filters_search_and_pages(as_mara):
    for number in range(30):
        sent([cast.listing(7714000 + number)])
    page = as_mara.get("/notices/")
    assert len(page.context["rows"]) == 25 and page.context["next_url"]
    older = as_mara.get("/notices/" + page.context["next_url"])
    assert len(older.context["rows"]) == 5 and older.context["previous_url"]
    newer = as_mara.get("/notices/" + older.context["previous_url"])
    assert [row["notice"] for row in newer.context["rows"]] == [row["notice"] for row in page.context["rows"]]
    assert len(as_mara.get("/notices/?q=L-7714007").context["rows"]) == 1
    assert len(as_mara.get(f"/notices/?q={Notice.objects.first().reference.lower()}").context["rows"]) == 1
    assert as_mara.get("/notices/?state=removed").context["rows"] == []
    assert "No notice fits" in as_mara.get("/notices/?q=nothing").content.decode()
    for odd in ("?older=x", "?older=99999999999999999999", "?state=nonsense", "?right=%27", "?newer=-1"):
        assert as_mara.get("/notices/" + odd).status_code == 200


def test_an_owner_sees_and_opens_what_its_agent_sent_but_not_by_the_agents_own_address(client):
    mara, paul = cast.mara(), cast.paul()
    cast.mandate(mara, paul)
    proof = cast.evidence(paul, name="agent-file.txt")
    filing = cast.filing(by=paul, owner=mara.organisation, right=cast.right(mara), evidence=[proof], capacity="agent")
    notice = actions.submit(by=paul.actor, filing=filing)
    client.force_login(mara.user)
    page = client.get(f"/notices/{notice.reference}/").content.decode()
    assert f"/notices/{notice.reference}/files/{proof.public_id}/" in page and "agent-file.txt" in page
    assert client.get(f"/evidence/{proof.public_id}/").status_code == 404
