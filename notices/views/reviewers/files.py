"""Pictures and files of a case, for reviewers only and never as a page of ours."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_response_headers
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, staff_only
from docket.actors import Actor
from listings.models import ListingImage
from rights import serving
from rights.models import Evidence

SHOWN = {"image/jpeg", "image/png", "image/webp", "image/gif"}
A_DAY = 86400


@require_GET
@staff_only(*REVIEWERS)
def image(request: HttpRequest, sha256: str) -> FileResponse:
    """A listing's picture by the hash of its bytes; what is stored under a hash never changes."""
    found = ListingImage.objects.filter(sha256=sha256).first()
    if found is None or not default_storage.exists(str(found.file.name)):
        raise Http404
    return _sent(FileResponse(found.file.open("rb")))


@require_GET
@staff_only(*REVIEWERS)
def evidence(request: HttpRequest, public_id: str) -> FileResponse:
    """A file that somebody relies on: pictures are shown, everything else is saved."""
    found = Evidence.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    by: Actor = request.actor  # type: ignore[attr-defined]
    if found.media_type in SHOWN:
        return serving.picture(found, "shared", by=by, why="review")
    return serving.original(found, by=by, why="review")


def _sent(response: FileResponse) -> FileResponse:
    patch_response_headers(response, A_DAY)
    response["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
