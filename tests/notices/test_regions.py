"""Marked regions and files of single listings: kept with the claim, sealed with the notice, refused where wrong."""

import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from notices import actions, limits, sealing
from notices.filing import Incomplete, Reported
from notices.marking import Marked
from notices.models import Claim, Notice, Region
from tests import cast
from tests.api.partner import Partner, notice_body, slug

pytestmark = pytest.mark.django_db


def sent(*reported):
    return actions.submit(by=cast.mara().actor, filing=cast.filing(list(reported)))


def test_marks_and_files_are_kept_and_sealed():
    lamp = cast.listing()
    shown, file = cast.picture(lamp), cast.evidence()
    box = Marked("picture", shown.sha256, 100, 200, 300, 400, note="Our mark on the shade")
    words = Marked("title", start=0, end=5)
    notice = sent(Reported(lamp, "This one too.", [file], [box, words]))
    claim = notice.claims.get()
    assert [str(each) for each in claim.regions.all()] == ["Our mark on the shade", "LINDE"]
    assert list(claim.evidence.all()) == [file]
    (said,) = json.loads(notice.sealed)["listings"]
    assert said["regions"][0] == {
        "place": "picture",
        "picture": shown.sha256,
        "x": 100,
        "y": 200,
        "width": 300,
        "height": 400,
        "note": "Our mark on the shade",
    }
    assert said["regions"][1]["words"] == "LINDE" and said["evidence"][0]["sha256"] == file.sha256
    assert said["sealed_copy"] == claim.snapshot.sha256
    assert sealing.digest(notice.sealed) == notice.receipt == claim.entries().get().facts["receipt"]


@pytest.mark.parametrize(
    "mark",
    [
        Marked("picture", "0" * 64, 0, 0, 10, 10),
        Marked("picture", "shown", 900, 0, 200, 10),
        Marked("picture", "shown", 0, 0, 0, 10),
        Marked("title", start=3, end=3),
        Marked("title", start=0, end=900),
        Marked("title", start=0, end=5, words="OTHER"),
        Marked("description", start=0, end=1),
    ],
)
def test_what_the_listing_does_not_show_cannot_be_marked(mark):
    lamp = cast.listing()
    shown = cast.picture(lamp)
    mark = Marked(**{**mark.__dict__, "picture": mark.picture.replace("shown", shown.sha256)})
    with pytest.raises(Incomplete) as refused:
        sent(Reported(lamp, regions=[mark]))
    assert [fault.code for fault in refused.value.faults] == ["region-not-on-listing"]
    assert not Notice.objects.exists()


def test_too_many_marks_are_refused():
    with pytest.raises(Incomplete) as refused:
        sent(Reported(cast.listing(), regions=[Marked("title", start=0, end=5)] * 21))
    assert [fault.code for fault in refused.value.faults] == ["too-many-items"]


def test_the_database_takes_no_region_outside_its_picture():
    claim = sent(Reported(cast.listing())).claims.get()
    for wrong in ({"x": 900, "width": 200, "height": 1}, {"width": 0, "height": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Region.objects.create(claim=claim, place="picture", picture="0" * 64, **wrong)


@pytest.mark.parametrize("count", [1, 30])
def test_marks_cost_the_same_for_one_listing_and_for_many(count):
    reported = [
        Reported(each, "", [cast.evidence()], [Marked("title", start=0, end=5)]) for each in cast.listings(count)
    ]
    filing = cast.filing(reported)
    limits.tier_of(filing.filer)  # counted now and remembered for some minutes
    with CaptureQueriesContext(connection) as asked:
        actions.submit(by=cast.mara().actor, filing=filing)
    assert len(asked) == 24


def test_partners_mark_and_read_the_same():
    lamp = cast.listing()
    shown, file = cast.picture(lamp), cast.evidence()
    partner = Partner(cast.mara())
    box = {"place": "picture", "picture": shown.sha256, "x": 10, "y": 20, "width": 30, "height": 40, "note": "Shade"}
    listing = {"id": lamp.external_id, "evidence": [file.public_id], "regions": [box, {"place": "title", "end": 5}]}
    answer = partner.post("/notices", notice_body(listings=[listing]))
    assert answer.status_code == 201, answer.content
    (claim,) = answer.json()["claims"]
    assert claim["evidence"] == [file.public_id]
    assert claim["regions"][0] == {**box, "start": None, "end": None, "words": None}
    assert claim["regions"][1]["words"] == "LINDE" and claim["regions"][1]["x"] is None
    assert Notice.objects.get().evidence.count() == 0
    again = partner.get(f"/claims/{claim['id']}").json()
    assert again["regions"] == claim["regions"] and again["evidence"] == claim["evidence"]


def test_partners_learn_which_mark_does_not_fit():
    lamp = cast.listing()
    wrong = {"id": lamp.external_id, "regions": [{"place": "title", "start": 0, "end": 900}]}
    answer = Partner(cast.mara()).post("/notices", notice_body(listings=[wrong]))
    assert answer.status_code == 400 and slug(answer) == "validation-error" and not Claim.objects.exists()
    assert answer.json()["errors"][0]["pointer"] == "/listings/0/regions"
