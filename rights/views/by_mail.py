"""The page behind the key in a mail: exactly what would be granted, and yes or no. Looking changes nothing."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import people
from accounts.actions import found, person
from accounts.models import Membership, Organisation, User
from docket import clock, transaction
from docket.actors import Actor
from rights import keys, mandate_words
from rights.actions import mandate as deeds
from rights.forms.mandate import AnswerForm, NewOwnerForm, owners_at, person_at, shut
from rights.models import Mandate

MAIL = Mandate.How.MAIL


@dataclass(frozen=True)
class Standing:
    """For which owners whoever holds the key may answer, and as whom; or that they are new here."""

    user: User | None
    owners: list[Organisation]
    may_be_new: bool

    def acting_for(self, chosen: str) -> Organisation | None:
        if len(self.owners) == 1 and not chosen:
            return self.owners[0]
        return next((owner for owner in self.owners if owner.public_id == chosen), None)


def standing(request: HttpRequest, mandate: Mandate) -> Standing:
    """Who answers: the administrator who is signed in, or whoever reads the mail at that address."""
    signed_in = request.user if isinstance(request.user, User) else None
    for user in filter(None, [signed_in, person_at(mandate.owner_email)]):
        if owners := administered(user, mandate):
            return Standing(user, owners, may_be_new=False)
    known = person_at(mandate.owner_email)
    elsewhere = (known is not None and (known.staff_role or owners_at(mandate.owner_email))) or shut(
        mandate.owner_email
    )
    return Standing(known, [], may_be_new=mandate.owner is None and not elsewhere)


def administered(user: User, mandate: Mandate) -> list[Organisation]:
    """The rights owners that this person administers, among which the mandate's owner is, where it is known."""
    role = {"memberships__user": user, "memberships__role": Membership.Role.ADMIN}  # one join for both
    mine = Organisation.objects.filter(kind=Organisation.Kind.OWNER, **role).exclude(pk=mandate.agent_id)
    return list((mine.filter(pk=mandate.owner_id) if mandate.owner_id else mine).order_by("name"))


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """One key, one answer."""
    mandate = keys.find(key)
    if mandate is None:
        return render(request, "rights/mandates/key_ended.html", status=404)
    stands = standing(request, mandate)
    owner = stands.acting_for(request.POST.get("owner") or request.GET.get("owner") or "")
    if request.method == "POST" and request.POST.get("answer") == "decline":
        return declined(request, mandate, stands, owner)
    form = AnswerForm(request.POST or None, mandate=mandate, owner=owner)
    new = NewOwnerForm(request.POST or None, initial=named(mandate, stands)) if stands.may_be_new else None
    ready = owner is not None or new is not None
    if request.method == "POST" and ready and all([form.is_valid(), new is None or new.is_valid()]):
        return granted(request, mandate, stands, owner, form, new)
    return page(request, mandate, stands, owner, form, new)


def named(mandate: Mandate, stands: Standing) -> dict[str, str]:
    return {"company": mandate.owner_name, "name": stands.user.name if stands.user else ""}


def page(
    request: HttpRequest,
    mandate: Mandate,
    stands: Standing,
    owner: Organisation | None,
    form: AnswerForm,
    new: NewOwnerForm | None,
) -> HttpResponse:
    context = {
        **mandate_words.card(mandate, "owner", clock.today()),
        "stands": stands,
        "owner": owner,
        "form": form,
        "new": new,
        "wrong": [each for each in (form, new) if each is not None and each.errors],
    }
    wrong = request.method == "POST"
    return render(request, "rights/mandates/by_mail.html", context, status=400 if wrong else 200)


@transaction.atomic
def granted(
    request: HttpRequest,
    mandate: Mandate,
    stands: Standing,
    owner: Organisation | None,
    form: AnswerForm,
    new: NewOwnerForm | None,
) -> HttpResponse:
    """In one transaction with the making of an owner that is new here: both, or neither."""
    # Whoever comes second waits here, and then finds the mandate answered before anything is made.
    Mandate.objects.select_for_update().get(pk=mandate.pk)
    mandate.refresh_from_db()
    if mandate.state != "proposed":
        return render(request, "rights/mandates/key_ended.html", status=404)
    user = stands.user
    if owner is None and new is not None:
        user, owner = welcome(request, mandate, new)
    scope = deeds.Scope(form.cleaned_data["scope"] == "all", form.rights)
    by = Actor("notifier", user_id=user.pk if user else None, organisation_id=owner.pk if owner else None)
    deeds.confirm(by=by, mandate=mandate, scope=scope, how=MAIL)
    return onward(request, mandate, owner, "granted")


def welcome(request: HttpRequest, mandate: Mandate, new: NewOwnerForm) -> tuple[User, Organisation]:
    """Somebody whose address the key has proved: a person without a password, and the owner they speak for."""
    address, said = mandate.owner_email, new.cleaned_data
    user = people.make(address, name=said["name"], language=mandate.language, guest=True)
    people.prove(user, address)
    by = person(user, getattr(request, "request_id", ""))
    facts = {"kind": Organisation.Kind.OWNER, "name": said["company"], "email": address, "guest": user.guest}
    owner = found(by=by, founder=user, **facts)
    return user, owner


def declined(request: HttpRequest, mandate: Mandate, stands: Standing, owner: Organisation | None) -> HttpResponse:
    if owner is not None and stands.user is not None and owner.pk == mandate.owner_id:
        by = Actor("notifier", user_id=stands.user.pk, organisation_id=owner.pk)
    else:
        by = Actor("person", user_id=stands.user.pk if stands.user else None)
    deeds.decline(by=by, mandate=mandate, how=MAIL)
    return onward(request, mandate, owner, "declined")


def onward(request: HttpRequest, mandate: Mandate, owner: Organisation | None, did: str) -> HttpResponseRedirect:
    """To the mandate for whoever acts for its owner now; to a page that needs no sign-in for everybody else."""
    if owner is not None and getattr(request, "organisation", None) == owner:
        words = _("Granted. Both sides are told.") if did == "granted" else _("Declined. The agent is told.")
        messages.success(request, words)
        return HttpResponseRedirect(reverse("mandate", args=[mandate.public_id]), status=303)
    return HttpResponseRedirect(reverse("mandate_answered", args=[did]), status=303)


@require_GET
def answered(request: HttpRequest, did: str) -> HttpResponse:
    """What happens next, for somebody who may have no account."""
    return render(request, "rights/mandates/answered.html", {"granted": did == "granted"})
