"""The status page for staff: is all well, and if not, where it hangs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from accounts.access import STAFF, staff_only
from docket import health
from docket.dead_letters.kinds import plain
from docket.health import Health
from docket.models import Breaker, Pulse
from enforcement.models import DriftReport
from enforcement.standings import unconfirmed
from ipr_portal.ops import figures, words
from ipr_portal.ops.figures import Owed
from notices.tasks import WHEN_ENDED

CLOCK_NAMES = {
    "decide": lazy("Decide"),
    "put_back": lazy("Put a listing back"),
    "cure": lazy("Answer a question"),
    "hear_seller": lazy("Hear the seller"),
    "appeal_decide": lazy("Decide an appeal"),
}


@require_GET
@staff_only(*STAFF)
def status(request: HttpRequest) -> HttpResponse:
    """A number of queries that does not grow."""
    seen, waiting = health.look(), figures.owed()
    count, oldest = figures.mail()
    ending = figures.clocks()
    context = {
        "at": seen.at,
        "faults": [words.fault(word) for word in seen.faults()],
        "oldest": words.lasting(seen.oldest) if seen.oldest else _("Nothing waits"),
        "stuck": sum(each.stuck for each in waiting),
        "unconfirmed": unconfirmed(),
        "mail": count,
        "mail_oldest": _("oldest: %(age)s") % {"age": words.lasting(oldest)} if count else "",
        "due_in_a_day": sum(each.due for each in ending),
        "overdue": sum(each.overdue for each in ending if each.key in WHEN_ENDED),
        "late": sum(each.overdue for each in ending if each.key not in WHEN_ENDED),
        "dependencies": list(dependency_rows(waiting)),
        "clocks": [
            {"name": CLOCK_NAMES.get(each.key, each.key), "clock": each, "ours": each.key in WHEN_ENDED}
            for each in ending
        ],
        "processes": list(process_rows(seen.at)),
        "recurring": list(recurring_rows(seen)),
    }
    return render(request, "ops/status.html", context)


@dataclass(frozen=True)
class Row:
    """One dependency as people read it."""

    name: str
    owed: Owed
    oldest: str
    breaker: Breaker | None

    @property
    def fault(self) -> str:
        return plain(self.breaker.last_error) if self.breaker else ""

    @property
    def serves(self) -> bool:
        return self.breaker is None or self.breaker.opened_at is None


def dependency_rows(waiting: list[Owed]) -> Iterator[Row]:
    breakers = Breaker.objects.in_bulk()
    for each in waiting:
        oldest = words.lasting(each.oldest) if each.oldest else ""
        yield Row(words.name(each.name), each, oldest, breakers.get(each.name))


def process_rows(now: datetime) -> Iterator[dict[str, Any]]:
    for pulse in Pulse.objects.order_by("process", "part"):
        silent = (now - pulse.seen_at).total_seconds()
        yield {
            "pulse": pulse,
            "part": _("Sweeper") if pulse.part == "sweeper" else words.name(pulse.part),
            "leads": pulse.part == "sweeper" and pulse.busy and silent <= health.SILENT_SECONDS,
            "seen": words.lasting(silent),
            "silent": silent > health.SILENT_SECONDS,
            "skewed": abs(pulse.skew) > health.SKEW_SECONDS,
        }


def recurring_rows(seen: Health) -> Iterator[dict[str, Any]]:
    """What must happen again and again: when it last did, and whether that is well."""
    found = figures.marks()
    yield _recurring(_("The sweeper looked at everything"), found.get("sweeper"), health.SWEEPER_SECONDS)
    yield _recurring(_("A canary came through the queue"), found.get("canary"), health.CANARY_SECONDS)
    verified = _recurring(_("The docket was verified"), found.get("verify_docket"), 2 * 86400)
    if facts := (found.get("verify_docket") or (None, {}))[1]:
        verified["note"] = _("%(entries)s entries, %(faults)s faults") % facts
        verified["well"] = verified["well"] and not facts["faults"]
    yield verified
    report = DriftReport.objects.order_by("-pk").first()
    row = _recurring(_("The marketplace was looked at for drift"), (report.ended_at, {}) if report else None, 2 * 3600)
    yield row | ({"note": str(report.said), "drift": True} if report else {})


def _recurring(title: str, mark: tuple[datetime, dict[str, Any]] | None, most: float) -> dict[str, Any]:
    if mark is None:
        return {"title": title, "at": None, "well": False, "note": ""}
    age = figures.age(mark[0])
    return {"title": title, "at": mark[0], "ago": words.lasting(age), "well": age <= most, "note": ""}
