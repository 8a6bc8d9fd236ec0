"""How the dates of a case were counted, told from the stored clocks: never counted anew with other data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy

from notices.cases import Case
from notices.deadlines import GROWN, count
from notices.models import Timer
from policy import calendars, regimes
from policy.calendars import Due

# The clocks that a seller knows of; `decide` only while a changed listing is looked at.
TOLD = ("hear_seller", "appeal_filing", "put_back", "appeal_decide")


NAMES: Mapping[str, Any] = {
    "hear_seller": gettext_lazy("Until when you can answer"),
    "appeal_filing": gettext_lazy("Until when you can ask for another look"),
    "put_back": gettext_lazy("When your listing comes back"),
    "appeal_decide": gettext_lazy("By when we aim to decide on your appeal"),
    "decide": gettext_lazy("By when we aim to look at your change"),
}


def name_of(key: str) -> str:
    return str(NAMES[key])


@dataclass(frozen=True)
class Count:
    """One clock, with its count day by day; without it where the rules or the calendar have changed since."""

    timer: Timer
    lines: Sequence[str]
    listings: int

    @property
    def running(self) -> bool:
        return self.timer.state == Timer.State.RUNNING


def of(case: Case) -> list[Count]:
    """The clocks of this case that the seller knows of, running ones first; one for all listings that share it."""
    keys = (*TOLD, "decide") if case.state == "mended" else TOLD
    rows = Timer.objects.filter(claim__in=case.claims, key__in=keys).exclude(state=Timer.State.CANCELLED)
    alike: dict[tuple[object, ...], list[Timer]] = {}
    for timer in rows.order_by("-started_at", "pk"):
        alike.setdefault((timer.key, timer.regime, timer.due_at, timer.state), []).append(timer)
    counts = [Count(group[0], lines_of(group[0]), len(group)) for group in alike.values()]
    return sorted(counts, key=lambda each: (not each.running, each.timer.due_at))


def lines_of(timer: Timer) -> list[str]:
    """The count again, if it gives the stored date under the stored versions; nothing otherwise."""
    due = again(timer)
    if due is None or timer.due_at not in {due.earliest, due.latest}:
        return []
    same = (due.rule_version, due.calendar_version) == (timer.rule_version, timer.calendar_version)
    return calendars.describe(due) if same else []


def again(timer: Timer) -> Due | None:
    regime = regimes.get(timer.regime)
    rule = regime.deadline(timer.key)
    if timer.rule_version.endswith(GROWN) and rule is not None:
        grown = replace(rule, max=rule.extension_max, rule_version=rule.rule_version + GROWN)
        return calendars.due(grown, timer.started_at)
    return count(regime, timer.key, timer.started_at)
