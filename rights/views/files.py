"""Files for whoever may see them: of the own organisation, or any file for reviewers. Each read is an entry.

A read by GET writes an entry and changes nothing that anybody could read otherwise afterwards: it is an audited read.
"""

import re

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from rights.files import serving
from rights.models import Evidence
from rights.views.access import actor_of, login_required

REVIEWERS = {"reviewer", "senior"}
A_CASE = re.compile(r"N-[0-9A-Z]{8}|rgt_[0-9a-z]{26}")


def evidence_of(request: HttpRequest, public_id: str) -> Evidence:
    """A file of the own organisation, or any file for reviewers; otherwise 404."""
    actor = actor_of(request)
    evidence = Evidence.objects.filter(public_id=public_id).first()
    mine = evidence is not None and evidence.organisation_id == actor.organisation_id
    if evidence is None or not (mine or actor.role in REVIEWERS):
        raise Http404
    return evidence


def why(request: HttpRequest) -> str:
    """What a read is for: one's own file, or the work on a case, which the page that links here names."""
    if actor_of(request).role not in REVIEWERS:
        return "own file"
    case = request.GET.get("for", "")
    return f"review of {case}" if A_CASE.fullmatch(case) else "review"


@login_required
@require_GET
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file as it was sent."""
    return serving.original(evidence_of(request, public_id), by=actor_of(request), why=why(request))


@login_required
@require_GET
def image(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The shared copy: a picture that we made, without hidden data. Some kinds of files have none."""
    return serving.picture(evidence_of(request, public_id), "shared", by=actor_of(request), why=why(request))


@login_required
@require_GET
def thumb(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The same, small."""
    return serving.picture(evidence_of(request, public_id), "thumb", by=actor_of(request), why=why(request))
