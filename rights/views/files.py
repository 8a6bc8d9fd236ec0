"""Evidence is served inert: as a download, or as a picture whose bytes were looked at; never run, never cached."""

import logging

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from rights.evidence import IMAGES
from rights.models import Evidence
from rights.views.access import actor_of, login_required

log = logging.getLogger(__name__)
STAFF = {"reviewer", "senior"}


def evidence_of(request: HttpRequest, public_id: str) -> Evidence:
    """A file of the own organisation, or any file for reviewers; otherwise 404."""
    actor = actor_of(request)
    evidence = Evidence.objects.filter(public_id=public_id).first()
    mine = evidence is not None and evidence.organisation_id == actor.organisation_id
    if evidence is None or not (mine or actor.role in STAFF):
        raise Http404
    log.info("evidence %s (%s) read by %s %s", evidence.public_id, evidence.sha256, actor.role, actor.user_id)
    return evidence


@login_required
@require_GET
def download(request: HttpRequest, public_id: str) -> FileResponse:
    """The file as it was sent."""
    return inert(evidence_of(request, public_id), as_attachment=True)


@login_required
@require_GET
def image(request: HttpRequest, public_id: str) -> FileResponse:
    """A picture to look at inside a page; other kinds of files have none."""
    evidence = evidence_of(request, public_id)
    if evidence.media_type not in IMAGES.values():
        raise Http404
    return inert(evidence, as_attachment=False)


def inert(evidence: Evidence, *, as_attachment: bool) -> FileResponse:
    try:
        file = evidence.file.open("rb")
    except FileNotFoundError:
        log.error("the file of evidence %s is missing on disk", evidence.public_id)
        raise Http404 from None
    kind = evidence.media_type if not as_attachment else "application/octet-stream"
    response = FileResponse(file, as_attachment=as_attachment, filename=evidence.name, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # The library leaves an answer alone that brings a policy of its own.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
