"""What findings add up to: each rule of ladder.yaml with a case that would come out otherwise without it."""

from datetime import UTC, datetime, timedelta

import pytest

from policy import ladder
from policy.ladder import Because, Finding, count

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
_id = iter(range(1, 10_000))


def found(severity: str, days_ago: float, matter: str = "", **more: bool) -> Finding:
    """A finding; without a matter of its own it stands for itself."""
    n = next(_id)
    return Finding(id=n, matter=matter or f"matter {n}", severity=severity, at=NOW - timedelta(days=days_ago), **more)


def because(*findings: Finding) -> list[tuple[int, str]]:
    return [(event.points, str(event.because)) for event in count(findings, NOW).events]


TABLE = [
    ("nothing", [], 0, None),
    ("the first minor finding teaches", [("image_or_text_copy", 5)], 0, None),
    ("the second one counts", [("image_or_text_copy", 9), ("name_misuse", 5)], 3, None),
    ("a grave one never teaches", [("counterfeit", 5)], 16, "warn_and_quiz"),
    ("a print is not minor", [("unauthorised_print", 5)], 6, None),
    ("no weight, no points", [("none", 5)], 0, None),
    ("two counterfeits on two days", [("counterfeit", 9), ("counterfeit", 5)], 32, "no_new_listings_in_brand"),
    ("two on one day meet the cap", [("counterfeit", 5.1), ("counterfeit", 5)], 16, "warn_and_quiz"),
    ("a part is cut at the cap", [("unauthorised_print", 5.1), ("counterfeit", 5)], 16, "warn_and_quiz"),
    ("forged papers come on top", [("counterfeit", 5.1), ("forged_papers", 5)], 40, "no_new_listings"),
    ("a danger suspends at once", [("safety_critical_counterfeit", 1)], 48, "suspend_account"),
    ("print ends after 180 days", [("unauthorised_print", 181)], 0, None),
    ("print lives for 180 days", [("unauthorised_print", 179)], 6, None),
    ("counterfeit ends after a year", [("counterfeit", 366)], 0, None),
    ("counterfeit lives for a year", [("counterfeit", 364)], 16, "warn_and_quiz"),
    ("a lesson is given once a year", [("name_misuse", 200), ("name_misuse", 5)], 3, None),
]


@pytest.mark.parametrize(("what", "findings", "points", "measure"), TABLE, ids=[row[0] for row in TABLE])
def test_the_table(what: str, findings: list[tuple[str, float]], points: int, measure: str | None) -> None:
    record = count([found(*each) for each in findings], NOW)
    assert record.points == points
    assert (record.rung.measure if record.rung else None) == measure


def test_one_wave_is_one_event_and_its_heaviest_finding_speaks() -> None:
    wave = [found("name_misuse", 9, "LINDE"), found("counterfeit", 8, "LINDE"), found("counterfeit", 7, "LINDE")]
    record = count(wave, NOW)
    assert (len(record.events), record.points, record.events[0].severity) == (1, 16, "counterfeit")
    assert record.events[0].at == wave[0].at
    assert because(*wave, found("counterfeit", 5.9, "LINDE")) == [(16, "counted"), (16, "counted")]
    assert len(count([*wave, found("counterfeit", 8, "KESTREL")], NOW).events) == 2


def test_a_window_is_opened_by_the_first_finding_and_does_not_wander() -> None:
    trickle = [found("counterfeit", 20 - 2 * n, "LINDE") for n in range(4)]
    assert len(count(trickle, NOW).events) == 2


def test_a_reversal_takes_its_points_and_every_later_rung() -> None:
    first, second = found("counterfeit", 30), found("counterfeit", 20)
    before = count([first, second], NOW)
    assert before.rung is not None and before.rung.measure == "no_new_listings_in_brand"
    undone = Finding(**{**first.__dict__, "reversed": True})
    after = count([undone, second], NOW)
    assert after.rung is not None and (after.points, after.rung.measure) == (16, "warn_and_quiz")
    assert after.reversed == (undone,)


def test_the_lesson_moves_on_when_the_first_finding_is_reversed() -> None:
    first, second = found("name_misuse", 9, reversed=True), found("name_misuse", 5)
    assert because(first, second) == [(0, "education")]


def test_an_appeal_pauses_the_next_rung_and_not_the_points() -> None:
    settled, contested = found("counterfeit", 30), found("counterfeit", 20, contested=True)
    record = count([settled, contested], NOW)
    assert record.points == 32
    assert record.rung is not None and record.rung.measure == "warn_and_quiz"
    assert record.paused is not None and record.paused.measure == "no_new_listings_in_brand"
    assert count([settled, found("counterfeit", 20)], NOW).paused is None


def test_three_events_in_180_days_make_a_repeat() -> None:
    two = [found("name_misuse", 9), found("name_misuse", 5)]
    assert not count(two, NOW).repeats
    assert not count([*two, found("counterfeit", 181)], NOW).repeats
    assert not count([*two, found("counterfeit", 50, reversed=True)], NOW).repeats
    assert count([*two, found("counterfeit", 50)], NOW).repeats


def test_the_quiz_takes_points_off_once_and_never_below_nothing() -> None:
    assert count([found("counterfeit", 5)], NOW, quiz_passed=True).points == 14
    assert count([found("image_or_text_copy", 5)], NOW, quiz_passed=True).points == 0


def test_what_one_more_would_do_and_what_is_missing() -> None:
    findings = [found("counterfeit", 40)]
    record = count(findings, NOW)
    assert record.next_rung is not None and (record.missing, record.next_rung.points) == (8, 24)
    more = ladder.one_more(findings, "counterfeit", NOW)
    assert more.rung is not None and more.rung.measure == "no_new_listings_in_brand"
    assert count(findings, NOW) == record
    assert count([found("safety_critical_counterfeit", 1)], NOW).missing == 0


def test_points_say_when_they_end() -> None:
    fake, print_ = found("counterfeit", 100), found("unauthorised_print", 90)
    falls = count([fake, print_], NOW).falls
    assert falls == [(print_.at + timedelta(days=180), 6), (fake.at + timedelta(days=365), 16)]


def test_expired_events_are_shown_as_such() -> None:
    assert because(found("unauthorised_print", 200)) == [(0, str(Because.EXPIRED))]
