"""How urgent a case is, in words, tone and icon."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.words import Said

SOON, TODAY = timedelta(hours=4), timedelta(hours=24)


def due(due_at: datetime, now: datetime) -> Said:
    """ "1 h 12 m left" while there is time, "2 h late" when there is none."""
    left = due_at - now
    if left <= timedelta():
        return Said("stop", "warning", _("%(time)s late") % {"time": _span(-left)})
    words = _("%(time)s left") % {"time": _span(left)}
    if left <= SOON:
        return Said("wait", "clock", words)
    return Said("info" if left <= TODAY else "neutral", "clock", words)


def _span(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    if minutes >= 48 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    hours, rest = divmod(minutes, 60)
    if hours >= 12:
        return _("%(h)d h") % {"h": hours}
    return _("%(h)d h %(m)d m") % {"h": hours, "m": rest} if hours else _("%(m)d m") % {"m": rest}
