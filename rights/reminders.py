"""On which days somebody hears that an end is near: each day once, and none for what begins too late for it."""

from collections.abc import Sequence
from datetime import date, timedelta

OF_MANDATES = (30, 7, 1)
OF_RIGHTS = (60, 14, 1)


def next_day(ends_on: date | None, after: date, days_before: Sequence[int]) -> date | None:
    """The next day of reminding after this one; None when none is left, or nothing ends."""
    if ends_on is None:
        return None
    return min((day for n in days_before if (day := ends_on - timedelta(n)) > after), default=None)


def days(end: date | None, today: date) -> int:
    """How many days are left."""
    return (end - today).days if end else 0
