"""Counting days as the law counts them: the trigger's day is day zero, and every date names its calendar's version."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.metadata import version
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _

from docket import moments
from policy.load import book
from policy.types import Deadline, DeadlineKind, Regime, Unit

LONGEST_LIST = 40  # days; a longer count is told by its ends


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """One day of a count: its number, or why it has none."""

    day: date
    number: int | None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Due:
    """When something may happen and when it must have happened, in UTC, and under which data it was computed."""

    earliest: datetime
    latest: datetime | None
    calendar: str
    calendar_version: str
    rule_version: str
    zone: str
    start: datetime
    unit: Unit | None
    days: tuple[CountedDay, ...]
    policy_default: bool = False
    provisional: bool = False  # reaches into years whose holidays are not published yet


def due(rule: Deadline, start: datetime) -> Due:
    """Count the rule from the moment of its trigger."""
    if start.tzinfo is None:
        raise ValueError("a legal time needs its zone")
    days, earliest, latest = _counted(rule, start)
    last = days[-1].day if days else start.astimezone(ZoneInfo(rule.zone)).date()
    named = rule.calendar if rule.unit is Unit.BUSINESS_DAY or rule.rolls else ""
    return Due(
        earliest=earliest,
        latest=latest,
        calendar=named,
        calendar_version=version_of(named) if named else "",
        rule_version=rule.rule_version,
        zone=rule.zone,
        start=start.astimezone(UTC),
        unit=rule.unit,
        days=days,
        policy_default=rule.policy_default,
        provisional=bool(named) and last.year > book().calendars[named].published_until,
    )


def decide_by(regime: Regime, start: datetime) -> Due:
    """When a claim should be decided: the regime's number, or our own target where the law gives none."""
    return _by("decide", regime.sla.decide_hours, regime, start)


def appeal_by(regime: Regime, start: datetime) -> Due:
    return _by("appeal_decide", regime.sla.appeal_hours, regime, start)


def _by(key: str, hours: int | None, regime: Regime, start: datetime) -> Due:
    rule = regime.deadline(key)
    if rule is None:
        raise LookupError(f"{regime.code} has no deadline {key!r}")
    if rule.kind is not DeadlineKind.UNTIMED or hours is None:
        return due(rule, start)
    target = Deadline(
        key=key,
        kind=DeadlineKind.MAX,
        trigger=rule.trigger,
        ref="policy",
        verification=rule.verification,
        max=hours,
        unit=Unit.HOUR,
        policy_default=regime.sla.policy_default,
        regime=rule.regime,
        zone=rule.zone,
        rule_version=f"{rule.rule_version}+sla",
    )
    return due(target, start)


def is_working_day(calendar: str, day: date) -> bool:
    return bool(_days_of(calendar).is_working_day(day))


@cache  # asking for an installed package's version reads and parses a file
def version_of(calendar: str) -> str:
    """The holiday data's version, as stored with each computed date."""
    return f"holidays-{version('holidays')}/{calendar}"


def describe(counted: Due) -> list[str]:
    """How we counted, one line a day."""
    lines = []
    for each in counted.days:
        when = moments.weekday(each.day)
        if counted.unit is Unit.CALENDAR_MONTH and each.number and each.why:
            lines.append(_("%(date)s: %(why)s") % {"date": when, "why": each.why})
        elif each.number is None:
            lines.append(_("%(date)s: not counted, %(why)s") % {"date": when, "why": each.why})
        elif each.why:
            told = {"date": when, "number": each.number, "why": each.why}
            lines.append(_("%(date)s: day %(number)s, %(why)s") % told)
        else:
            lines.append(_("%(date)s: day %(number)s") % {"date": when, "number": each.number})
    lines.append(_("Counted in the time of %(zone)s.") % {"zone": counted.zone.replace("_", " ")})
    if counted.calendar:
        label = _(book().calendars[counted.calendar].label)
        lines.append(
            _("Working days: %(label)s (%(version)s).") % {"label": label, "version": counted.calendar_version}
        )
    if counted.provisional:
        lines.append(_("The holidays of that year are not published yet, so this date may still move."))
    if counted.policy_default:
        lines.append(_("This limit is our own rule, not a rule of law."))
    return lines


