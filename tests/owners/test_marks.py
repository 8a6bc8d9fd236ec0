"""One listing by itself: boxes by hand and by squares, words by ticks and by quoting, own files; and who sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notices import actions
from notices.filing import Reported
from notices.marking import Marked
from notices.models import Claim, Draft, Notice
from tests import cast
from tests.notices import stories
from tests.owners.test_wizard import filled, oath

pytestmark = pytest.mark.django_db
JSON = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def as_mara(client):
    client.force_login(cast.mara().user)
    return client


@pytest.fixture
def lamp():
    return cast.listing(description="A brass lamp with the LINDE shade, made by hand.")


def kept():
    return Draft.objects.get().content["regions"].get("L-7712093", [])


def test_boxes_words_and_quotes_become_marks(as_mara, lamp):
    shown = cast.picture(lamp)
    draft = filled(as_mara, cast.right())
    page = as_mara.get(draft + "listing/?listing=L-7712093").content.decode()
    assert f"/listings/pictures/{shown.sha256}/" in page and 'value="0 5"' in page
    assert as_mara.get(f"/listings/pictures/{shown.sha256}/").status_code == 200
    said = {
        "listing": "L-7712093",
        "mark": [f"picture {shown.sha256} 100 200 300 400"],
        "note": ["  Our mark \n on the shade "],
        "square": [f"{shown.sha256} 0 1", f"{shown.sha256} 1 2"],
        "title_word": ["0 5", "12 16", "6 11"],
        "quote": "linde SHADE",
        "add": "1",
    }
    answer = as_mara.post(draft + "listing/", said)
    assert answer.status_code == 303 and answer["Location"].endswith("listing/?listing=L-7712093")
    box, squares, title, quoted = kept()
    assert (box["x"], box["y"], box["width"], box["height"], box["note"]) == (
        100,
        200,
        300,
        400,
        "Our mark on the shade",
    )
    assert (squares["x"], squares["y"], squares["width"], squares["height"]) == (125, 0, 250, 250)
    assert title["words"] == "LINDE table lamp" and quoted["words"] == "LINDE shade"
    # One is dropped, the others stay; then the notice carries them.
    marks = [f"picture {shown.sha256} 100 200 300 400", "title 0 16"]
    as_mara.post(
        draft + "listing/", {"listing": "L-7712093", "mark": marks, "note": ["", "the name"], "drop_mark": marks[0]}
    )
    assert [mark["note"] for mark in kept()] == ["the name"]
    assert "1 mark" in as_mara.get(draft + "evidence/").content.decode()
    as_mara.post(draft + "sign/", oath(as_mara, draft))
    assert [(r.words, r.note) for r in Claim.objects.get().regions.all()] == [("LINDE table lamp", "the name")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mark": ["picture x 1 2 3 4"], "note": [""]},
        {"mark": ["picture " + "0" * 64 + " 1 2 3 4"], "note": [""]},
        {"mark": ["title 4 4"], "note": [""]},
        {"mark": ["title 0 99999999999"], "note": [""]},
        {"mark": ["title"], "note": []},
        {"square": ["zzz 0 0", "0" * 64 + " 9 9"]},
        {"title_word": ["1 3", "-1 5", "a b"]},
    ],
)
def test_nonsense_marks_nothing(as_mara, lamp, wrong):
    draft = filled(as_mara, cast.right())
    assert as_mara.post(draft + "listing/", {"listing": "L-7712093", **wrong}).status_code == 303
    assert kept() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"quote": "not in there"}, "not in the description"),
        ({"mark": ["title 0 5"], "note": ["a\u202eb"]}, "change the direction"),
        ({"mark": [f"title {n} {n + 1}" for n in range(21)], "note": [""] * 21}, "20 marks at most"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(as_mara, lamp, wrong, words):
    draft = filled(as_mara, cast.right())
    answer = as_mara.post(draft + "listing/", {"listing": "L-7712093", "explanation": "Only this one.", **wrong})
    assert answer.status_code == 400 and words in answer.content.decode()
    assert "Only this one." in answer.content.decode()


def test_files_of_one_listing_raise_the_version_and_stay_with_it(as_mara, lamp):
    draft = filled(as_mara, cast.right())
    before = Draft.objects.get().version
    said = {"listing": "L-7712093", "attachments": SimpleUploadedFile("shade.txt", b"the shade"), "add": "1"}
    as_mara.post(draft + "listing/", said)
    assert Draft.objects.get().version == before + 2  # the typed words, and the file
    page = as_mara.get(draft + "listing/?listing=L-7712093").content.decode()
    assert "shade.txt" in page
    as_mara.post(draft + "sign/", oath(as_mara, draft))
    notice = Notice.objects.get()
    assert [file.name for file in notice.claims.get().evidence.all()] == ["shade.txt"] and not notice.evidence.exists()


def test_a_file_added_meanwhile_is_not_signed_unseen(as_mara, lamp):
    draft = filled(as_mara, cast.right())
    form = oath(as_mara, draft) | {"version": str(Draft.objects.get().version)}
    said = {"listing": "L-7712093", "attachments": SimpleUploadedFile("shade.txt", b"the shade"), "add": "1"}
    as_mara.post(draft + "listing/", said)
    answer = as_mara.post(draft + "sign/", form)
    assert answer.status_code in {409, 412} and not Notice.objects.exists()


def test_autosave_keeps_marks_and_takes_ticks_only_once(as_mara, lamp):
    draft = filled(as_mara, cast.right())
    said = {"listing": "L-7712093", "mark": ["title 0 5"], "note": ["half a no"], "title_word": ["6 11"]}
    version = Draft.objects.get().version
    assert as_mara.post(draft + "listing/", {**said, "version": version}, **JSON).json() == {"version": version + 1}
    assert [mark["words"] for mark in kept()] == ["LINDE"]
    as_mara.post(draft + "listing/", {**said, "version": version + 1})
    assert [mark["words"] for mark in kept()] == ["LINDE", "table"]
    assert as_mara.post(draft + "listing/", {**said, "version": 1}, **JSON).status_code == 409


def test_a_mark_on_words_that_changed_is_dropped_and_said(as_mara, lamp):
    draft = filled(as_mara, cast.right())
    as_mara.post(draft + "listing/", {"listing": "L-7712093", "title_word": ["0 5"], "add": "1"})
    lamp.title = "Another lamp of ours"
    lamp.save()
    assert "1 mark no longer fits" in as_mara.get(draft + "listing/?listing=L-7712093").content.decode()
    answer = as_mara.post(draft + "sign/", oath(as_mara, draft))
    assert answer.status_code == 400 and "does not show now" in answer.content.decode() and not Notice.objects.exists()


def test_next_previous_and_the_way_back(as_mara, lamp):
    cast.listing(7712094)
    draft = filled(as_mara, cast.right(), paste="L-7712093\nL-7712094")
    answer = as_mara.post(draft + "listing/", {"listing": "L-7712093"})
    assert answer["Location"].endswith("?listing=L-7712094")
    assert as_mara.post(draft + "listing/", {"listing": "L-7712094"})["Location"].endswith("evidence/#listings")
    page = as_mara.get(draft + "listing/?listing=L-7712094").content.decode()
    assert "Listing 2 of 2" in page and "?listing=L-7712093" in page
    assert as_mara.get(draft + "listing/?listing=L-1").status_code == 404


def test_strangers_see_neither_page_nor_picture(client, lamp):
    client.force_login(cast.mara().user)
    shown = cast.picture(lamp)
    draft = filled(client, cast.right())
    for stranger in (cast.hansen(), cast.nils(), cast.amina()):
        client.force_login(stranger.user)
        assert client.get(draft + "listing/?listing=L-7712093").status_code == 404
        assert client.post(draft + "listing/", {"listing": "L-7712093"}).status_code == 404
    assert (
        client.get(f"/listings/pictures/{shown.sha256}/").status_code == 404
    )  # a reviewer has an address of their own


def test_seller_and_reviewer_see_the_same_marks_on_the_sealed_copy(client, lamp):
    shown, file = cast.picture(lamp), cast.evidence(name="secret-invoice.txt")
    marks = [
        Marked("picture", shown.sha256, 100, 200, 300, 400, note="Our mark on the shade"),
        Marked("title", start=0, end=5, note="Our name"),
    ]
    notice = actions.submit(by=cast.mara().actor, filing=cast.filing([Reported(lamp, "", [file], marks)]))
    claims = stories.taken_up(stories.claims_of(notice))
    lamp.title = "Changed afterwards"
    lamp.save()
    actions.uphold(by=cast.amina().actor, claims=claims, verdict=stories.WRONG)
    client.force_login(cast.amina().user)
    reviewer = client.get(f"/review/{notice.reference}/").content.decode()
    client.force_login(cast.nils().user)
    seller = client.get(f"/cases/C-{notice.reference[2:]}/reported/").content.decode()
    for page in (reviewer, seller):
        for words in ("<mark>LINDE", "Our mark on the shade", "Our name", 'x="10.0%"', 'height="40.0%"'):
            assert words in page
    assert file.name in reviewer and file.name not in seller
    client.force_login(cast.yara().user)
    assert client.get(f"/cases/C-{notice.reference[2:]}/").status_code == 404
