"""Answers that the reviewers' pages share."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode


class SeeOther(HttpResponseRedirect):
    """303: the deed is done, look here now."""

    status_code = 303


def to_case(reference: str, **query: str | int) -> SeeOther:
    asked = {name: value for name, value in query.items() if value}
    return SeeOther(reverse("review", args=[reference]) + (f"?{urlencode(asked)}" if asked else ""))


def to_queue(queue: str = "") -> SeeOther:
    return SeeOther(reverse("queue") + (f"?{urlencode({'queue': queue})}" if queue else ""))
