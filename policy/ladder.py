"""What findings against a seller add up to: events, points and rungs, counted anew from the findings every time.

Nothing is stored and nothing is undone: a finding that was reversed is left out, and every later rung follows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from policy.house_rules import Ladder, Rung
from policy.load import book


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One claim that was decided against a seller. `matter` names right and owner, so that one wave is one event."""

    id: int
    matter: str
    severity: str
    at: datetime
    reversed: bool = False
    contested: bool = False


class Because(StrEnum):
    """Why an event brings the points that it brings."""

    COUNTED = "counted"
    EDUCATION = "education"
    CAPPED = "capped"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Findings that count once: the same right and owner within the merge window."""

    findings: tuple[Finding, ...]
    severity: str
    at: datetime
    until: datetime
    points: int
    because: Because


@dataclass(frozen=True, kw_only=True)
class Record:
    """Where a seller stands. `rung` applies now; `paused` is a rung that waits for an answer, appeal or court."""

    version: str
    events: tuple[Event, ...]
    reversed: tuple[Finding, ...]
    points: int
    rung: Rung | None
    paused: Rung | None
    next_rung: Rung | None
    repeats: bool

    @property
    def missing(self) -> int:
        """How many points there are until the next rung; 0 where there is none."""
        return self.next_rung.points - self.points if self.next_rung else 0

    @property
    def falls(self) -> list[tuple[datetime, int]]:
        """When points end, the soonest first."""
        return sorted((event.until, event.points) for event in self.events if event.points)


def count(findings: Iterable[Finding], now: datetime, *, quiz_passed: bool = False) -> Record:
    """The record these findings make at this moment, under the ladder in force."""
    ladder, findings = book().ladder, list(findings)
    standing = [each for each in findings if not each.reversed]
    events = _events(standing, now, ladder)
    credit = ladder.quiz_credit if quiz_passed else 0
    points = _sum(events, credit)
    uncontested = [each for each in standing if not each.contested]
    settled = _rung(_sum(_events(uncontested, now, ladder), credit), ladder)
    reached = _rung(points, ladder)
    # An open answer or appeal keeps the next rung waiting, never the removal (ladder.yaml).
    rung = settled if ladder.appeal_pauses_next_rung else reached
    since = now - timedelta(days=ladder.repeat_days)
    return Record(
        version=ladder.version,
        events=tuple(events),
        reversed=tuple(each for each in findings if each.reversed),
        points=points,
        rung=rung,
        paused=reached if reached != rung else None,
        next_rung=next((each for each in ladder.rungs if each.points > points), None),
        repeats=sum(event.at > since for event in events) >= ladder.repeat_events,
    )


def one_more(findings: Iterable[Finding], severity: str, now: datetime) -> Record:
    """The record if one more finding of this weight came today, in a matter of its own."""
    return count([*findings, Finding(id=0, matter="", severity=severity, at=now)], now)


def look_back() -> timedelta:
    """How far back a finding can still matter."""
    return timedelta(days=max(each.days for each in book().ladder.severities.values()))


def _events(standing: Sequence[Finding], now: datetime, ladder: Ladder) -> list[Event]:
    """The events, oldest first, each with what it brings today."""
    found = [_event(group, ladder) for group in _merged(standing, ladder) if group[0].at > now - look_back()]
    found = _taught(found, ladder)
    found = _capped(found, ladder)
    return [replace(e, points=0, because=Because.EXPIRED) if e.until <= now else e for e in found]


def _merged(standing: Sequence[Finding], ladder: Ladder) -> list[list[Finding]]:
    """Same right, same owner, within the window that the first of them opens."""
    groups: list[list[Finding]] = []
    open_group: dict[str, list[Finding]] = {}
    for finding in sorted(standing, key=lambda each: (each.at, each.id)):
        group = open_group.get(finding.matter)
        if group is None or finding.at > group[0].at + timedelta(days=ladder.merge_days):
            group = open_group[finding.matter] = []
            groups.append(group)
        group.append(finding)
    return groups


def _event(group: Sequence[Finding], ladder: Ladder) -> Event:
    """An event weighs as much as the heaviest finding in it."""
    heaviest = max(group, key=lambda each: ladder.severities[each.severity].points)
    weight = ladder.severities[heaviest.severity]
    at = group[0].at
    return Event(
        findings=tuple(group),
        severity=heaviest.severity,
        at=at,
        until=at + timedelta(days=weight.days),
        points=weight.points,
        because=Because.COUNTED,
    )


def _taught(events: list[Event], ladder: Ladder) -> list[Event]:
    """The first minor event teaches and brings nothing."""
    if not ladder.first_minor_is_education:
        return events
    first = next((n for n, e in enumerate(events) if 0 < e.points <= ladder.minor_up_to), None)
    return [replace(e, points=0, because=Because.EDUCATION) if n == first else e for n, e in enumerate(events)]


def _capped(events: list[Event], ladder: Ladder) -> list[Event]:
    """One day brings no more than the cap; what is too grave for a cap comes on top."""
    left: dict[date, int] = {}
    capped = []
    for event in events:
        if event.points and ladder.severities[event.severity].capped:
            room = left.get(event.at.date(), ladder.cap_per_day)
            left[event.at.date()] = max(0, room - event.points)
            if event.points > room:
                event = replace(event, points=room, because=Because.CAPPED)
        capped.append(event)
    return capped


def _sum(events: Iterable[Event], credit: int) -> int:
    return max(0, sum(event.points for event in events) - credit)


def _rung(points: int, ladder: Ladder) -> Rung | None:
    return next((rung for rung in reversed(ladder.rungs) if rung.points <= points), None)
