"""Labels: blind, by another person, compared; what a difference does and does not do."""

import pytest
from django.test import Client

from docket import outbox
from docket.errors import NotAllowed
from docket.models import Entry
from notices import actions
from notices.models import BlindCase, Label
from notices.quality import actions as quality
from notices.quality import calibration, figures
from notices.quality.comparing import Said, error_of
from notifications.models import Notification
from tests import cast
from tests.notices import stories
from tests.quality.stories import OTHERWISE, SAME, bo, decided, labelled, settled
from tests.sellers.test_cases import signed_in

pytestmark = pytest.mark.django_db
ASKED = {"outcome": "remove", "reason": "CR-03", "note": "private words of the label"}


def next_page(who: cast.Person) -> tuple[Client, str]:
    client = signed_in(who)
    return client, client.post("/review/quality/next/")["Location"]


def test_whoever_labels_sees_nothing_of_the_decision() -> None:
    """Neither what, nor who, nor why, nor the number under which it could be looked up."""
    (claim,) = decided()
    client, path = next_page(bo())
    page = client.get(path).content.decode()
    assert claim.snapshot.content["title"] in page and "Studio Linde" in page
    for told in (
        claim.notice.reference, claim.public_id, "Amina", "private words", stories.COPIED.public_reason, "Upheld",
        "Removed", claim.listing.url, "is hidden",
    ):  # fmt: skip
        assert told not in page, told


def test_a_label_is_kept_and_the_next_one_opens() -> None:
    decided(count=2)
    client, path = next_page(bo())
    assert client.post(path, ASKED | {"reason": "M-11"}).status_code == 422
    assert not Label.objects.exists()
    answer = client.post(path, ASKED)
    assert answer.status_code == 303 and answer["Location"] != path
    assert BlindCase.objects.get(public_id=path.split("/")[4]).state == "matched"
    assert client.post(answer["Location"], ASKED)["Location"] == "/review/quality/"
    assert client.get(path).status_code == client.post(path, ASKED).status_code == 404
    assert Label.objects.count() == 2


def test_nobody_labels_their_own_decision_nor_a_case_of_their_own_house() -> None:
    decided()
    assert quality.start_next(by=cast.amina().actor) is None
    inside = cast.person("amir@linde.example", "Amir Linde", cast.mara().organisation, staff_role="reviewer")
    inside.user.staff_role = "reviewer"
    inside.user.save()
    as_reviewer = cast.Person(inside.user)
    assert quality.start_next(by=as_reviewer.actor) is None
    case = BlindCase.objects.get()
    for person in (cast.amina(), as_reviewer, bo()):  # Bo may, and does not hold it
        with pytest.raises(NotAllowed):
            quality.label(by=person.actor, case=case, said=SAME)
    assert not Label.objects.exists() and case.entries().count() == 1


def test_two_reviewers_get_two_cases() -> None:
    decided(count=2)
    one, two = quality.start_next(by=bo().actor), quality.start_next(by=cast.tomas().actor)
    assert one and two and one.pk != two.pk
    assert quality.start_next(by=bo().actor) == one  # and one's own again


def test_a_difference_is_told_to_seniors_and_reverses_nothing() -> None:
    (claim,) = decided()
    cast.tomas()
    case = labelled(OTHERWISE)
    while outbox.deliver():
        pass
    letter = Notification.objects.get(letter="labels_differ")
    assert letter.recipient == cast.tomas().user and letter.url == f"/review/quality/cases/{case.public_id}/found/"
    assert case.state == "differing" and stories.again([claim])[0].state == "upheld"
    client = signed_in(cast.tomas())
    assert letter.url in client.get("/review/quality/differences/").content.decode()
    for person in (bo(), cast.amina()):  # not before a senior has found something
        assert signed_in(person).get(letter.url).status_code == 404
        assert signed_in(person).get("/review/quality/differences/").status_code == 404
    assert client.post(letter.url, {"right": "second", "error": "", "words": ""}).status_code == 422
    typed = {"right": "second", "error": "false_positive", "words": "A tiny part of it."}
    assert client.post(letter.url, typed).status_code == 303
    case.refresh_from_db()
    assert (case.state, case.second_right, case.error) == ("settled", True, "false_positive")
    assert stories.again([claim])[0].state == "upheld"
    assert "A tiny part of it." in signed_in(cast.amina()).get(letter.url).content.decode()


def test_whoever_gave_a_label_does_not_settle_it() -> None:
    decided()
    case = labelled(OTHERWISE, by=cast.tomas())
    with pytest.raises(NotAllowed):
        quality.settle(by=cast.tomas().actor, case=case, second_right=True, error="false_positive", words="Mine.")
    case.refresh_from_db()
    assert case.state == "differing" and case.words == ""


