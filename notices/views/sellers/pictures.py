"""A listing's picture as it was reported, for the shop it belongs to."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from listings.models import ListingImage
from notices.cases import Case
from notices.views.sellers.access import case_of, login_required

A_DAY = 86400


@login_required
@require_GET
def picture(request: HttpRequest, reference: str, sha256: str) -> FileResponse:
    """By the hash of its bytes; only if a listing of this case was sealed with it."""
    if not sealed_in(case_of(request, reference), sha256):
        raise Http404
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


def sealed_in(case: Case, sha256: str) -> bool:
    return any(sha256 == each["sha256"] for claim in case.claims for each in claim.snapshot.content.get("images") or [])
