"""What waits for an organisation, in lines for its first page: a question, an answer, a message, a right that ends."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Organisation, User
from docket import clock
from notices import threads
from notices.models import Claim, Import, Notice, Timer
from notices.views.owners.paused import needs_of_mandates
from rights.models import USABLE, IPRight
from rights.words import SOON, expiry

Need = dict[str, Any]  # text, about, url, until
Source = Callable[[Organisation, User], Iterable[Need]]
MOST = 20  # lines of one kind; the list of notices has the rest
# State → the clock that ends it, the words, and the page on which to act.
ASKED: Mapping[str, tuple[str, Any, str]] = {
    "incomplete": ("cure", lazy("Answer our question"), "notice_reply"),
    "countered": ("put_back", lazy("The seller answered: tell us if you go to court"), "notice"),
}

WAITING_FILES: Mapping[str, Any] = {
    "uploaded": lazy("Say what the columns of your file are"),
    "ready": lazy("Check and sign your file"),
    "faulty": lazy("Mend the rows of your file"),
    "stopped": lazy("Your file was stopped: go on, or throw it away"),
    "interrupted": lazy("Sending your file was stopped: go on"),
}


def of(organisation: Organisation, user: User) -> list[Need]:
    """Every line, the most urgent first. Apps above this one add their own (settings.HOME_NEEDS)."""
    above = map(import_string, settings.HOME_NEEDS)
    sources: list[Source] = [of_notices, of_mandates, of_talks, of_imports, of_rights, *above]
    found = [need for source in sources for need in source(organisation, user)]
    dated = sorted((need for need in found if need["until"]), key=lambda need: end_of(need["until"]))
    return [*dated, *(need for need in found if not need["until"])]


def end_of(until: date) -> datetime:
    """A day ends when it is over, in UTC as all our days; a moment is what it is."""
    return until if isinstance(until, datetime) else datetime.combine(until, time.max, UTC)


def of_notices(organisation: Organisation, user: User) -> list[Need]:
    """One line a notice with a question to answer or a seller's answer to act on. Two queries."""
    running = Q(timers__state=Timer.State.RUNNING, timers__key__in=[key for key, *_more in ASKED.values()])
    waiting = Claim.objects.filed_for(organisation.pk).filter(state__in=ASKED).order_by()
    grouped = waiting.values("notice_id", "state").annotate(
        n=Count("pk", distinct=True), until=Min("timers__due_at", filter=running)
    )
    rows = list(grouped.order_by("until", "notice_id")[:MOST])
    notices = Notice.objects.select_related("right").in_bulk([row["notice_id"] for row in rows])
    return [need_of(notices[row["notice_id"]], row["state"], row["n"], row["until"]) for row in rows]


def need_of(notice: Notice, state: str, n: int, until: datetime | None) -> Need:
    _key, words, page = ASKED[state]
    listings = ngettext("%(n)d listing", "%(n)d listings", n) % {"n": n}
    return {
        "text": words,
        "about": f"{notice.reference} · {notice.subject_title} · {listings}",
        "url": reverse(page, args=[notice.reference]),
        "until": until,
    }


def of_talks(organisation: Organisation, user: User) -> Iterator[Need]:
    """A reviewer wrote, and this person has not read it. One query."""
    for thread in threads.unread(threads.of_owner(organisation), user).order_by("-told")[:MOST]:
        yield {
            "text": _("A reviewer wrote to you"),
            "about": f"{thread.notice.reference} · {thread.notice.subject_title}",
            "url": reverse("notice_talk", args=[thread.notice.reference]),
            "until": None,
        }


def of_mandates(organisation: Organisation, user: User) -> Iterator[Need]:
    """What rests for want of a mandate, and the mandates that wait for a word."""
    return needs_of_mandates(organisation)


def of_imports(organisation: Organisation, user: User) -> Iterator[Need]:
    """Files that wait for names of columns, for a signature, or for somebody to go on. One query."""
    for job in Import.objects.filter(organisation=organisation, state__in=WAITING_FILES).order_by("-pk")[:5]:
        url = reverse("import", args=[job.reference])
        yield {"text": WAITING_FILES[job.state], "about": job.name, "url": url, "until": None}


def of_rights(organisation: Organisation, user: User) -> Iterator[Need]:
    """Rights that were refused or asked about, or end soon. One query."""
    today = clock.now().date()
    rights = IPRight.objects.filter(organisation=organisation)
    soon = Q(state__in=USABLE, valid_until__lte=today + SOON)
    said = {"refused": _("We could not confirm this right"), "asked": _("We asked you something about this right")}
    for right in rights.filter(Q(state__in=said) | soon).order_by("valid_until", "pk")[:10]:
        words = said.get(right.state) or expiry(right, today)
        yield {"text": words, "about": right.title, "url": reverse("right", args=[right.public_id]), "until": None}
