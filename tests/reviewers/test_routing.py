"""Routing: which rules fit a case, who is offered it, and who says what somebody can do."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from docket import clock
from notices import actions, queues, routing
from notices.models import Dossier, Notice, Reviewer
from tests import cast

pytestmark = pytest.mark.django_db
URL = "/review/routing/"


def case(number: int = 7717001, claim_type: str = "counterfeit", **fields: Any) -> Dossier:
    listed, proof = [cast.listing(number, **fields)], [cast.evidence()]
    filing = cast.filing(listed, claim_type=claim_type, evidence=proof)
    notice = actions.submit(by=cast.mara().actor, filing=filing)
    made = notice.dossiers.get()
    Dossier.objects.filter(pk=made.pk).update(due_at=clock.now() + timedelta(days=2))
    return Dossier.objects.get(pk=made.pk)


def skilled(person: cast.Person, *skills: str) -> None:
    routing.set_skills(by=cast.tomas().actor, user=person.user, skills=skills)


@pytest.mark.parametrize(
    ("fields", "rules", "skills", "severity"),
    [
        ({}, ["counterfeit"], [], 2),
        ({"market": "CN"}, ["chinese", "counterfeit"], ["chinese"], 2),
        ({"claim_type": "patent"}, ["technical"], ["technical"], 0),
        ({"claim_type": "trademark", "price": "1000.00"}, ["dear"], [], 1),
        ({"claim_type": "trademark", "price": "999.99"}, [], [], 0),
        ({"claim_type": "trademark", "price": "5000.00", "currency": "JPY"}, [], [], 0),
    ],
)
def test_each_rule_that_fits_counts(fields: Any, rules: list[str], skills: list[str], severity: int) -> None:
    made = case(**fields)
    assert (made.rules, made.skills, made.severity) == (rules, skills, severity) and made.routed == "1"


def test_start_next_leaves_a_case_to_who_has_the_skill() -> None:
    made, amina, tomas = case(claim_type="patent"), cast.amina(), cast.tomas()
    skilled(tomas, "technical")
    assert queues.start_next(by=amina.actor) is None
    assert queues.start_next(by=tomas.actor) == made


def test_what_nobody_can_do_or_what_is_nearly_late_is_for_everybody() -> None:
    made, amina = case(claim_type="patent"), cast.amina()
    assert queues.start_next(by=amina.actor) == made, "nobody has the skill"
    queues.release(by=amina.actor, notice=made.notice)
    skilled(cast.tomas(), "technical")
    assert queues.start_next(by=amina.actor) is None
    Dossier.objects.filter(pk=made.pk).update(due_at=clock.now() + timedelta(hours=3))
    assert queues.start_next(by=amina.actor) == made


def test_a_colleague_who_left_bars_nobody() -> None:
    made, tomas = case(claim_type="patent"), cast.tomas()
    skilled(tomas, "technical")
    type(tomas.user).objects.filter(pk=tomas.user.pk).update(is_active=False)
    assert queues.start_next(by=cast.amina().actor) == made


def test_a_senior_says_who_can_do_what_and_nobody_else_does(sign_in: Any, notice: Notice) -> None:
    amina = cast.amina()
    place = f"{URL}{amina.user.pk}/skills/"
    for who in (amina, cast.jon(), cast.mara()):
        assert sign_in(who).post(place, {"skill": ["chinese"]}).status_code == 404
    assert not Reviewer.objects.filter(skills__len__gt=0).exists()
    tomas = sign_in(cast.tomas())
    page = tomas.post(place, {"skill": ["chinese", "flying"]}, follow=True).content.decode()
    assert "Saved for Amina Keller." in page and Reviewer.objects.get(user=amina.user).skills == ["chinese"]
    assert tomas.post(f"{URL}{cast.mara().user.pk}/skills/").status_code == 404


def test_the_rules_are_read_in_words_with_what_each_takes(sign_in: Any, notice: Notice) -> None:
    page = sign_in(cast.jon()).get(URL).content.decode()
    assert "Counterfeit goods can hurt people and go first." in page and "Patents and designs” " not in page
    assert next(each for each in routing.takings() if each.rule.code == "counterfeit").cases == 1
    assert "so it bars nobody" in page and "Save for" not in page
    assert sign_in(cast.amina()).get(URL).status_code == 404


def test_cases_of_older_rules_are_weighed_anew(sign_in: Any, notice: Notice) -> None:
    Dossier.objects.update(routed="0", severity=0, rules=[], held_until=Now(), held_by=cast.amina().user)
    client = sign_in(cast.tomas())
    assert "Weigh them anew" in client.get(URL).content.decode()
    assert "1 notice weighed anew" in client.post(f"{URL}catch-up/", follow=True).content.decode()
    now = notice.dossiers.get()
    assert (now.routed, now.severity, now.rules, now.held_by) == ("1", 2, ["counterfeit"], cast.amina().user)
