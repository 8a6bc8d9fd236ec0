"""The last screen for who only prepares: everything is ready, and a colleague is asked to sign."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.models import Membership, Organisation
from notices.drafting import Work
from notices.views.owners.access import actor_of, see, sent_in
from rights.typed import offer


class ColleagueForm(forms.Form):
    """Whom to ask."""

    colleague = forms.ChoiceField(
        label=gettext_lazy("Whom do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a colleague.")},
    )

    def __init__(self, signers: dict[str, Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "colleague", [(key, str(each.user)) for key, each in signers.items()])


def ask(request: HttpRequest, work: Work, shown: dict[str, Any]) -> HttpResponse:
    """Choose a colleague, who gets a letter with the way to this draft. Nothing is sent to anybody else."""
    signers = signers_of(work.organisation)
    form = ColleagueForm(signers, *sent_in(request)[:1])
    if request.method == "POST" and form.is_valid():
        colleague = signers[form.cleaned_data["colleague"]]
        actions.ask_to_sign(by=actor_of(request), colleague=colleague, draft=work.draft.public_id)
        messages.success(request, _("We asked %(name)s to sign. Your draft is kept.") % {"name": colleague.user})
        return see("home")
    context = {**shown, "form": form, "signers": signers}
    return render(request, "notices/owners/wizard/ask.html", context, status=400 if form.errors else 200)


def others(request: HttpRequest, work: Work) -> bool:
    """Whether somebody else may sign for this organisation. One query."""
    rows = Membership.objects.filter(organisation=work.organisation, user__is_active=True)
    return rows.exclude(role=Membership.Role.PREPARER).exclude(user=actor_of(request).user_id).exists()


def signers_of(organisation: Organisation) -> dict[str, Membership]:
    """Those who may sign for this organisation and can sign in."""
    rows = Membership.objects.filter(organisation=organisation, user__is_active=True)
    rows = rows.exclude(role=Membership.Role.PREPARER).select_related("user", "organisation").order_by("pk")[:50]
    return {each.public_id: each for each in rows}
