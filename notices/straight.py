"""What a box goes straight to: a reference of ours, a link or id of a listing, a registration number, a request."""

import re

from django.db.models import Q, QuerySet
from django.urls import reverse

from docket.models import Entry
from listings import resolver
from notices.models import Claim, Notice
from rights import numbers
from rights.models import IPRight

REFERENCE = re.compile(r"[NC]-([0-9A-Z]{8})")
REQUEST = re.compile(r"req_[0-9A-Za-z_-]{1,60}")
OFFICES = sorted({office for office, _kind in numbers.SHAPES})


def to(text: str) -> str:
    """The address of the one thing that this names, for a reviewer; empty if it names none, or several."""
    text = text.strip()
    if not text or len(text) > 600:
        return ""
    if match := REFERENCE.fullmatch(text.upper()):
        return _case(Notice.objects.filter(reference=f"N-{match[1]}"))
    if REQUEST.fullmatch(text):
        return _request(text)
    return _listing(text) or _right(text)


def _case(found: "QuerySet[Notice]") -> str:
    references = list(found.values_list("reference", flat=True)[:2])
    return reverse("review", args=references) if len(references) == 1 else ""


def _request(name: str) -> str:
    """What was done in this request; the claims of one notice are one case."""
    entries = Entry.objects.filter(request_id=name, subject_type__in=["claim", "right"]).order_by("pk")
    done = list(entries.values_list("subject_type", "subject_id")[:1000])
    claims = [pk for kind, pk in done if kind == "claim"]
    if claims:
        return _case(Notice.objects.filter(claims__in=claims).distinct())
    right = IPRight.objects.filter(pk__in=[pk for _kind, pk in done]).first()
    return reverse("right_to_verify", args=[right.public_id]) if right else ""


def _listing(text: str) -> str:
    """The case about this listing; several are for the list of what was found."""
    match = resolver.resolve_many([text])[0]
    if match.listing is None:
        return ""
    of_it = Claim.objects.filter(listing=match.listing).order_by().values("notice")
    return _case(Notice.objects.filter(pk__in=of_it))


def _right(text: str) -> str:
    """The right with this number, whatever its office and however the number is written."""
    if not any(sign.isdigit() for sign in text) or len(text) > 40:
        return ""
    asked = Q()
    for office in OFFICES:
        if number := numbers.normal(office, text):
            asked |= Q(office=office, number_normal=number)
    rights = list(IPRight.objects.filter(asked)[:2]) if asked else []
    return reverse("right_to_verify", args=[rights[0].public_id]) if len(rights) == 1 else ""
