"""Signing in by code: ask for one, type it in."""

from typing import Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_login_redirect_url, get_next_redirect_url
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import codes
from accounts.codes import CodeProcess
from accounts.forms import AddressForm, CodeForm

__all__ = ["ask", "enter"]


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Which address shall the code go to?"""
    onward = get_next_redirect_url(request) or ""
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward or get_login_redirect_url(request))
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return codes.begin(request, form.cleaned_data["email"], next=onward)
    context = {"form": form, "next": onward}
    return render(request, "account/code_ask.html", context, status=400 if form.errors else 200)


@login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="sign_in_code")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Type the code in; or have another one sent; or give up and come in some other way."""
    process = CodeProcess.resume(request._login_stage)  # type: ignore[attr-defined]
    if process is None:
        messages.info(request, _("The code is no longer valid. Ask for another one."))
        return redirect("sign_in_code")
    act = ACTS.get(request.POST.get("action", ""), check) if request.method == "POST" else show
    return act(request, process)


def show(request: HttpRequest, process: CodeProcess, form: CodeForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form or CodeForm(),
        "address": process.state["email"],
        "can_resend": process.can_resend,
    }
    return render(request, "account/code_enter.html", context, status=status_of(form) if form else 200)


def status_of(form: CodeForm) -> int:
    return 401 if form.has_error("code", "wrong") else 400


def check(request: HttpRequest, process: CodeProcess) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show(request, process, form)
    if process.fits(form.cleaned_data["code"]):
        return process.finish()
    if process.record_invalid_attempt():
        form.add_error("code", form.wrong())
        return show(request, process, form)
    messages.error(request, _("That was wrong too often, so the code no longer works. Ask for another one."))
    return redirect("sign_in_code")


def resend(request: HttpRequest, process: CodeProcess) -> HttpResponse:
    """Another code; the one before stops working."""
    if not process.can_resend:
        return show(request, process)
    if not ratelimit.consume(request, action="request_login_code", key=process.state["email"]):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    process.resend()
    messages.success(request, _("We sent another code. Use the newest one."))
    return redirect("code_enter")


def give_up(request: HttpRequest, process: CodeProcess) -> HttpResponse:
    process.abort()
    return redirect("sign_in")


ACTS = {"resend": resend, "cancel": give_up}
