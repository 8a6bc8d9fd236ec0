"""Reporting without an account: what is needed, who you are, a code; then the same wizard. And looking again later."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions, codes
from accounts.access import actor_of, members_only
from accounts.models import Membership, Organisation, User
from accounts.views.organisation import next_of
from notices import guests
from notices.forms.guests import ReachForm, StartForm, StatusForm
from policy.load import book

__all__ = ["begin", "reach", "start", "status"]


@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first door. Whoever can file already goes on from here without typing anything."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return codes.begin(
            request,
            said["email"],
            next=reverse("report_begin"),
            then="notices.guests.arrive",
            facts={"name": said["name"], "company": said["company"], "language": get_language() or "en"},
        )
    files = guests.may_file(getattr(request, "actor", None))
    context = {"form": form, "files": files, "limits": book().limits.guests}
    return render(request, "public/report.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """To the wizard; somebody who now acts for a shop chooses first for whom they file."""
    if guests.may_file(getattr(request, "actor", None)):
        asks = guests.unreached(getattr(request, "organisation", None))
        return redirect("report_reach" if asks else "notice_new")
    mine = Membership.objects.filter(user=cast(User, request.user)).select_related("organisation")
    filing = [each for each in mine.order_by("pk") if each.organisation.role == "notifier"]
    return render(request, "public/report_for.html", {"memberships": filing})


@members_only
@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """How to reach a guest, asked before the wizard; from the check page it leads back to the draft."""
    if not organisation.guest:
        raise Http404
    onward = next_of(request) or reverse("notice_new")
    initial = {name: getattr(organisation, name) for name in ("country", "phone", "address")}
    form = ReachForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.amend(by=actor_of(request), organisation=organisation, changes=form.cleaned_data)
        return HttpResponseRedirect(onward, status=303)
    context = {"form": form, "next": onward, "email": organisation.email}
    return render(request, "public/report_reach.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """A notice that was sent: reference and address, then a code. The answer is the same whether we know it or not."""
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference, address = form.cleaned_data["reference"], form.cleaned_data["email"]
        notice = guests.sent_by(reference, address)
        page = reverse("notice", args=[reference])
        if notice is None:
            return codes.begin(request, address, next=page, otherwise="unknown_notice")
        return codes.begin(request, address, next=page, acting=notice.filer_id)
    return render(request, "public/report_status.html", {"form": form}, status=400 if form.errors else 200)
