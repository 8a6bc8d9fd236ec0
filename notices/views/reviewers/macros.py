"""Macros: the list, one macro with all its versions, and what can be done with them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import REVIEWERS, actor_of, staff_only
from accounts.keyset import cut
from docket import take
from docket.actors import Actor
from docket.errors import Refused, Stale
from notices import actions
from notices.forms.macros import LanguageForm, MacroForm, SearchForm, WordsOfMacroForm
from notices.macro_procedure import MACRO_VERSION
from notices.macros import NAMES
from notices.models import Macro, MacroVersion
from notices.then_and_now import compared

PAGE = 50
MOST_VERSIONS = 60
LANGUAGES = dict(settings.LANGUAGES)
DONE = {
    "propose": lazy("Proposed. Somebody else publishes it."),
    "send_back": lazy("It is a draft again."),
    "publish": lazy("Published. It can be inserted from now on."),
    "retire": lazy("Taken out of use."),
}
STATES = {
    "draft": ("neutral", lazy("Draft")),
    "proposed": ("wait", lazy("Proposed")),
    "published": ("ok", lazy("In use")),
    "retired": ("neutral", lazy("Out of use")),
}


@require_GET
@staff_only(*REVIEWERS)
def index(request: HttpRequest) -> HttpResponse:
    """All macros by age, the newest first; search by name or words."""
    form = SearchForm(request.GET)
    asked = form.asked()
    rows = Macro.objects.annotate(used=Count("versions__uses", distinct=True))
    if asked["use"]:
        rows = rows.filter(use=asked["use"])
    if text := asked["q"]:
        words = MacroVersion.objects.filter(text__icontains=text).values("macro")
        rows = rows.filter(Q(name__icontains=text) | Q(pk__in=words))
    page, links = cut(request, rows.prefetch_related("versions"), PAGE, asked)
    proposed = MacroVersion.objects.filter(state="proposed").select_related("macro").order_by("pk")[:PAGE]
    context = {"rows": [row(each) for each in page], "proposed": list(proposed), "form": form, "asked": asked, **links}
    return render(request, "notices/reviewers/macros.html", context)


def row(macro: Macro) -> dict[str, Any]:
    live = sorted(version.language for version in macro.versions.all() if version.state == "published")
    return {"macro": macro, "languages": [LANGUAGES.get(code, code) for code in live]}


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def new(request: HttpRequest) -> HttpResponse:
    """A macro with its first words, as a draft."""
    form = MacroForm(request.POST if request.method == "POST" else None)
    trouble = ""
    if form.is_bound and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("name", "use", "claim_type", "language", "text")}
        try:
            version = actions.begin_macro(by=actor_of(request), **data)
        except Refused as refusal:
            trouble = getattr(refusal, "reason", str(refusal))
        else:
            return to_macro(version.macro)
    status = 409 if trouble else 422 if form.is_bound else 200
    context = {"form": form, "trouble": trouble, "names": sorted(NAMES)}
    return render(request, "notices/reviewers/macros_new.html", context, status=status)


def to_macro(macro: Macro) -> HttpResponse:
    return HttpResponseRedirect(reverse("macro", args=[macro.public_id]), status=303)


@require_http_methods(["GET", "POST"])
@staff_only(*REVIEWERS)
def macro(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every version in every language; POST begins one more in a language."""
    found = asked_for(public_id)
    if request.method != "POST":
        return page(request, found)
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, status=422)
    data = form.cleaned_data
    return tried(
        request,
        found,
        form,
        lambda by: actions.begin_macro(by=by, macro=found, text=data["text"], language=data["language"]),
        _("Kept as a draft."),
    )


@require_POST
@staff_only(*REVIEWERS)
def change(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Go on writing a draft."""
    found = asked_for(public_id)
    version, form = version_of(found, number), WordsOfMacroForm(request.POST)
    if not form.is_valid():
        return page(request, found, form=form, changing=version, status=422)
    data = form.cleaned_data
    return tried(
        request,
        found,
        form,
        lambda by: actions.change_macro(by=by, version=version, text=data["text"], after=data["seen"]),
        _("Kept as a draft."),
        changing=version,
    )


@require_POST
@staff_only(*REVIEWERS)
def move(request: HttpRequest, public_id: str, number: int, step: str) -> HttpResponse:
    """Propose, send back, publish, retire."""
    if step not in DONE:
        raise Http404
    found = asked_for(public_id)
    version, seen = version_of(found, number), request.POST.get("seen", "")
    after = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else None
    act = lambda by: actions.move_macro(by=by, version=version, step=step, after=after)  # noqa: E731
    return tried(request, found, None, act, str(DONE[step]))


def tried(
    request: HttpRequest,
    found: Macro,
    form: WordsOfMacroForm | None,
    act: Callable[[Actor], object],
    said: str,
    changing: MacroVersion | None = None,
) -> HttpResponse:
    """Do it, or show the page with what was typed and why not."""
    try:
        act(actor_of(request))
    except Stale:
        trouble = _("Somebody changed it since you opened the page. Your words are still below.")
        return page(request, found, form=form, changing=changing, status=409, trouble=trouble)
    except Refused as refusal:
        trouble = getattr(refusal, "reason", str(refusal))
        return page(request, found, form=form, changing=changing, status=409, trouble=trouble)
    messages.success(request, said)
    return to_macro(found)


def asked_for(public_id: str) -> Macro:
    found = Macro.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def version_of(macro: Macro, pk: int) -> MacroVersion:
    version = macro.versions.filter(pk=pk).first()
    if version is None:
        raise Http404
    return version


def page(
    request: HttpRequest,
    found: Macro,
    *,
    form: WordsOfMacroForm | None = None,
    changing: MacroVersion | None = None,
    status: int = 200,
    trouble: str = "",
) -> HttpResponse:
    by = actor_of(request)
    rows = found.versions.select_related("by").annotate(used=Count("uses")).order_by("language", "-number")
    versions = list(rows[:MOST_VERSIONS])
    fresh = form if isinstance(form, LanguageForm) else LanguageForm(auto_id="new_%s")
    context = {
        "macro": found,
        "kind": found.get_claim_type_display() if hasattr(found, "get_claim_type_display") else found.claim_type,
        "versions": [shown(each, versions, by, form if each == changing else None) for each in versions],
        "form": form or fresh,
        "fresh": fresh,
        "names": sorted(NAMES),
        "trouble": trouble,
        "begun": isinstance(form, LanguageForm),
    }
    return render(request, "notices/reviewers/macros_one.html", context, status=status)


def shown(
    version: MacroVersion, among: Sequence[MacroVersion], by: Actor, form: WordsOfMacroForm | None
) -> dict[str, Any]:
    """One version against the one before it, and what this person may do with it."""
    before = next((v for v in among if v.language == version.language and v.number == version.number - 1), None)
    tone, state = STATES[version.state]
    mine = version.by_id == by.user_id
    steps = {name for name in ("change", *DONE) if take.may(MACRO_VERSION[name], version, by)} - (
        {"publish"} if mine else set()
    )
    seen = {"text": version.text, "seen": version.version}
    return {
        "version": version,
        "language": LANGUAGES.get(version.language, version.language),
        "tone": tone,
        "state": state,
        "parts": compared(before.text, version.text)[1] if before else [(version.text, False)],
        "gone": [part for part in compared(before.text, version.text)[0] if part[1]] if before else [],
        "before": before,
        "steps": steps,
        "form": form or WordsOfMacroForm(initial=seen, auto_id=f"v{version.pk}_%s"),
    }
