"""The people of an organisation: who they are, inviting, changing roles, taking out, leaving."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.access import actor_of, administers, admins_only, members_only, user_of
from accounts.actions.invitation import AlreadyThere, TooMany
from accounts.forms.team import InviteForm, RoleForm, hints_for
from accounts.models import Invitation, Membership, Organisation

A_PAGE = 50


@members_only
@require_GET
def team(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Everybody who acts for this organisation; for its administrators also whom it has invited."""
    rows = Membership.objects.filter(organisation=organisation).select_related("user").order_by("pk")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 18:
        rows = rows.filter(pk__gt=int(after))
    found = list(rows[: A_PAGE + 1])
    context: dict[str, Any] = {
        "people": found[:A_PAGE],
        "next_url": f"?after={found[A_PAGE - 1].pk}" if len(found) > A_PAGE else "",
        "administers": administers(request),
        "invitations": open_invitations(organisation) if administers(request) else [],
    }
    return render(request, "account/team.html", context)


def open_invitations(organisation: Organisation) -> list[Invitation]:
    return list(Invitation.objects.filter(organisation=organisation, state="open").order_by("pk"))


@admins_only
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask somebody by mail to join."""
    if organisation.guest:
        raise Http404
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.invite(
                by=actor_of(request),
                organisation=organisation,
                email=email,
                role=form.cleaned_data["role"],
                invited_by=user_of(request),
            )
        except AlreadyThere:
            form.add_error("email", _("This person is a member already, or has an open invitation."))
        except TooMany:
            form.add_error(None, _("Too many invitations are open. Withdraw some that nobody needs."))
        else:
            done = _("We sent an invitation to %(email)s. It works for seven days.")
            messages.success(request, done % {"email": email})
            return redirect("team")
    context = {"form": form, "hints": hints_for(organisation)}
    return render(request, "account/invite.html", context, status=400 if form.errors else 200)


@admins_only
@require_POST
def resend(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    invitation = invitation_of(organisation, public_id)
    actions.resend(by=actor_of(request), invitation=invitation)
    messages.success(request, _("We sent it again. The link in the mail before no longer works."))
    return redirect("team")


@admins_only
@require_POST
def withdraw(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    invitation = invitation_of(organisation, public_id)
    actions.withdraw(by=actor_of(request), invitation=invitation)
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email})
    return redirect("team")


def invitation_of(organisation: Organisation, public_id: str) -> Invitation:
    mine = Invitation.objects.select_related("organisation")
    return get_object_or_404(mine, organisation=organisation, public_id=public_id[:40])


def member_of(organisation: Organisation, public_id: str) -> Membership:
    mine = Membership.objects.select_related("user", "organisation")
    return get_object_or_404(mine, organisation=organisation, public_id=public_id[:40])


@admins_only
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    """One member: another role, or out."""
    found = member_of(organisation, public_id)
    form = RoleForm(request.POST or None, initial={"role": found.role})
    if request.method == "POST" and form.is_valid():
        actions.change_role(by=actor_of(request), membership=found, role=form.cleaned_data["role"])
        messages.success(request, _("The role of %(name)s is changed.") % {"name": found.user})
        return redirect("team")
    context = {"member": found, "form": form, "hints": hints_for(organisation), "last": is_last(found)}
    return render(request, "account/member.html", context, status=400 if form.errors else 200)


def is_last(membership: Membership) -> bool:
    """Whether nobody else could administer the organisation."""
    if membership.role != Membership.Role.ADMIN:
        return False
    admins = Membership.objects.filter(organisation=membership.organisation, role=Membership.Role.ADMIN)
    return not admins.filter(user__is_active=True).exclude(pk=membership.pk).exists()


@admins_only
@require_POST
def remove(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    found = member_of(organisation, public_id)
    actions.remove(by=actor_of(request), membership=found)
    messages.success(request, _("%(name)s is out and can no longer act for you.") % {"name": found.user})
    return redirect("team")


@members_only
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Go; asked once more, because only an administrator can let one in again."""
    mine = get_object_or_404(
        Membership.objects.select_related("organisation"), organisation=organisation, user=user_of(request)
    )
    if request.method == "POST":
        actions.leave(by=actor_of(request), membership=mine)
        messages.success(request, _("You no longer act for %(name)s.") % {"name": organisation.name})
        return redirect("start")
    return render(request, "account/leave.html", {"last": is_last(mine)})
