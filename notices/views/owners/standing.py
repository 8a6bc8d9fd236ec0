"""How often this organisation's notices were right, what follows from it, and what would change it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.keyset import key_in
from docket import clock
from notices import limits
from notices.models import Decision, Timer
from notices.standing import filers
from notices.views.owners.access import login_required, notifier
from policy import tiers
from policy.house_rules import Tier
from policy.load import book
from policy.tiers import FilerRecord, Lack, Line

PAGE = 25
HAPPENED = {
    "reject": lazy("Not removed"),
    "affirm_rejection": lazy("Not removed, and another person agreed"),
    "restore_on_appeal": lazy("Came back on the seller's appeal"),
    "reverse": lazy("We reversed the removal"),
    "restore": lazy("Came back after the seller's answer"),
}
TAKEN_BACK = lazy("You took it back after the seller answered")
LINES = {
    Line.ORDINARY: ("ok", lazy("Your notices are looked at in the ordinary way.")),
    Line.SECOND_LOOK: ("wait", lazy("A second person confirms every removal that you ask for.")),
    Line.AT_RISK: (
        "stop",
        lazy(
            "A second person confirms every removal that you ask for. If this goes on we may stop your notices;"
            " we write to you first, and you can appeal."
        ),
    ),
}


@login_required
@require_GET
def standing(request: HttpRequest) -> HttpResponse:
    """The figure, the very decisions behind it, and the way up and down."""
    filer = notifier(request)
    found = filers.of(filer)
    moved = filers.moved_by(filer, before=key_in(request, "before"), most=PAGE + 1)
    tone, line = LINES[tiers.line_of(found.record)]
    context = {
        "found": found,
        "share": share_of(found.record),
        "interval": [round(100 * end) for end in found.record.interval],
        "tier": tiers.tier_of(found.record),
        "tiers": book().tiers,
        "sent_today": limits.sent_today(filer),
        "line": line,
        "tone": tone,
        "changes": list(changes(found.record)),
        "rows": rows_of(moved[:PAGE]),
        "next_url": f"?before={moved[PAGE - 1].pk}" if len(moved) > PAGE else "",
        "left_out": found.left_out,
    }
    return render(request, "notices/owners/standing.html", context)


def share_of(record: FilerRecord) -> int | None:
    """In percent, and never rounded up to all or down to none."""
    if record.precision is None:
        return None
    share = round(100 * record.precision)
    return min(share, 99) if record.right < record.decided else share


def changes(record: FilerRecord) -> Iterator[str]:
    """What would change the standing, in sentences; the way up first."""
    if tiers.line_of(record) is not Line.ORDINARY:
        yield from out_of_the_second_look(record)
    above = tiers.next_tier(record)
    if above is not None:
        yield from up_to(above, record)
    yield from down(record)


def out_of_the_second_look(record: FilerRecord) -> Iterator[str]:
    if record.untrue:
        yield _(
            "A notice was rejected because a statement was not true or a paper was forged."
            " This counts until that decision is changed or 90 days old."
        )
    elif more := tiers.rights_until_ordinary(record):
        words = ngettext(
            "%(n)s more right decision → no second look any more.",
            "%(n)s more right decisions in a row → no second look any more.",
            more,
        )
        yield words % {"n": more}


def up_to(tier: Tier, record: FilerRecord) -> Iterator[str]:
    name = {"tier": f"{tier.code}, {_(tier.title)}"}
    lacking = tiers.lacks(tier, record)
    if Lack.CONFIRMED_RIGHT in lacking:
        yield _("A reviewer confirms one of your rights, or one you have a mandate for → %(tier)s.") % name
    elif more := tiers.rights_until(tier, record):
        words = ngettext(
            "%(n)s more right decision → %(tier)s.", "%(n)s more right decisions in a row → %(tier)s.", more
        )
        yield words % {"n": more, **name}


def down(record: FilerRecord) -> Iterator[str]:
    """How many of the decisions that stand would have to fall."""
    order = list(Line)
    now = order.index(tiers.line_of(record))
    if now < order.index(Line.SECOND_LOOK) and (more := tiers.reversals_until(Line.SECOND_LOOK, record)):
        words = ngettext(
            "%(n)s more reversal → a second person confirms every removal that you ask for.",
            "%(n)s more reversals → a second person confirms every removal that you ask for.",
            more,
        )
        yield words % {"n": more}
    if now < order.index(Line.AT_RISK) and (more := tiers.reversals_until(Line.AT_RISK, record)):
        words = ngettext(
            "%(n)s more reversal → we may stop your notices, after a warning.",
            "%(n)s more reversals → we may stop your notices, after a warning.",
            more,
        )
        yield words % {"n": more}


def rows_of(moved: Sequence[Decision]) -> list[dict[str, Any]]:
    """Each decision that counts against the filer, with the way to contest it where one is open. Two queries."""
    waiting = [d.claim_id for d in moved if d.claim.state == "rejected"]
    running = Timer.objects.filter(claim__in=waiting, key="appeal_filing", state=Timer.State.RUNNING)
    open_until = {t.claim_id: t.due_at for t in running.filter(due_at__gte=clock.now())}
    return [
        {
            "reference": d.claim.notice.reference,
            "subject": d.claim.notice.subject_title,
            "title": d.claim.snapshot.content["title"],
            "happened": TAKEN_BACK if d.claim.state == "retracted" else HAPPENED.get(d.entry.step, ""),
            "reason": d.public_reason,
            "at": d.decided_at,
            "until": open_until.get(d.claim_id),
            "appealed": d.claim.state == "appealed_rejection",
            "appeal_url": reverse("notice_appeal", args=[d.claim.notice.reference]) if d.claim_id in open_until else "",
        }
        for d in moved
    ]
