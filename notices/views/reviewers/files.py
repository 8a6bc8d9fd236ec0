"""Pictures of the listings of a case, for reviewers only and never as a page of ours."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from accounts.access import REVIEWERS, staff_only
from notices.views import pictures


@require_GET
@staff_only(*REVIEWERS)
def image(request: HttpRequest, sha256: str) -> FileResponse:
    """A listing's picture, sealed or as it is now."""
    return pictures.answer(sha256)
