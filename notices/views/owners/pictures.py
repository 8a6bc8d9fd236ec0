"""Pictures of the marketplace's listings, for those who report them."""

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_GET

from notices.views import pictures
from notices.views.owners.access import login_required, notifier


@login_required
@require_GET
def picture(request: HttpRequest, sha256: str) -> FileResponse:
    """Listings are public, and so are their pictures, to everyone who may report one."""
    notifier(request)
    return pictures.answer(sha256)
