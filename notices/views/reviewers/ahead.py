"""The next case ahead: its page is fetched while this one is decided, and shown as soon as the decision is in."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from notices.models import Dossier
from notices.views.reviewers.answers import SeeOther, to_case
from notices.views.reviewers.undoing import toast

HEADER = "Portal-Ahead"  # the address whose page the browser holds already (static/ahead.js)


def announced(response: HttpResponse, reserved: Dossier | None) -> HttpResponse:
    """Tell the browser which case is kept for it, so that it can fetch the page."""
    if reserved is not None:
        url = to_case(reserved.notice.reference, queue=reserved.queue).url
        response["HX-Trigger"] = json.dumps({"ahead": {"url": url}})
    return response


def shown(request: HttpRequest, onward: HttpResponse) -> HttpResponse:
    """Where the browser holds the very page that comes next, only what the decision said is left to send."""
    if not isinstance(onward, SeeOther) or request.headers.get(HEADER) != onward.url:
        return onward
    answer = render(request, "notices/reviewers/ahead.html", toast(request))
    answer["HX-Push-Url"] = answer[HEADER] = onward.url
    return answer
