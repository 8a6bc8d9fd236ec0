"""Words for letters: moments in UTC, days, and what somebody else wrote, marked as a quotation."""

from datetime import UTC, date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def utc(moment: datetime) -> str:
    """7 December 2026, 23:59 UTC."""
    with timezone.override(UTC):
        return date_format(moment.astimezone(UTC), r"j F Y, H:i \U\T\C", use_l10n=False)


@register.filter
def day(value: date) -> str:
    """7 December 2026."""
    moment = value.astimezone(UTC) if isinstance(value, datetime) else value
    return date_format(moment, "j F Y", use_l10n=False)


@register.filter
def quoted(text: str) -> str:
    """Each line behind “> ”: a reader, and the HTML, can tell it from our own words."""
    lines = "".join(c for c in str(text) if c == "\n" or c.isprintable()).strip().splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


@register.filter
def inline(text: str) -> str:
    """One line, for a title inside a sentence."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
