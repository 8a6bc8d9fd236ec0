"""What every screen of the notice wizard does: show the draft, keep what is typed, go on or say what is wrong."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices import drafting
from notices.drafting import STEPS, Work
from notices.models import Draft

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


def context_of(work: Work, step: str) -> dict[str, Any]:
    """What the frame of a screen needs: the steps, the way back, the version of the draft."""
    draft = work.draft
    steps = [{"title": title, "url": url_of(draft, name)} for name, title in TITLES.items()]
    back = url_of(draft, before(step)) if step != "right" else reverse("notices")
    return {
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
        draft.content = {**draft.content, **changes}
        draft.save()
    elif not drafting.save(draft, changes, version=version_of(request)):
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
    context = {**context_of(work, step), "form": form, **more}
    return render(request, f"notices/owners/wizard/{step}.html", context, status=400 if form.errors else status)


def conflict(request: HttpRequest, work: Work, step: str, form: Form) -> HttpResponse:
    """Somebody else stored this draft meanwhile: both texts are shown, and nothing is overwritten unseen."""
    work.draft.refresh_from_db()
    saved = {name: work.draft.content.get(name, "") for name in form.fields if name in work.draft.content}
    theirs = [{"name": form.fields[name].label, "value": value} for name, value in saved.items()]
    context = {**context_of(work, step), "form": form, "theirs": theirs}
    return render(request, f"notices/owners/wizard/{step}.html", context, status=409)
