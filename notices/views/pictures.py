"""Pictures of listings for those who may see them; by the hash of the bytes, so that they may be kept by a browser."""

from django.http import FileResponse, Http404

from listings import pictures

A_DAY = 86400
HEADERS = {
    "Cache-Control": f"private, max-age={A_DAY}, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answer(sha256: str) -> FileResponse:
    """What is stored under a hash never changes. Its kind is told from its bytes."""
    found = pictures.opened(sha256)
    if found is None:
        raise Http404
    file, kind = found
    return FileResponse(file, content_type=kind, headers=HEADERS)
