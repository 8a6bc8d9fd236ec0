"""What every screen of the notice wizard does: show the draft, keep what is typed, go on or say what is wrong."""

from collections.abc import Mapping
from typing import Any, cast

from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import drafting
from notices.drafting import STEPS, Work
from notices.models import Draft
from notices.views.owners.access import user_of

TITLES = {
    "right": _("Your right"),
    "claim": _("Kind of claim"),
    "listings": _("Listings"),
    "evidence": _("Evidence"),
    "sign": _("Check and sign"),
}


def url_of(draft: Draft, step: str) -> str:
    return reverse(f"draft_{step}", args=[draft.public_id]) if draft.pk else reverse("notice_new")


def before(step: str) -> str:
    return STEPS[max(STEPS.index(step) - 1, 0)]


def after(step: str) -> str:
    return STEPS[STEPS.index(step) + 1]


def to_check(request: HttpRequest) -> bool:
    """Whether this screen was reached by a Change link of the check page, and leads straight back to it."""
    return "sign" in (request.GET.get("to"), request.POST.get("to"))


def onward(request: HttpRequest, work: Work, step: str) -> str:
    """After this screen: the check page if it sent us and nothing is missing, else the next screen."""
    if to_check(request) and work.first_gap() == "sign":
        return url_of(work.draft, "sign")
    return url_of(work.draft, after(step))


def context_of(request: HttpRequest, work: Work, step: str) -> dict[str, Any]:
    """What the frame of a screen needs: the steps, the way back, the version of the draft."""
    draft = work.draft
    steps = [{"title": title, "url": url_of(draft, name)} for name, title in TITLES.items()]
    back = url_of(draft, "sign" if to_check(request) else before(step)) if step != "right" else reverse("notices")
    if step == "right" and to_check(request):
        back = url_of(draft, "sign")
    return {
        "to": "sign" if to_check(request) else "",
        "work": work,
        "draft": draft,
        "steps": steps,
        "current": STEPS.index(step) + 1,
        "back": back,
        # Never where one signs: what is sworn is sent by a person's own hand only.
        "autosave": url_of(draft, step) if draft.pk and step != "sign" else "",
    }


def version_of(request: HttpRequest) -> int | None:
    """The version of the draft that the sender had before them; None from a form that does not say."""
    said = request.POST.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 10 else None


def store(request: HttpRequest, work: Work, changes: Mapping[str, Any]) -> bool:
    """Keep the typed text in the draft; the first time makes the draft."""
    draft = work.draft
    if not draft.pk:
        draft.content, draft.changed_by = {**draft.content, **changes}, user_of(request)
        draft.save()
    elif not drafting.save(draft, changes, version=version_of(request), by=user_of(request)):
        return False
    work.__dict__.clear()
    work.draft, work.organisation = draft, draft.organisation
    return True


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def autosaved(stored: bool, work: Work) -> JsonResponse:
    return JsonResponse({"version": work.draft.version}, status=200 if stored else 409)


def show(request: HttpRequest, work: Work, step: str, form: Form, status: int = 200, **more: Any) -> HttpResponse:
    """The screen. With errors it says so in its status, too."""
    context = {**context_of(request, work, step), "form": form, **more}
    return render(request, f"notices/owners/wizard/{step}.html", context, status=400 if form.errors else status)


def conflict(request: HttpRequest, work: Work, step: str, form: Form, **more: Any) -> HttpResponse:
    """Somebody else stored this draft meanwhile: both texts side by side, and nothing is overwritten unseen."""
    work.draft.refresh_from_db()
    kept = cast(Any, type(form))(Work(work.draft, work.organisation))
    both = [
        {"name": form.fields[name].label, "mine": said(form[name]), "theirs": said(kept[name])}
        for name in form.fields
        if name in kept.fields and name in form.data and said(form[name]) != said(kept[name])
    ]
    by = work.draft.changed_by
    theirs = {"both": both, "by": by if by != request.user else None, "url": url_of(work.draft, step)}
    context = {**context_of(request, work, step), "form": form, "conflict": theirs, **more}
    return render(request, f"notices/owners/wizard/{step}.html", context, status=409)


def said(field: BoundField) -> str:
    """The value of a field as a person reads it."""
    value = str(field.value() or "")
    choices = {str(key): str(words) for key, words in getattr(field.field, "choices", [])}
    return choices.get(value, value)