def test_who_does_not_agree_takes_it_to_everybody() -> None:
    case = settled()
    other = cast.person("eve@fairmark.example", "Eve Okoro", staff_role="reviewer")
    with pytest.raises(NotAllowed):
        quality.dispute(by=other.actor, case=case, words="Not mine to say.")
    found = f"/review/quality/cases/{case.public_id}/found/"
    assert signed_in(cast.amina()).post(found, {"words": "It is half of the photo."}).status_code == 303
    assert list(calibration.left_for(other.user.pk)) == [case]
    assert not calibration.left_for(bo().user.pk).exists()  # labelled before
    assert signed_in(other).get(found).status_code == 404  # must not know before labelling
    page = signed_in(other).get("/review/quality/calibration/").content.decode()
    assert "You see the labels once you have labelled it." in page and "M-11" not in page
    quality.label(by=other.actor, case=case, said=SAME)
    assert "M-11" in signed_in(other).get("/review/quality/calibration/").content.decode()
    assert (
        signed_in(other).post("/review/quality/calibration/", {"case": case.public_id, "words": "x"}).status_code == 409
    )
    senior = signed_in(cast.tomas())
    assert senior.post(found, {"words": "Half is enough; we say so in the policy."}).status_code == 303
    case.refresh_from_db()
    assert case.state == "concluded" and "we say so" in case.words and "half of the photo" in case.words


@pytest.mark.parametrize(
    ("wrong", "right", "error"),
    [
        (SAME, OTHERWISE, "false_positive"),
        (OTHERWISE, SAME, "false_negative"),
        (Said("upheld", True, "CR-03"), SAME, "wrong_action"),
        (Said("upheld", False, "CR-01"), SAME, "wrong_reason"),
        (SAME, SAME, ""),
    ],
)
def test_kinds_of_error(wrong: Said, right: Said, error: str) -> None:
    assert error_of(wrong, right) == error


def double(reviewer: int, *, error: str = "", weight: int = 1) -> figures.Double:
    second = "rejected" if error else "upheld"
    return figures.Double(reviewer, "copyright", "upheld", second, "merits", "merits", weight, False, error)


def test_small_numbers_are_not_shown_and_a_middle_needs_three_people() -> None:
    few = [double(1)] * 19
    assert figures.own(1, few).agreed is None and figures.team(few)[0].outcome is None
    enough = [double(1)] * 19 + [double(1, error="false_positive")] * 1
    mine = figures.own(1, enough)
    assert mine.agreed and mine.agreed.value == 0.95 and mine.score == 95
    assert figures.medians(enough + [double(2)] * 20) is None
    middle = figures.medians(enough + [double(2)] * 20 + [double(3)] * 20)
    assert middle and middle.agreed and middle.agreed.value == 1
    heavy = figures.own(1, [double(1)] * 25 + [double(1, error="false_positive", weight=25)])
    assert heavy.wrong and heavy.wrong.value == 0.5  # one in fifty looked at; one of 25 others stands for them all


def test_the_page_names_nobody_else() -> None:
    decided()
    labelled(OTHERWISE)
    for person in (cast.amina(), cast.tomas()):
        page = signed_in(person).get("/review/quality/").content.decode()
        others = {"Amina", "Bo Lindqvist", "Tomás"} - {person.user.name.split()[0], person.user.name}
        assert not any(name in page for name in others)
    for person in (cast.mara(), cast.nils(), cast.jon()):
        assert signed_in(person).get("/review/quality/").status_code == 404


def test_only_a_closed_case_becomes_a_known_case_and_only_by_a_senior() -> None:
    (claim,) = decided()
    typed = {"reference": claim.notice.reference, "listing": 1, "outcome": "rejected", "reason": "M-11", "why": "Tiny."}
    senior = signed_in(cast.tomas())
    assert signed_in(cast.amina()).post("/review/quality/known/", typed).status_code == 404
    assert senior.post("/review/quality/known/", typed).status_code == 409  # still open
    actions.retract(by=cast.mara().actor, claims=[claim])
    assert senior.post("/review/quality/known/", typed | {"reason": "CR-03"}).status_code == 409
    assert senior.post("/review/quality/known/", typed).status_code == 303
    page = senior.get("/review/quality/known/").content.decode()
    assert claim.notice.reference in page
    assert "Tiny." not in signed_in(cast.nils()).get("/cases/").content.decode()


def test_no_party_reads_a_word_of_it() -> None:
    case = settled()
    claim = case.claim
    while outbox.deliver():
        pass
    mara, nils = signed_in(cast.mara()), signed_in(cast.nils())
    from notices import cases

    pages = [
        mara.get(f"/notices/{claim.notice.reference}/"),
        mara.get(f"/notices/{claim.notice.reference}/print/"),
        nils.get(f"/cases/{cases.reference(claim.notice)}/"),
        nils.get(f"/cases/{cases.reference(claim.notice)}/decision/"),
    ]
    for page in pages:
        assert page.status_code == 200 and "private words" not in page.content.decode()
    told = Notification.objects.exclude(audience="senior")
    assert not any("private words" in letter.text for letter in told)
    assert not Entry.objects.filter(facts__icontains="private words").exists()
