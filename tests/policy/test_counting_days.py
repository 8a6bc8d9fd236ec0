"""Legal time limits, day by day. The expected dates were worked out from the holiday laws, not from our code."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from policy import calendars, regimes
from policy.calendars import Due, due
from policy.types import Deadline, Unit

NEW_YORK = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BRUSSELS = ZoneInfo("Europe/Brussels")
END = time(23, 59, 59, 999999)


def rule(regime: str, key: str) -> Deadline:
    found = regimes.get(regime).deadline(key)
    assert found is not None
    return found


def at(day: str, clock: str = "12:00", zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone)


def start_of(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.min, tzinfo=zone).astimezone(UTC)


def end_of(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), END, tzinfo=zone).astimezone(UTC)


def numbered(counted: Due, number: int) -> str:
    return next(each.day.isoformat() for each in counted.days if each.number == number)


# counter-notice received, 10th, 11th and 14th business day
US_PUT_BACK = [
    ("2026-11-20", "2026-12-07", "2026-12-08", "2026-12-11"),  # Thanksgiving inside
    ("2026-12-18", "2027-01-05", "2027-01-06", "2027-01-11"),  # Christmas and New Year inside
    ("2026-07-01", "2026-07-16", "2026-07-17", "2026-07-22"),  # 4 July is a Saturday, kept on Friday 3 July
    ("2026-06-27", "2026-07-13", "2026-07-14", "2026-07-17"),  # received on a Saturday
    ("2026-01-02", "2026-01-16", "2026-01-20", "2026-01-23"),
    ("2026-01-16", "2026-02-02", "2026-02-03", "2026-02-06"),
    ("2026-02-12", "2026-02-27", "2026-03-02", "2026-03-05"),
    ("2026-03-06", "2026-03-20", "2026-03-23", "2026-03-26"),  # summer time begins inside
    ("2026-05-15", "2026-06-01", "2026-06-02", "2026-06-05"),
    ("2026-06-12", "2026-06-29", "2026-06-30", "2026-07-06"),
    ("2026-07-03", "2026-07-17", "2026-07-20", "2026-07-23"),  # received on a holiday
    ("2026-08-28", "2026-09-14", "2026-09-15", "2026-09-18"),
    ("2026-09-07", "2026-09-21", "2026-09-22", "2026-09-25"),
    ("2026-10-09", "2026-10-26", "2026-10-27", "2026-10-30"),
    ("2026-11-10", "2026-11-25", "2026-11-27", "2026-12-02"),
    ("2026-11-22", "2026-12-07", "2026-12-08", "2026-12-11"),  # received on a Sunday
    ("2026-11-25", "2026-12-10", "2026-12-11", "2026-12-16"),
    ("2026-12-24", "2027-01-11", "2027-01-12", "2027-01-15"),
    ("2026-12-31", "2027-01-15", "2027-01-19", "2027-01-22"),
    ("2027-06-17", "2027-07-02", "2027-07-06", "2027-07-09"),  # Juneteenth and 4 July both moved
    ("2027-12-23", "2028-01-10", "2028-01-11", "2028-01-14"),  # New Year kept in the old year
    ("2027-12-31", "2028-01-14", "2028-01-18", "2028-01-21"),
    ("2028-02-15", "2028-03-01", "2028-03-02", "2028-03-07"),  # across a leap day
    ("2028-02-29", "2028-03-14", "2028-03-15", "2028-03-20"),  # received on a leap day
    ("2024-02-20", "2024-03-05", "2024-03-06", "2024-03-11"),
    ("2025-06-06", "2025-06-23", "2025-06-24", "2025-06-27"),
]


@pytest.mark.parametrize(("received", "tenth", "eleventh", "fourteenth"), US_PUT_BACK)
def test_us_listing_returns_between_business_day_11_and_the_end_of_14(
    received: str, tenth: str, eleventh: str, fourteenth: str
) -> None:
    counted = due(rule("us-dmca-512", "put_back"), at(received))

    assert numbered(counted, 10) == tenth
    assert counted.earliest == start_of(eleventh, NEW_YORK)
    assert counted.latest == end_of(fourteenth, NEW_YORK)


# declaration reached the owner, last day of the wait
CN_WAIT = [
    ("2026-11-23", "2026-12-08"),
    ("2026-03-01", "2026-03-16"),
    ("2026-02-01", "2026-02-24"),  # day 15 falls into Spring Festival
    ("2026-01-30", "2026-02-14"),  # a Saturday that is a working day
    ("2026-02-13", "2026-02-28"),  # another one
    ("2026-04-24", "2026-05-09"),  # another one
    ("2026-04-17", "2026-05-06"),  # May holidays
    ("2026-09-05", "2026-09-20"),  # a working Sunday
    ("2026-09-10", "2026-09-28"),  # Mid-Autumn
    ("2026-09-18", "2026-10-08"),  # National Day week
    ("2026-09-25", "2026-10-10"),
    ("2026-11-27", "2026-12-14"),  # an ordinary Saturday
    ("2025-01-11", "2025-01-26"),  # a working Sunday
    ("2025-12-20", "2026-01-04"),  # a working Sunday, into the next year
    ("2026-06-05", "2026-06-22"),  # Dragon Boat weekend
]


@pytest.mark.parametrize(("reached", "last"), CN_WAIT)
def test_cn_measures_are_lifted_after_fifteen_full_days(reached: str, last: str) -> None:
    counted = due(rule("cn-ecl", "put_back"), at(reached, zone=SHANGHAI))

    assert counted.earliest == end_of(last, SHANGHAI) + timedelta(microseconds=1)
    assert counted.latest is None, "promptly, no last day"


# informed of the decision, last day to complain
EU_SIX_MONTHS = [
    ("2026-08-31", "2027-03-01"),  # 31 February does not exist; 28 February is a Sunday
    ("2026-08-30", "2027-03-01"),
    ("2027-08-31", "2028-02-29"),  # leap year
    ("2027-08-30", "2028-02-29"),
    ("2026-01-15", "2026-07-15"),
    ("2026-02-28", "2026-08-28"),
    ("2026-05-31", "2026-11-30"),
    ("2026-06-25", "2026-12-28"),  # Christmas Day, a Friday
    ("2026-06-26", "2026-12-28"),
    ("2026-07-01", "2027-01-04"),  # New Year's Day, then a weekend
    ("2026-09-26", "2027-03-30"),  # Good Friday to Easter Monday
    ("2026-10-31", "2027-04-30"),
    ("2026-11-01", "2027-05-03"),
    ("2026-11-23", "2027-05-24"),
    ("2025-08-29", "2026-03-02"),
    ("2028-02-29", "2028-08-29"),
    ("2027-10-14", "2028-04-18"),
]


@pytest.mark.parametrize(("informed", "last"), EU_SIX_MONTHS)
def test_eu_complaint_is_open_for_six_months(informed: str, last: str) -> None:
    counted = due(rule("eu-dsa", "appeal_filing"), at(informed, zone=BRUSSELS))

    assert counted.latest == end_of(last, BRUSSELS)
    assert counted.earliest == counted.start


SHORT = [
    ("uk-ecr", "appeal_decide", "2026-03-30", "2026-04-08"),  # Easter
    ("uk-ecr", "appeal_decide", "2026-05-01", "2026-05-11"),
    ("uk-ecr", "appeal_decide", "2026-08-28", "2026-09-07"),
    ("uk-ecr", "appeal_decide", "2026-12-23", "2027-01-04"),
    ("uk-ecr", "appeal_decide", "2027-12-23", "2028-01-04"),  # Christmas on a weekend moves
    ("default-policy", "decide", "2026-03-13", "2026-03-23"),
    ("default-policy", "decide", "2026-05-29", "2026-06-08"),
    ("default-policy", "decide", "2026-10-23", "2026-11-02"),
    ("default-policy", "decide", "2026-12-24", "2027-01-04"),
    ("default-policy", "decide", "2027-01-29", "2027-02-08"),
    ("eu-dsa", "appeal_decide", "2026-03-31", "2026-04-09"),
    ("eu-dsa", "appeal_decide", "2026-04-30", "2026-05-08"),
    ("eu-dsa", "appeal_decide", "2026-12-24", "2027-01-04"),
    ("us-trademark-policy", "decide", "2026-11-25", "2026-11-30"),
    ("us-trademark-policy", "decide", "2026-07-02", "2026-07-07"),
    ("us-trademark-policy", "decide", "2026-09-04", "2026-09-09"),
    ("us-trademark-policy", "appeal_filing", "2026-01-31", "2026-03-02"),  # 30 calendar days, no roll
    ("us-patent-policy", "hear_seller", "2026-11-20", "2026-11-30"),  # Thanksgiving inside
    ("us-patent-policy", "decide", "2026-12-18", "2027-01-05"),
    ("us-patent-policy", "appeal_filing", "2028-01-30", "2028-02-29"),  # onto a leap day
    ("us-dmca-512", "appeal_decide", "2026-07-02", "2026-07-10"),  # the 4th is kept on the 3rd
    ("cn-ecl", "appeal_decide", "2026-09-24", "2026-10-09"),  # Mid-Autumn, then National Day week
    ("cn-ecl", "cure", "2026-02-10", "2026-02-24"),  # calendar days do not wait for Spring Festival
    ("uk-ecr", "cure", "2026-02-20", "2026-03-06"),
    ("default-policy", "appeal_filing", "2026-08-31", "2027-02-28"),  # our own months do not roll
]


@pytest.mark.parametrize(("regime", "key", "begun", "last"), SHORT)
def test_a_limit_ends_with_its_last_day(regime: str, key: str, begun: str, last: str) -> None:
    zone = ZoneInfo(regimes.get(regime).zone)

    counted = due(rule(regime, key), at(begun, zone=zone))

    assert counted.latest == end_of(last, zone)


# ---- the moment of the trigger


@pytest.mark.parametrize("clock", ["00:00", "09:30", "23:59:59", "23:59:59.999999"])
def test_the_hour_of_the_trigger_does_not_matter(clock: str) -> None:
    counted = due(rule("us-dmca-512", "put_back"), at("2026-11-20", clock))

    assert counted.earliest == start_of("2026-12-08", NEW_YORK)


def test_midnight_begins_the_next_day_zero() -> None:
    before = due(rule("us-dmca-512", "put_back"), at("2026-11-23", "23:59:59"))
    after = due(rule("us-dmca-512", "put_back"), at("2026-11-24", "00:00"))

    assert (numbered(before, 10), numbered(after, 10)) == ("2026-12-08", "2026-12-09")


def test_the_day_is_the_one_in_the_zone_of_the_regime() -> None:
    late_in_new_york = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # still 23 November there
    early_in_shanghai = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # already 24 November there

    american = due(rule("us-dmca-512", "put_back"), late_in_new_york)
    chinese = due(rule("cn-ecl", "put_back"), early_in_shanghai)

    assert american.days[0].day == date(2026, 11, 23)
    assert chinese.days[0].day == date(2026, 11, 24)


def test_summer_time_moves_the_instant_not_the_day() -> None:
    winter = due(rule("us-dmca-512", "put_back"), at("2026-02-12"))
    across = due(rule("us-dmca-512", "put_back"), at("2026-03-06"))

    assert (winter.earliest.hour, across.earliest.hour) == (5, 4)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(rule("us-dmca-512", "put_back"), datetime(2026, 11, 20, 12, 0))


# ---- the other shapes


def test_hours_run_through_the_weekend() -> None:
    friday = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

    assert due(rule("default-policy", "confirm_receipt"), friday).latest == friday + timedelta(hours=24)


def test_at_the_latest_when_it_starts_means_now() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    assert due(rule("eu-dsa", "statement_of_reasons"), now).latest == now


def test_an_untimed_duty_has_no_last_moment() -> None:
    counted = due(rule("us-dmca-512", "forward_counter"), at("2026-11-20"))

    assert (counted.latest, counted.days, counted.calendar) == (None, (), "")


def test_a_window_in_hours_has_both_ends() -> None:
    hourly = replace(rule("us-dmca-512", "put_back"), unit=Unit.HOUR)
    begun = at("2026-11-20").astimezone(UTC)

    counted = due(hourly, begun)

    assert (counted.earliest, counted.latest) == (begun + timedelta(hours=10), begun + timedelta(hours=14))


def test_where_the_law_gives_no_number_our_own_target_counts_and_says_so() -> None:
    begun = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

    european = calendars.decide_by(regimes.get("eu-dsa"), begun)
    american = calendars.decide_by(regimes.get("us-trademark-policy"), begun)

    assert european.latest == begun + timedelta(hours=24)
    assert european.policy_default
    assert american.latest == end_of("2026-11-24", NEW_YORK)


@pytest.mark.parametrize("regime", regimes.all(), ids=lambda each: each.code)
def test_every_regime_says_when_to_decide(regime) -> None:
    begun = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)

    for counted in (calendars.decide_by(regime, begun), calendars.appeal_by(regime, begun)):
        assert counted.latest is not None
        assert counted.latest > begun


@pytest.mark.parametrize(
    "deadline", [each for regime in regimes.all() for each in regime.deadlines], ids=lambda each: each.rule_version
)
def test_every_deadline_can_be_counted_and_told(deadline: Deadline) -> None:
    begun = datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC)

    counted = due(deadline, begun)

    assert counted.earliest >= begun
    assert counted.latest is None or counted.latest >= counted.earliest
    assert counted.earliest.tzinfo is UTC
    assert calendars.describe(counted)


# ---- what is kept with the date, and how it is told


def test_the_date_names_the_data_it_came_from() -> None:
    counted = due(rule("us-dmca-512", "put_back"), at("2026-11-20"))

    assert counted.calendar == "US-FED"
    assert counted.calendar_version == "holidays-0.109/US-FED"
    assert counted.rule_version == "us-dmca-512/2:put_back"


def test_a_date_in_an_unpublished_year_is_provisional() -> None:
    sure = due(rule("cn-ecl", "put_back"), at("2026-11-23", zone=SHANGHAI))
    guess = due(rule("cn-ecl", "put_back"), at("2026-12-20", zone=SHANGHAI))

    assert (sure.provisional, guess.provisional) == (False, True)
    assert any("not published yet" in line for line in calendars.describe(guess))


def test_how_we_counted_names_every_day_and_every_gap() -> None:
    lines = calendars.describe(due(rule("us-dmca-512", "put_back"), at("2026-11-20")))

    assert lines[0].startswith("Fri 20 November 2026: day 0")
    assert "Thu 26 November 2026: not counted, Thanksgiving Day" in lines
    assert "Fri 11 December 2026: day 14" in lines


def test_our_own_limit_is_told_as_our_own() -> None:
    ours = calendars.describe(due(rule("us-trademark-policy", "decide"), at("2026-11-20")))
    law = calendars.describe(due(rule("us-dmca-512", "put_back"), at("2026-11-20")))

    assert "our own rule" in ours[-1]
    assert not any("our own rule" in line for line in law)