def _counted(rule: Deadline, start: datetime) -> tuple[tuple[CountedDay, ...], datetime, datetime | None]:
    """The days looked at, the earliest and the latest moment."""
    number = rule.max if rule.max is not None else rule.min
    begun = start.astimezone(UTC)
    if rule.kind is DeadlineKind.UNTIMED or number is None or rule.unit is None:
        return (), begun, None
    if number == 0:
        return (), begun, begun
    if rule.unit is Unit.HOUR:
        return _hours(rule, begun, number)
    zone = ZoneInfo(rule.zone)
    first = start.astimezone(zone).date()
    days = _days(rule, first, number)
    end = _end_of(days[-1].day, zone)
    if rule.kind is DeadlineKind.WAIT:
        return days, end + timedelta(microseconds=1), None
    if rule.kind is DeadlineKind.WINDOW and rule.min is not None:
        # Full days must have passed: day min+1 is the first on which the thing may happen.
        return days, _start_of(_day_numbered(days, rule.min + 1), zone), end
    return days, begun, end


def _hours(rule: Deadline, begun: datetime, number: int) -> tuple[tuple[CountedDay, ...], datetime, datetime | None]:
    """Hours run through nights and weekends."""
    end = begun + timedelta(hours=number)
    if rule.kind is DeadlineKind.WAIT:
        return (), end, None
    if rule.kind is DeadlineKind.WINDOW and rule.min is not None:
        return (), begun + timedelta(hours=rule.min), end
    return (), begun, end


def _days(rule: Deadline, first: date, number: int) -> tuple[CountedDay, ...]:
    zero = CountedDay(day=first, number=0, why=_("the day it began"))
    if rule.unit is Unit.BUSINESS_DAY:
        return (zero, *_business_days(rule.calendar, first, number))
    if rule.unit is Unit.CALENDAR_MONTH:
        last = CountedDay(
            day=add_months(first, number),
            number=number,
            why=_("the same date %(months)s months later") % {"months": number},
        )
        counted = [zero, last]
    elif number <= LONGEST_LIST:
        counted = [zero, *(CountedDay(day=first + timedelta(n), number=n) for n in range(1, number + 1))]
    else:
        counted = [zero, CountedDay(day=first + timedelta(number), number=number)]
    return tuple(_rolled(rule.calendar, counted)) if rule.rolls else tuple(counted)


def _business_days(calendar: str, first: date, number: int) -> list[CountedDay]:
    found: list[CountedDay] = []
    day, count = first, 0
    while count < number:
        day += timedelta(1)
        if is_working_day(calendar, day):
            count += 1
            found.append(CountedDay(day=day, number=count))
        else:
            found.append(CountedDay(day=day, number=None, why=_free_because(calendar, day)))
    return found


def _rolled(calendar: str, counted: list[CountedDay]) -> list[CountedDay]:
    """A last day that is no working day gives way to the next one (Reg. 1182/71 Art. 3(4))."""
    last = counted[-1]
    if is_working_day(calendar, last.day):
        return counted
    moved = [*counted[:-1], CountedDay(day=last.day, number=None, why=_free_because(calendar, last.day))]
    day = last.day + timedelta(1)
    while not is_working_day(calendar, day):
        moved.append(CountedDay(day=day, number=None, why=_free_because(calendar, day)))
        day += timedelta(1)
    return [*moved, CountedDay(day=day, number=last.number, why=_("the next working day"))]


def _free_because(calendar: str, day: date) -> str:
    name: str | None = _days_of(calendar).get(day)
    return name or _("weekend")


def _day_numbered(days: tuple[CountedDay, ...], number: int) -> date:
    return next(each.day for each in days if each.number == number)


def add_months(day: date, months: int) -> date:
    """The same date later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.max, tzinfo=zone).astimezone(UTC)


@cache
def _days_of(calendar: str) -> holidays.HolidayBase:
    wanted = book().calendars[calendar]
    if wanted.source == "market":
        return holidays.financial_holidays(wanted.name)
    return holidays.country_holidays(wanted.name, subdiv=wanted.subdivision or None)
