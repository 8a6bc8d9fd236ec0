"""The letters on a page for staff: each as text and as the mail it becomes, in every language, with invented facts."""

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from accounts.access import STAFF, staff_only
from notifications import letters, samples, topics

AUDIENCES = {
    "seller": lazy("Seller"),
    "notifier": lazy("Filer"),
    "owner": lazy("Rights owner"),
    "agent": lazy("Agent"),
    "uploader": lazy("Whoever sent the file"),
    "member": lazy("Member"),
    "giver": lazy("The colleague who has the case"),
    "taker": lazy("The colleague who asks for it or gets it"),
    "administrators": lazy("Administrators"),
    "invited": lazy("Whoever is invited"),
}


@require_GET
@staff_only(*STAFF)
def index(request: HttpRequest) -> HttpResponse:
    """Every letter there is, who gets it, and after which step."""
    rows = [
        {
            "name": name,
            "subject": samples.written(name, 0, settings.LANGUAGE_CODE).subject,
            "told": sorted({str(AUDIENCES.get(each.audience, each.audience)) for each in samples.senders(name)}),
            "optional": topics.optional(name),
            "cases": len(samples.of(name)),
        }
        for name in samples.names()
        if samples.of(name)
    ]
    return render(request, "notifications/letters.html", {"rows": rows})


@require_GET
@csp_update({"frame-src": [SELF]})
@staff_only(*STAFF)
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter: its text beside the mail, for the chosen case and language."""
    number, language = chosen(request, name)
    query = f"?case={number}&language={language}"
    context = {
        "name": name,
        "letter": samples.written(name, number, language),
        "senders": [told(each) for each in samples.senders(name)],
        "optional": topics.optional(name),
        "cases": [{"n": n, "words": each.case, "on": n == number} for n, each in enumerate(samples.of(name))],
        "languages": [{"code": code, "words": words, "on": code == language} for code, words in settings.LANGUAGES],
        "mail_url": reverse("letter_mail", args=[name]) + query,
    }
    return render(request, "notifications/letter.html", context)


def told(sender: samples.Sender) -> dict[str, Any]:
    return {
        "audience": AUDIENCES.get(sender.audience, sender.audience),
        "procedure": _(sender.procedure),
        "step": sender.step.name,
        "says": sender.step.says,
    }


@require_GET
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": [""]})
@xframe_options_sameorigin
@staff_only(*STAFF)
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as a mail program shows it; a frame of its own, in which nothing runs and nothing is fetched."""
    return HttpResponse(samples.written(name, *chosen(request, name)).html)


def chosen(request: HttpRequest, name: str) -> tuple[int, str]:
    """The case and the language asked for; 404 for a letter or case that does not exist."""
    if name not in samples.names():
        raise Http404
    case, language = request.GET.get("case", "0"), letters.spoken(request.GET.get("language", ""))
    if not (case.isascii() and case.isdigit() and int(case[:6]) < len(samples.of(name))):
        raise Http404
    return int(case), language
