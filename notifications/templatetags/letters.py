"""Words for letters: moments in UTC, days, and what somebody else wrote, marked as a quotation."""

from datetime import date, datetime

from django import template

from docket import moments

register = template.Library()


@register.filter
def utc(moment: datetime) -> str:
    """7 December 2026, 23:59 UTC."""
    return moments.moment(moment)


@register.filter
def day(value: date) -> str:
    """7 December 2026."""
    return moments.day(value)


@register.filter
def quoted(text: str) -> str:
    """Each line behind “> ”: a reader, and the HTML, can tell it from our own words."""
    lines = "".join(c for c in str(text) if c == "\n" or c.isprintable()).strip().splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


@register.filter
def inline(text: str) -> str:
    """One line, for a title inside a sentence."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
