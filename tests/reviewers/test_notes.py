"""Notes that tell colleagues, and a whiteboard on which nothing is lost; neither ever reaches a party."""

import pytest
from django.core import mail

from docket import outbox
from docket.errors import NotAllowed, Stale
from docket.models import Entry
from notices import actions, cases
from notices.models import Note, Notice, Whiteboard, WhiteboardText
from notifications.models import Notification
from tests import cast
from tests.notices import stories
from tests.reviewers.conftest import SignIn

pytestmark = pytest.mark.django_db
SECRET = "the seller's cousin wrote it"


def delivered() -> None:
    while outbox.deliver():
        pass


def test_whoever_is_mentioned_is_told_and_the_words_stay_in_the_portal(notice: Notice, sign_in: SignIn) -> None:
    mail.outbox.clear()
    text = f"@tomas please look: {SECRET}. Not @amina herself, nor ip@linde.example."
    assert sign_in(cast.amina()).post(f"/review/{notice.reference}/note/", {"text": text}).status_code == 303
    delivered()
    letter = Notification.objects.get(letter="mention")
    assert letter.recipient == cast.tomas().user and letter.url == f"/review/{notice.reference}/"
    assert SECRET not in letter.text
    inbox = sign_in(cast.tomas()).get("/inbox/").content.decode()
    assert notice.reference in inbox and text.split(":")[0] in sign_in(cast.tomas()).get(letter.url).content.decode()
    assert SECRET not in str(list(Entry.objects.values_list("facts", flat=True)))


def test_nobody_is_called_so_and_what_was_typed_stays(notice: Notice, sign_in: SignIn) -> None:
    for text in ("Ask @mara.", "Ask @nobody.", ""):  # a party is no colleague
        answer = sign_in(cast.amina()).post(f"/review/{notice.reference}/note/", {"text": text})
        assert answer.status_code == 422 and text in answer.content.decode()
    assert not Note.objects.exists()


def test_two_who_write_at_once_see_both_texts(notice: Notice, sign_in: SignIn) -> None:
    path = f"/review/{notice.reference}/board/"
    amina, tomas = sign_in(cast.amina()), sign_in(cast.tomas())
    assert amina.post(path, {"text": "Two lamps, one box.", "seen": 0}).status_code == 303
    late = tomas.post(path, {"text": "Ask for the box.", "seen": 0})
    page = late.content.decode()
    assert late.status_code == 409 and "Ask for the box." in page and "one" in page and 'name="seen" value="1"' in page
    assert Whiteboard.objects.get().text == "Two lamps, one box."
    assert tomas.post(path, {"text": "Two lamps. Ask for the box.", "seen": 1}).status_code == 303
    assert list(WhiteboardText.objects.values_list("n", flat=True)) == [2, 1]
    page = amina.get(path).content.decode()
    assert "Ask for the box." in page and "Two lamps, one box." in page
    assert "Ask for the box." in amina.get(f"/review/{notice.reference}/").content.decode()
    assert amina.post(path, {"text": "x", "seen": "no"}).status_code == 422
    with pytest.raises(Stale):
        actions.write_board(by=cast.amina().actor, notice=notice, text="Late.", after=1)


def test_no_party_writes_on_it_or_reads_a_word(sign_in: SignIn) -> None:
    (claim,) = stories.upheld()
    notice = claim.notice
    actions.write_board(by=cast.amina().actor, notice=notice, text=SECRET)
    actions.note(by=cast.amina().actor, notice=notice, text=f"{SECRET} @tomas")
    delivered()
    inside = cast.person("amir@linde.example", "Amir Linde", cast.mara().organisation, staff_role="reviewer")
    with pytest.raises(NotAllowed):
        actions.write_board(by=cast.Person(inside.user).actor, notice=notice, text="Mine.")
    assert Whiteboard.objects.get().text == SECRET
    mara, nils, case = sign_in(cast.mara()), sign_in(cast.nils()), cases.reference(notice)
    pages = [
        mara.get(f"/notices/{notice.reference}/"),
        mara.get(f"/notices/{notice.reference}/print/"),
        mara.get("/notices/export.csv"),
        mara.get("/inbox/"),
        nils.get(f"/cases/{case}/"),
        nils.get(f"/cases/{case}/decision/"),
        nils.get(f"/cases/{case}/talk/"),
    ]
    for page in pages:
        read = page.getvalue().decode(errors="ignore") if page.streaming else page.content.decode()
        assert "cousin" not in read
    for client in (mara, nils, sign_in(cast.jon())):
        assert client.get(f"/review/{notice.reference}/board/").status_code == 404
    assert not any("cousin" in letter.text for letter in Notification.objects.all())
    assert "cousin" not in str(list(Entry.objects.values_list("facts", flat=True)))
