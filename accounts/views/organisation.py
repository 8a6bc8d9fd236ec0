"""Setting an organisation up, and its details."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions, people
from accounts.access import actor_of, members_only, user_of
from accounts.forms.organisation import DetailsForm, SetUpForm
from accounts.middleware import SESSION_KEY
from accounts.models import Organisation

HINTS = {
    Organisation.Kind.OWNER: _("A company or person with trade marks, works, designs or patents."),
    Organisation.Kind.AGENT: _("A law firm or service with a mandate of the owners."),
}
AT_MOST = 10  # organisations that one person sets up; more are a mistake or a game


@login_required
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """A rights owner or an agent comes here for the first time."""
    user = user_of(request)
    if user.staff_role or not people.proven(user):
        raise Http404
    form = SetUpForm(request.POST or None, initial={"email": user.email, "kind": Organisation.Kind.OWNER})
    if request.method == "POST" and form.is_valid():
        if user.memberships.count() >= AT_MOST:
            form.add_error(None, _("You act for many organisations already. Write to us to add another one."))
        else:
            by = actions.person(user, getattr(request, "request_id", ""))
            organisation = actions.found(by=by, founder=user, **form.cleaned_data)
            request.session[SESSION_KEY] = organisation.pk
            messages.success(request, _("%(name)s is set up.") % {"name": organisation.name})
            return redirect("start")
    return render(request, "account/set_up.html", {"form": form, "hints": HINTS}, status=400 if form.errors else 200)


@members_only
@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """How it is called and reached. With `next` the page it was called from goes on."""
    fields = ("name", "country", "email", "phone", "address")
    onward = next_of(request)
    form = DetailsForm(request.POST or None, initial={name: getattr(organisation, name) for name in fields})
    may_change = actor_of(request).may_sign
    if request.method == "POST" and may_change and form.is_valid():
        actions.amend(by=actor_of(request), organisation=organisation, changes=form.cleaned_data)
        messages.success(request, _("The details are saved."))
        return HttpResponseRedirect(onward or reverse("details"), status=303)
    if request.method == "POST" and not may_change:
        raise Http404
    context = {"form": form, "next": onward, "may_change": may_change}
    return render(request, "account/organisation.html", context, status=400 if form.errors else 200)


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards; only an address of this portal."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""
