"""A listing's picture as it was reported or as it is now, for the shop it belongs to."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from notices import comparing
from notices.views import pictures
from notices.views.sellers.access import case_of, login_required


@login_required
@require_GET
def picture(request: HttpRequest, reference: str, sha256: str) -> FileResponse:
    """By the hash of its bytes; only if a listing of this case was sealed with it, or shows it now."""
    if not comparing.shows(case_of(request, reference).claims, sha256):
        raise Http404
    return pictures.answer(sha256)
