"""In which language a page is: asked for in the address, the person's own, remembered by the browser, or accepted."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.http import require_POST

from accounts.models import User

COOKIE = "language"
A_YEAR = 365 * 86400
Answer = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Speaks the reader's language; `?hl=de` switches and is remembered by this browser for this person."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = spoken(request.GET.get("hl", ""))
        with translation.override(asked or chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language",))
        if asked:
            remember(request, response, asked)
        return response


def spoken(code: str) -> str:
    """The language of ours that this code means, or nothing."""
    try:
        return translation.get_supported_language_variant(code[:20]) if code else ""
    except LookupError:
        return ""


def chosen(request: HttpRequest) -> str:
    """What this person switched to here; their own setting; what a stranger switched to; what the browser accepts."""
    code, _dot, whose = request.COOKIES.get(COOKIE, "").partition(".")
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        here = spoken(code) if whose == str(user.pk) else ""
        return here or spoken(user.language) or settings.LANGUAGE_CODE
    return spoken(code) or get_language_from_request(request)


def remember(request: HttpRequest, response: HttpResponse, code: str) -> None:
    user = getattr(request, "user", None)
    whose = f".{user.pk}" if user is not None and user.is_authenticated else ""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, code + whose, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """The form at the foot of each page: kept with the person, and by this browser."""
    code = spoken(request.POST.get("language", ""))
    onward = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(onward if safe else "/", status=303)
    if code:
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=code)
        remember(request, response, code)
    return response
