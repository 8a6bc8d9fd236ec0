"""Pages for everybody: the two doors at the front, and help."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.landing import first_page
from policy import defences, reasons
from policy.crosschecks import placeholders_in
from policy.types import Reason

HELP_TOPICS = ("my-listing", "counter-notice", "proof")
HELP_PAGES = ("help", "contact", "accessibility", "privacy")

FACTS_BY_NAME = {
    "detail": _("the detail"),
    "goods": _("the goods"),
    "limit": _("the limit"),
    "listing": _("title of the listing"),
    "mark": _("the mark"),
    "missing": _("what is missing"),
    "number": _("its number"),
    "office": _("the register"),
    "owner": _("the owner"),
    "reference": _("the reference"),
    "right": _("the right"),
    "territory": _("the country"),
    "until": _("the last day"),
    "work": _("the work"),
}


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Two doors: report listings, or answer a message about one."""
    return render(request, "public/front.html")


def start(request: HttpRequest) -> HttpResponse:
    """The first page of whoever has signed in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("welcome" if request.user.is_authenticated else "front")
    return redirect(first_page(actor))


@require_safe
def help_page(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in HELP_PAGES:
        raise Http404
    return render(request, f"public/{topic}.html", {"sandbox_url": settings.SANDBOX_URL})


@require_safe
def help_topic(request: HttpRequest, topic: str) -> HttpResponse:
    """One question of sellers, answered on one page."""
    if topic not in HELP_TOPICS:
        raise Http404
    return render(request, f"public/help/{topic}.html", {"defences": defences.all()})


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Every ground for hiding a listing and for leaving it, in plain words."""
    groups: dict[str, list[Reason]] = {}
    for reason in reasons.all():
        groups.setdefault(reason.side.value, []).append(reason)
    return render(request, "public/policies.html", {"groups": groups})


@require_safe
def policy(request: HttpRequest, code: str) -> HttpResponse:
    """One ground: the words we use for it, what would cure it, and what can be said against it."""
    if code not in {reason.code for reason in reasons.all()}:
        raise Http404
    reason = reasons.get(code)
    facts = {name: f"[{FACTS_BY_NAME[name]}]" for name in placeholders_in(reason.text, reason.cure)}
    said = {"text": reasons.render(reason, facts), "cure": reasons.render_cure(reason, facts)}
    answers = [each for each in defences.all() if set(each.kinds) & set(reason.kinds)] if reason.ground else []
    return render(request, "public/policy.html", {"reason": reason, "answers": answers, **said})
