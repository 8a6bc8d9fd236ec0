"""Pages for everybody: the two doors at the front, and help."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.landing import first_page

HELP_PAGES = ("help", "contact", "accessibility", "privacy")


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Two doors: report listings, or answer a message about one."""
    return render(request, "public/front.html")


def start(request: HttpRequest) -> HttpResponse:
    """The first page of whoever has signed in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("welcome" if request.user.is_authenticated else "front")
    return redirect(first_page(actor))


@require_safe
def help_page(request: HttpRequest, topic: str) -> HttpResponse:
    if topic not in HELP_PAGES:
        raise Http404
    return render(request, f"public/{topic}.html", {"sandbox_url": settings.SANDBOX_URL})
