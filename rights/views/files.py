"""Files for whoever may see them: of the own organisation, or any file for reviewers. Each read is an entry."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from rights import serving
from rights.models import Evidence
from rights.views.access import actor_of, login_required

REVIEWERS = {"reviewer", "senior"}


def evidence_of(request: HttpRequest, public_id: str) -> Evidence:
    """A file of the own organisation, or any file for reviewers; otherwise 404."""
    actor = actor_of(request)
    evidence = Evidence.objects.filter(public_id=public_id).first()
    mine = evidence is not None and evidence.organisation_id == actor.organisation_id
    if evidence is None or not (mine or actor.role in REVIEWERS):
        raise Http404
    return evidence


def why(request: HttpRequest) -> str:
    """What a read is for: one's own file, or the work of reviewing."""
    return "review" if actor_of(request).role in REVIEWERS else "own file"


@login_required
@require_GET
def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The file as it was sent."""
    return serving.original(evidence_of(request, public_id), by=actor_of(request), why=why(request))


@login_required
@require_GET
def image(request: HttpRequest, public_id: str) -> FileResponse:
    """A picture to look at inside a page; other kinds of files have none."""
    return serving.picture(evidence_of(request, public_id), "shared", by=actor_of(request), why=why(request))
