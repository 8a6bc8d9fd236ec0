"""The page behind the link of an invitation: who asks, for what; and yes or no from whom it was sent to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, codes, invitations, people
from accounts.access import user_of
from accounts.forms.profile import NameForm
from accounts.middleware import SESSION_KEY
from accounts.models import Invitation, User
from docket import clock


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing. Whoever signs in with the invited address may accept; anybody else is told why not."""
    found = invitations.find(token)
    if found is None or found.state != "open" or found.expires_at <= clock.real():
        return render(request, "account/invitation_ended.html", {"state": found.state if found else ""}, status=404)
    act = ACTS.get(request.POST.get("action", ""))
    return act(request, found) if request.method == "POST" and act else show(request, found)


def show(request: HttpRequest, found: Invitation, form: NameForm | None = None) -> HttpResponse:
    user = request.user
    mine = user.is_authenticated and user.email == found.email
    context = {
        "invitation": found,
        "mine": mine,
        "other": user.is_authenticated and not mine,
        "form": form or (NameForm() if mine and not user_of(request).name else None),
    }
    return render(request, "account/invitation.html", context, status=400 if form and form.errors else 200)


def prove(request: HttpRequest, found: Invitation) -> HttpResponse:
    """A code to the invited address: the link alone may have been passed on."""
    return codes.begin(
        request,
        found.email,
        next=request.path,
        then="accounts.views.invitations.arrive",
        facts={"language": found.invited_by.language if found.invited_by else "en"},
    )


def arrive(address: str, user: User | None, *, language: str) -> User:
    """The invited person, who may be new here."""
    return user or people.make(address, language=language)


def accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = request.user
    if not user.is_authenticated or user.email != found.email:
        return show(request, found)
    if not user.name:
        form = NameForm(request.POST)
        if not form.is_valid():
            return show(request, found, form)
        User.objects.filter(pk=user.pk).update(name=form.cleaned_data["name"])
    by = actions.person(user, getattr(request, "request_id", ""))
    membership = actions.accept(by=by, invitation=found, user=user)
    request.session[SESSION_KEY] = membership.organisation_id
    messages.success(request, _("You now act for %(name)s.") % {"name": membership.organisation.name})
    return redirect("start")


def decline(request: HttpRequest, found: Invitation) -> HttpResponse:
    user = request.user
    if not user.is_authenticated or user.email != found.email:
        return show(request, found)
    actions.decline(by=actions.person(user, getattr(request, "request_id", "")), invitation=found)
    messages.success(request, _("You said no. %(name)s can ask you again.") % {"name": found.organisation.name})
    return redirect("front")


ACTS = {"prove": prove, "accept": accept, "decline": decline}
