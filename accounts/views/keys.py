"""Keys of an organisation, for its administrators."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import api_keys, proof
from accounts.access import admins_only, user_of
from accounts.forms.keys import KeyForm
from accounts.models import ApiKey, Organisation


@proof.demanded
@admins_only
@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All keys, and a form for a new one. The secret is on the answer to the form and nowhere else."""
    form = KeyForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        key, secret = api_keys.issue(
            organisation=organisation,
            created_by=user_of(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            live=form.cleaned_data["mode"] == "live",
            expires_at=form.expires_at,
        )
        return render(request, "account/key_made.html", {"key": key, "secret": secret})
    keys = ApiKey.objects.filter(organisation=organisation).select_related("created_by").order_by("-pk")
    context = {"form": form, "keys": [described(key) for key in keys]}
    return render(request, "account/keys.html", context, status=400 if form.errors else 200)


@admins_only
@require_POST
def revoke(request: HttpRequest, organisation: Organisation, public_id: str) -> HttpResponse:
    key = get_object_or_404(ApiKey, organisation=organisation, public_id=public_id[:40].replace("\x00", ""))
    api_keys.revoke(key)
    messages.success(request, _("The key “%(name)s” no longer works.") % {"name": key.name})
    return redirect("keys")


def described(key: ApiKey) -> dict[str, Any]:
    """A key and where it stands."""
    ended = key.expires_at is not None and key.expires_at <= timezone.now()
    if key.revoked_at:
        state = ("neutral", _("Revoked"))
    elif ended:
        state = ("neutral", _("Ended"))
    else:
        state = ("ok", _("Works")) if key.live else ("info", _("Works, test only"))
    return {"key": key, "tone": state[0], "state": state[1], "works": state[0] != "neutral"}
