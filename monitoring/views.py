"""What came back: each right with its figure, the offers that look like removed ones, and what to do about each."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keyset import cut
from accounts.models import Organisation, User
from listings.snapshots import content_of
from monitoring import actions, figures
from monitoring.forms import DismissForm
from monitoring.models import Sighting, Watch
from monitoring.words import because
from notices import showing
from notices.models import Decision
from notices.sides import side
from notices.views.owners import wizard
from policy import reasons
from rights.views.access import actor_of, login_required, notifier, sent_in, user_of

PAGE = 25
# State → tone, icon and words of its tag.
SHOWN = {
    "new": ("wait", "eye", lazy("Looks like a removed offer")),
    "reported": ("stop", "stop", lazy("Reported")),
    "dismissed": ("neutral", "cross", lazy("You said it is another offer")),
    "ended": ("ok", "tick", lazy("Gone or changed")),
}


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The offers to judge, and each watched right with how often its removals came back."""
    organisation = notifier(request)
    waiting = seen_by(organisation).filter(state="new")
    page, links = cut(request, waiting, PAGE, {})
    watches = list(Watch.objects.seen_by(organisation.pk).exclude(state="").select_related("right", "owner"))
    counted = figures.of([watch.pk for watch in watches])
    context = {
        "rows": [row_of(each) for each in page],
        "watches": [{"watch": watch, "relists": counted[watch.pk]} for watch in watches],
        "days": figures.DAYS,
        **links,
    }
    return render(request, "monitoring/index.html", context)


def seen_by(organisation: Organisation) -> "QuerySet[Sighting]":
    """The sightings of every right this organisation may watch; what was never shown to anybody does not exist."""
    mine = Watch.objects.seen_by(organisation.pk)
    papers = ("listing__seller", "watch__right", "watch__owner", "fingerprint__claim__notice", "fingerprint__seller")
    rows = Sighting.objects.filter(watch__in=mine).exclude(state__in=["", "suspected", "unlike"])
    return rows.select_related(*papers)


def row_of(sighting: Sighting) -> dict[str, Any]:
    return {"sighting": sighting, "why": because(sighting.why), "score": round(100 * sighting.score)}


def sighting_of(request: HttpRequest, public_id: str) -> Sighting:
    found = seen_by(notifier(request)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def sighting(request: HttpRequest, public_id: str) -> HttpResponse:
    """Old and new side by side, why they look alike, and the ways on; POST dismisses it, with a reason."""
    found = sighting_of(request, public_id)
    form = DismissForm(*sent_in(request)[:1])
    if request.method == "POST" and form.is_valid():
        actions.dismiss(by=actor_of(request), sighting=found, because=form.reason, after=seen(request))
        messages.success(request, _("Noted. You do not hear of this offer again."))
        return HttpResponseRedirect(reverse("watch"), status=303)
    claim = found.fingerprint.claim
    tone, icon, state = SHOWN[found.state]
    context = {
        **row_of(found),
        "sides": sides_of(found),
        "old": claim,
        "decided": decision_of(found),
        "form": form if found.state == "new" else None,
        "state": state,
        "tone": tone,
        "icon": icon,
    }
    return render(request, "monitoring/sighting.html", context, status=400 if form.errors else 200)


def seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def sides_of(found: Sighting) -> Sequence[dict[str, Any]]:
    sealed = found.fingerprint.claim.snapshot.content
    then = _("Removed on %(day)s.") % {"day": f"{found.fingerprint.removed_at:%d %b %Y}"}
    now = _("Seen on %(day)s.") % {"day": f"{found.seen_at:%d %b %Y}"}
    live = {"url": found.listing.url, "link": _("See live page")} if found.listing.url else {}
    return [
        side(sealed, showing.url_for_filer, then),
        side(content_of(found.listing), showing.url_for_filer, now, **live),
    ]


def decision_of(found: Sighting) -> dict[str, Any] | None:
    made = Decision.objects.filter(claim=found.fingerprint.claim, decided_at__isnull=False).first()
    if made is None or not made.reason_code:
        return None
    return {"code": made.reason_code, "title": _(reasons.get(made.reason_code).title), "at": made.decided_at}


@login_required
@require_POST
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """A draft with everything in it, linked to the old decision; the last page asks for the signature."""
    found, user = sighting_of(request, public_id), user_of(request)
    draft = actions.prepare_notice(by=actor_of(request), sighting=found, organisation=notifier(request), user=user)
    return HttpResponseRedirect(wizard.url_of(draft, "sign"), status=303)


@login_required
@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """No more news of a right."""
    watch = watch_of(request, public_id)
    actions.stop(by=actor_of(request), watch=watch)
    words = _("You hear no more of %(right)s. You can watch it again at any time.")
    messages.success(request, words % {"right": watch})
    return HttpResponseRedirect(reverse("watch"), status=303)


@login_required
@require_POST
def resume(request: HttpRequest, public_id: str) -> HttpResponse:
    watch = watch_of(request, public_id)
    actions.resume(by=actor_of(request), watch=watch)
    messages.success(request, _("%(right)s is watched again, from now on.") % {"right": watch})
    return HttpResponseRedirect(reverse("watch"), status=303)


def watch_of(request: HttpRequest, public_id: str) -> Watch:
    mine = Watch.objects.seen_by(notifier(request).pk).exclude(state="")
    found = mine.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def needs(organisation: Organisation, user: User) -> list[dict[str, Any]]:
    """One line on the owner's first page (settings.HOME_NEEDS). One query."""
    n = seen_by(organisation).filter(state="new").count()
    if not n:
        return []
    words = ngettext("%(n)d offer looks like one you had removed", "%(n)d offers look like ones you had removed", n)
    return [{"text": words % {"n": n}, "about": "", "url": reverse("watch"), "until": None}]
