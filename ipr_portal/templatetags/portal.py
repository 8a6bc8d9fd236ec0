"""The small words templates use: icon, when, days_left, money, tones, controls. Load with {% load portal %}."""

import json
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from math import ceil
from typing import Any

from babel import Locale
from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts import zones
from docket import clock, moments

register = template.Library()

# Icons that point somewhere and so turn round in right-to-left text.
TURNING = {"arrow-back"}

# State of a claim or right → tone and icon (see the design's status vocabulary).
TONES: dict[str, tuple[str, str]] = {
    "draft": ("neutral", "pencil"),
    "submitted": ("info", "tray"),
    "incomplete": ("wait", "question"),
    "awaiting_seller": ("wait", "clock"),
    "escalated": ("work", "scales"),
    "held": ("work", "scales"),
    "paused": ("wait", "clock"),
    "in_review": ("work", "eye"),
    "upheld": ("stop", "stop"),
    "removed_for_good": ("stop", "stop"),
    "upheld_part": ("wait", "half"),
    "mended": ("work", "eye"),
    "rejected": ("neutral", "cross"),
    "duplicate": ("neutral", "half"),
    "countered": ("dispute", "scales"),
    "in_court": ("dispute", "scales"),
    "appealed_takedown": ("dispute", "scales"),
    "appealed_rejection": ("dispute", "scales"),
    "restored": ("ok", "tick"),
    "retracted": ("neutral", "arrow-back"),
    "lapsed": ("neutral", "clock"),
    "forwarded": ("neutral", "tick"),
    "verified": ("ok", "tick"),
    "asked": ("wait", "question"),
    "proposed": ("info", "clock"),
    "alive": ("ok", "tick"),
    "declined": ("neutral", "cross"),
    "revoked": ("neutral", "cross"),
    "resigned": ("neutral", "arrow-back"),
    "refused": ("neutral", "cross"),
    "withdrawn": ("neutral", "arrow-back"),
    "expired": ("wait", "clock"),
    "live": ("ok", "tick"),
    "gone": ("neutral", "cross"),
    "ordered": ("wait", "clock"),
    "in_force": ("stop", "stop"),
    "lifting": ("wait", "clock"),
    "lifted": ("ok", "tick"),
    "cancelled": ("neutral", "cross"),
    "done": ("ok", "tick"),
    "due": ("info", "clock"),
    "stuck": ("stop", "warning"),
}
TONE_ICONS = {
    "neutral": "info",
    "info": "info",
    "wait": "warning",
    "work": "eye",
    "stop": "stop",
    "ok": "tick",
    "dispute": "scales",
    "error": "warning",
    "success": "tick",
    "warning": "warning",
    "debug": "info",
}
# Django's message levels, in our tones.
MESSAGE_TONES = {"debug": "neutral", "info": "info", "success": "ok", "warning": "wait", "error": "stop"}
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "KRW": "₩", "TRY": "₺"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite; without a label it is decoration, and screen readers pass over it."""
    turns = " turns" if name in TURNING else ""
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon{}" width="20" height="20" role="img" aria-label="{}"><use href="{}"/></svg>',
            turns,
            label,
            href,
        )
    return format_html(
        '<svg class="icon{}" width="20" height="20" aria-hidden="true"><use href="{}"/></svg>', turns, href
    )


@register.filter
def tone_for_state(state: str) -> str:
    return TONES.get(state, ("neutral", "info"))[0]


@register.filter
def icon_for_state(state: str) -> str:
    return TONES.get(state, ("neutral", "info"))[1]


@register.filter
def icon_for_tone(tone: str) -> str:
    return TONE_ICONS.get(tone, "info")


@register.filter
def tone_for_message(level_tag: str) -> str:
    return MESSAGE_TONES.get(level_tag, "info")


@register.filter
def when(value: datetime | date | None, style: str = "") -> str:
    """A <time>: "23 Nov 18:40 UTC (19:40 Berlin)". Style "long" has full month and year, "date" no time.

    The zone beside UTC is the one in the reader's settings. The page's script rewrites moments in the zone of the
    reader's own device and keeps UTC in the tooltip; plain dates stay as they are.
    """
    if value is None or value == "":
        return ""
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), moments.day(value))
    at = moments.in_utc(value)
    shapes = {"long": lambda: moments.moment(at), "date": lambda: moments.day(at)}
    words = shapes.get(style, lambda: moments.short(at, now=timezone.now()))()
    return format_html(
        '<time datetime="{}" data-time="{}">{}{}</time>',
        at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        style or "short",
        words,
        _beside(at, style),
    )


def _beside(at: datetime, style: str) -> str:
    """The same moment where the reader lives, with the day only where it is another one."""
    zone = zones.beside.get()
    if zone is None:
        return ""
    there = at.astimezone(zone)
    hour = "" if style == "date" else f"{there:%H:%M}"
    day = "" if there.date() == at.date() else moments.day(there.date())
    words = " ".join(filter(None, [day, hour]))
    return format_html(' <span class="beside">({} {})</span>', words, zones.city(zone)) if words else ""


def left(until: datetime | date, now: datetime) -> str:
    """How long until then, in words: "14 days left", "3 hours left", "ended 2 days ago"."""
    if not isinstance(until, datetime):
        days = (until - timezone.localtime(now).date()).days
        seconds = days * 86400.0 if days else 1.0
    else:
        seconds = (until - now).total_seconds()
    if seconds <= 0:
        days = int(-seconds // 86400)
        return ngettext("ended %(n)d day ago", "ended %(n)d days ago", days) % {"n": days} if days else _("ended")
    if seconds >= 2 * 86400:
        days = int(seconds // 86400)
        return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    if seconds > 3600:
        hours = int(seconds // 3600)
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    if not isinstance(until, datetime):
        return _("last day")
    minutes = ceil(seconds / 60)
    return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}


@register.simple_tag(takes_context=True)
def days_left(context: Context, until: datetime | date | None) -> str:
    """Time left by the docket's clock, which is asked at most once a page (or given as `now`)."""
    if until is None or until == "":
        return ""
    now = context.get("now") or context.render_context.get("docket_now")
    if now is None:
        now = context.render_context["docket_now"] = clock.now()
    return left(until, now)


