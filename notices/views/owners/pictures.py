"""Pictures of the marketplace's listings, for those who report them."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from listings.models import ListingImage
from notices.views.owners.access import login_required, notifier

A_DAY = 86400


@login_required
@require_GET
def picture(request: HttpRequest, sha256: str) -> FileResponse:
    """By the hash of its bytes; what is stored under a hash never changes."""
    notifier(request)
    image = ListingImage.objects.filter(sha256=sha256).first()
    if image is None:
        raise Http404
    try:
        response = FileResponse(image.file.open("rb"))
    except FileNotFoundError:
        raise Http404 from None
    response["Cache-Control"] = f"private, max-age={A_DAY}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
