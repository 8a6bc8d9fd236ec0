"""Keeping an account safe: what it has, recovery codes, where it is signed in, its address, proving it is you."""

import time
from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import codes, factors, proof
from accounts.access import user_of
from accounts.browsers import named
from accounts.forms.entrance import CodeForm
from accounts.forms.signing import ChangeAddressForm, ProvePasswordForm
from accounts.views.honest import Honest

PROVING = "prove_code"


@login_required
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Everything that opens this account, on one page."""
    user = user_of(request)
    sessions = UserSession.objects.filter(user=user).count()
    context = {**factors.factors_of(user), "sessions": sessions, "has_password": user.has_usable_password()}
    return render(request, "account/security.html", context)


@proof.demanded
@never_cache
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many are left; the button makes ten new ones, shown in its answer and never again."""
    user = user_of(request)
    mine = factors.factors_of(user)
    if mine["totp"] is None and not mine["passkeys"]:
        raise Http404
    if request.method == "POST":
        made = factors.make_recovery_codes(user)
        get_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)
        return render(request, "account/recovery_shown.html", {"codes": made})
    return render(request, "account/recovery.html", mine)


@login_required
@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Where this account is signed in; what has ended by itself is taken off the list."""
    rows = sorted(UserSession.objects.purge_and_list(user_of(request)), key=lambda each: each.last_seen_at)[::-1]
    here = request.session.session_key
    listed = [{"session": each, "name": named(each.user_agent), "here": each.session_key == here} for each in rows]
    return render(request, "account/sessions.html", {"sessions": listed})


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    mine = list(UserSession.objects.filter(user=user_of(request), pk=pk))
    if not mine:
        raise Http404
    end_sessions(request, mine)
    messages.success(request, _("That session has ended."))
    return redirect("sessions")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    end_other_sessions(request, user_of(request))
    messages.success(request, _("You are signed in here only."))
    return redirect("sessions")


class ChangeAddress(Honest, allauth.EmailView):  # type: ignore[misc]
    """Another address to sign in with: it is proven by a code first, and the old one hears of it."""

    form_class = ChangeAddressForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        said = request.POST.copy()
        said["action_add"] = "1"  # the library's page has several buttons, ours has one
        request.POST = said  # type: ignore[assignment]
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class ProvePassword(Honest, allauth.ReauthenticateView):  # type: ignore[misc]
    """The password once more."""

    form_class = ProvePasswordForm


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove_code(request: HttpRequest) -> HttpResponse:
    """For who has neither password nor factor: a code to one's own address, bound to this session."""
    user = user_of(request)
    methods = get_adapter().get_reauthentication_methods(user)
    if methods[0]["id"] != "code":
        return redirect(methods[0]["url"])
    state = request.session.get(PROVING) or {}
    waiting = time.time() - state.get("at", 0.0) < codes.SECONDS
    form = CodeForm(request.POST) if request.method == "POST" and waiting and "code" in request.POST else None
    if request.method == "POST" and form is None:
        return _send(request)
    if form is not None and form.is_valid():
        if codes.counted(request, state["seed"]) and codes.same(state["seed"], form.cleaned_data["code"]):
            del request.session[PROVING]
            record_authentication(request, user, method="code", email=user.email, reauthenticated=True)
            onward: HttpResponse | None = resume_request(request)
            return onward or redirect("security")
        form.add_error("code", form.wrong())
    status = 401 if form and form.has_error("code", "wrong") else 400 if form and form.errors else 200
    context = {"form": form or CodeForm(), "waiting": waiting, "next": get_next_redirect_url(request) or ""}
    return render(request, "account/prove_code.html", context, status=status)


def _send(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    if not ratelimit.consume(request, action="request_login_code", key=user.email):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    seed = codes.new_seed()
    get_adapter().send_mail("account/email/login_code", user.email, {"code": seed})
    request.session[PROVING] = {"seed": seed, "at": time.time()}
    return HttpResponseRedirect(request.get_full_path())
