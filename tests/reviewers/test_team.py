"""The team page: what breaches, who has what, and work that goes from one to another."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docket import clock
from notices import actions, colleagues, team
from notices.models import Dossier, HandOver, Notice
from tests import cast
from tests.reviewers.moves import take_up

pytestmark = pytest.mark.django_db
URL = "/review/team/"


def cases(count: int) -> list[Dossier]:
    """Further cases, one listing each, in the order in which they breach."""
    made = [actions.submit(by=cast.mara().actor, filing=cast.filing([cast.listing(7716000 + n)])) for n in range(count)]
    return [due_in(each.dossiers.get(), hours=n + 1) for n, each in enumerate(made)]


def due_in(case: Dossier, *, hours: float) -> Dossier:
    case.due_at = clock.now() + timedelta(hours=hours)
    case.save(update_fields=["due_at"])
    return case


def bo() -> cast.Person:
    return cast.person("bo@fairmark.example", "Bo Lindqvist", staff_role="reviewer")


@pytest.mark.parametrize("who", [cast.amina, cast.mara, cast.nils])
def test_only_seniors_and_operations_find_it(sign_in: Any, notice: Notice, who: Any) -> None:
    case, client = notice.dossiers.get(), sign_in(who())
    assert client.get(URL).status_code == 404
    asked = {"case": case.pk, "to": cast.amina().user.pk, "from_whom": cast.amina().user.pk, "number": 1}
    for way in ("assign/", "move/", f"{cast.tomas().user.pk}/break/"):
        assert client.post(URL + way, asked).status_code == 404
    assert not HandOver.objects.exists() and not colleagues.on_break(cast.tomas().user.pk)


def test_the_forecast_counts_what_is_late_and_what_will_be(sign_in: Any, notice: Notice) -> None:
    made = cases(5)
    for case, hours in zip(made, (-1, 0.5, 2, 3, 9), strict=True):
        due_in(case, hours=hours)
    take_up(cast.amina(), made[1].notice)
    here = next(row for row in team.load() if row.queue.key == "review")
    assert (here.waiting, here.late, here.in_1_h, here.in_4_h, here.nobodys) == (6, 1, 1, 2, 3)
    page = sign_in(cast.jon()).get(URL).content.decode()
    assert "1 late" in page and "Amina Keller is working on it" in page
    assert "/review/N-" not in page, "operations see that a case is late, and do not open it"
    assert "/review/N-" in sign_in(cast.tomas()).get(URL).content.decode()


def test_ticked_cases_are_assigned_and_told_in_one_letter(sign_in: Any, notice: Notice) -> None:
    two = cases(2)
    form = {"case": [case.pk for case in two], "to": bo().user.pk, "text": "You know these lamps."}
    page = sign_in(cast.jon()).post(f"{URL}assign/", form, follow=True).content.decode()
    assert "2 cases wait for Bo Lindqvist now" in page
    assert set(Dossier.objects.filter(assigned_to=bo().user)) == set(two)
    from docket.models import Delivery

    assert Delivery.objects.filter(subscriber="notices.letters.work.tell").count() == 1


@pytest.mark.parametrize(("changed", "says"), [({"case": []}, "Tick at least one"), ({"to": ""}, "Choose a person.")])
def test_what_is_missing_is_named_and_what_was_typed_stays(
    sign_in: Any, notice: Notice, changed: dict[str, Any], says: str
) -> None:
    (case,) = cases(1)
    form = {"case": [case.pk], "to": bo().user.pk, "text": "Please today."} | changed
    answer = sign_in(cast.tomas()).post(f"{URL}assign/", form)
    assert answer.status_code == 422 and says in answer.content.decode() and "Please today." in answer.content.decode()
    assert not HandOver.objects.exists()


def test_a_party_and_somebody_on_a_break_are_given_nothing(sign_in: Any, notice: Notice) -> None:
    (case,) = cases(1)
    party = cast.person("side@fairmark.example", "Sia Side", cast.mara().organisation, staff_role="reviewer")
    actions.take_break(by=bo().actor, user=bo().user)
    client = sign_in(cast.tomas())
    for nobody in (party, bo()):
        form = {"case": [case.pk], "to": nobody.user.pk}
        assert "stayed where it was" in client.post(f"{URL}assign/", form, follow=True).content.decode()
    assert not HandOver.objects.exists() and Dossier.objects.filter(assigned_to__isnull=False).count() == 0


def test_the_most_urgent_of_one_person_go_to_another_or_to_everybody(sign_in: Any, notice: Notice) -> None:
    three, client = cases(3), sign_in(cast.tomas())
    actions.assign(by=cast.tomas().actor, cases=three[1:], to=cast.amina().user)
    take_up(cast.amina(), three[0].notice)
    form = {"from_whom": cast.amina().user.pk, "to": bo().user.pk, "number": 2}
    client.post(f"{URL}move/", form)
    assert list(team.in_hands_of(bo().user)) == three[:2] and list(team.in_hands_of(cast.amina().user)) == three[2:]
    assert Dossier.objects.get(pk=three[0].pk).held_by is None
    client.post(f"{URL}move/", form | {"from_whom": bo().user.pk, "to": ""})
    assert not team.in_hands_of(bo().user).exists()
    assert sorted(HandOver.objects.values_list("state", flat=True)) == ["given", "given", "returned", "returned"]
    again = client.post(f"{URL}move/", form | {"from_whom": bo().user.pk, "to": ""}, follow=True)
    assert "has nothing in hand" in again.content.decode()


@pytest.mark.parametrize("number", ["0", "-3", "x", "1000000", "9" * 40, ""])
def test_a_number_that_is_none_moves_nothing(sign_in: Any, notice: Notice, number: str) -> None:
    actions.assign(by=cast.tomas().actor, cases=cases(1), to=cast.amina().user)
    form = {"from_whom": cast.amina().user.pk, "to": bo().user.pk, "number": number}
    assert sign_in(cast.tomas()).post(f"{URL}move/", form).status_code == 422
    assert team.in_hands_of(cast.amina().user).count() == 1


def test_somebody_who_went_without_saying_so_is_put_on_a_break(sign_in: Any, notice: Notice) -> None:
    take_up(cast.amina(), notice)
    page = sign_in(cast.jon()).post(f"{URL}{cast.amina().user.pk}/break/", follow=True).content.decode()
    assert "Amina Keller is on a break" in page
    assert notice.dossiers.get().held_by is None and colleagues.on_break(cast.amina().user.pk)


def test_the_page_asks_as_much_for_many_cases_as_for_few(sign_in: Any, notice: Notice) -> None:
    client, counts = sign_in(cast.tomas()), []
    for _more in range(2):
        cases(4 * (1 + len(counts)))
        with CaptureQueriesContext(connection) as asked:
            client.get(URL)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
