"""How a day and a moment are written: in the reader's language, and always in UTC with its name."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def in_utc(value: datetime) -> datetime:
    return (value if timezone.is_aware(value) else timezone.make_aware(value, UTC)).astimezone(UTC)


def day(value: date) -> str:
    """7 December 2026."""
    plain = in_utc(value).date() if isinstance(value, datetime) else value
    return date_format(plain, "DATE_FORMAT")


def moment(value: datetime) -> str:
    """7 December 2026, 23:59 UTC."""
    return _("%(day)s, %(time)s UTC") % {"day": day(value), "time": f"{in_utc(value):%H:%M}"}


def short(value: datetime, *, now: datetime) -> str:
    """7 Dec 23:59 UTC; with the year if it is another one, or if the language writes it always."""
    at = in_utc(value)
    here, plain = (get_language() or "en").startswith("en"), at.date()
    this_year = at.year == now.year
    written = date_format(plain, "j M" if here and this_year else "SHORT_DATE_FORMAT")
    return _("%(day)s %(time)s UTC") % {"day": written, "time": f"{at:%H:%M}"}


def weekday(value: date) -> str:
    """Mon 7 December 2026."""
    return _("%(weekday)s %(day)s") % {"weekday": date_format(value, "D"), "day": day(value)}