@register.filter
def money(amount: Decimal | float | str | None, currency: str = "EUR") -> str:
    """€39, €39.50, DKK 290, 39 €: symbol where everyone knows it, code elsewhere; one unbroken run of text."""
    try:
        value = Decimal(str(amount)).quantize(Decimal("0.01"))
    except InvalidOperation:
        return ""
    number = number_format(value, 0 if value == value.to_integral_value() else 2, force_grouping=True)
    symbol = SYMBOLS.get(currency)
    if _amount_first(get_language() or "en"):
        return format_html("<bdi>{}</bdi>", f"{number}\N{NO-BREAK SPACE}{symbol or currency}")
    return format_html("<bdi>{}</bdi>", f"{symbol}{number}" if symbol else f"{currency}\N{NO-BREAK SPACE}{number}")


@cache
def _amount_first(language: str) -> bool:
    """Whether this language writes the currency behind the amount, as CLDR has it."""
    pattern = str(Locale.parse(language, sep="-").currency_formats["standard"].pattern)
    return pattern.partition(";")[0].endswith("¤")


@register.simple_tag
def described_by(field: BoundField, hint: str = "") -> str:
    """The ids of what a screen reader says after the label: hint, then error."""
    given = field.field.widget.attrs.get("aria-describedby", "")
    hinted = f"{field.auto_id}_helptext" if hint or field.help_text else ""
    wrong = f"{field.auto_id}_error" if field.errors else ""
    return " ".join(filter(None, [given, hinted, wrong]))


@register.simple_tag
def control(
    field: BoundField,
    hint: str = "",
    width: str = "",
    autocomplete: str = "",
    placeholder: str = "",
    autofocus: bool = False,
    count: int | str = "",
    rows: int | str = "",
    ltr: bool = False,
) -> SafeString:
    """The field's own control, tied to its hint and error for screen readers.

    An include sees the whole page's context: what is not of the right kind (a page's own `rows`) is not meant for us.
    """
    given = field.field.widget.attrs
    attrs: dict[str, Any] = {
        "aria-describedby": described_by(field, hint),
        "class": " ".join(filter(None, [given.get("class", ""), f"w-{width}" if width else ""])),
        "autocomplete": autocomplete,
        "placeholder": placeholder,
        "autofocus": autofocus,
        "data-count": count if str(count).isdecimal() else "",
        "rows": rows if str(rows).isdecimal() else "",
        "dir": "ltr" if ltr else "",
    }
    rendered = field.as_widget(attrs={name: value for name, value in attrs.items() if value})
    return SafeString(rendered)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key] or thing.key, for a key that is itself a variable; None for plain words."""
    if isinstance(mapping, str):
        return None
    return mapping.get(key) if hasattr(mapping, "get") else getattr(mapping, str(key), None)


@register.filter
def as_json(value: Any) -> str:
    """For an attribute that a script reads; the template engine escapes it there."""
    return json.dumps(value, cls=DjangoJSONEncoder)
