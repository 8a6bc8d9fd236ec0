"""The owner's rights: the list, entering and correcting one, its picture. Its own page stands above (notices)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.keyset import cut
from accounts.models import Organisation
from docket import clock
from docket.errors import NotAllowed, Stale
from docket.take import may
from rights import actions, kinds, nice, numbers, uploads
from rights.files import serving
from rights.forms.finding import FindForm, in_group
from rights.forms.right import RightForm, initial_of
from rights.kinds import Kind
from rights.mandates import owners_for
from rights.models import IPRight
from rights.views.access import actor_of, login_required, notifier, own_right_of, right_of, seen_version, sent_in
from rights.words import NEXT, card

PAGE = 24


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The rights that this organisation may use, the newest first."""
    today, form = clock.today(), FindForm(request.GET)
    organisation = notifier(request)
    usable = IPRight.objects.usable_by(organisation).distinct()
    page, links = cut(request, form.narrowed(usable.select_related("organisation", "image")), PAGE, form.query)
    context = {
        "cards": [card(right, today) for right in page],
        "filters": form,
        "filtered": bool(form.query),
        # An owner's right needs its owner: an agent cannot mend it.
        "needs": organisation.rights.filter(in_group("needs")).count() if not form.query else 0,
        **links,
    }
    return render(request, "rights/index.html", context)


@login_required
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """What kind of right it is; each kind has a form of its own."""
    notifier(request)
    return render(request, "rights/kinds.html", {"kinds": kinds.ALL, "next": next_of(request)})


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a right. With ?next= the page it was called from goes on with it."""
    kind, owners = kinds.BY_KEY.get(key), owners_for(notifier(request))
    if kind is None:
        raise Http404
    form = RightForm(kind, *sent_in(request), owners=owners, agent=owners[0] != notifier(request))
    if request.method == "POST" and form.is_valid() and (right := entered(request, form, owners)):
        messages.success(request, _("%(title)s is saved. You can report listings with it now.") % {"title": right})
        return HttpResponseRedirect(way_on(request, right), status=303)
    return page_of(request, kind, form, next=next_of(request))


def entered(request: HttpRequest, form: RightForm, owners: list[Organisation]) -> IPRight | None:
    """The right, stored with its files; nothing where a file or the docket says no, and the form then says why."""
    files = uploads.of_right(form, by=actor_of(request))
    if not form.is_valid():
        return None
    chosen = form.cleaned_data.get("owner")
    owner = next((each for each in owners if each.public_id == chosen), owners[0])
    try:
        right = IPRight(organisation=owner, **form.facts())
        return actions.register(by=actor_of(request), right=right, files=files)
    except NotAllowed as refused:
        form.add_error(None, refused.reason)
        return None


def page_of(request: HttpRequest, kind: Kind, form: RightForm, status: int = 0, **more: Any) -> HttpResponse:
    """The form with what helps to fill it."""
    context = {
        "kind": kind,
        "form": form,
        "classes": nice.HEADINGS.items() if kind.takes_classes else [],
        "examples": numbers.examples(kind.kind) if "number" in kind.fields else [],
        "files_again": bool(form.errors and request.FILES),
        **more,
    }
    return render(request, "rights/edit.html", context, status=status or (400 if form.errors else 200))


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards; only an address of this portal."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) and url.startswith("/") else ""


def way_on(request: HttpRequest, right: IPRight) -> str:
    url = next_of(request)
    return f"{url}?right={right.public_id}" if url else reverse("right", args=[right.public_id])


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or renew a right, or give what a reviewer asked for; a reviewer looks at it again."""
    right = own_right_of(request, public_id)
    kind = kinds.of(right.kind, right.form)
    form = RightForm(
        kind,
        *sent_in(request),
        initial=initial_of(right),
        has_image=right.image_id is not None,
        answers=right.state in {"asked", "refused"},
    )
    status = 0
    if request.method == "POST" and form.is_valid():
        files = uploads.of_right(form, by=actor_of(request))
        if form.is_valid():
            try:
                changed(request, right, form, files)
            except Stale:
                form.add_error(None, _("Something happened to this right meanwhile. Look at it, then save again."))
                status = 412
            except NotAllowed as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("Saved. A reviewer looks at it again."))
                return HttpResponseRedirect(reverse("right", args=[right.public_id]), status=303)
    return page_of(request, kind, form, status, **card(right, clock.today()), closed=closed(request, right, form))


def closed(request: HttpRequest, right: IPRight, form: RightForm) -> str:
    """Why there is no form to fill; a form that came back with faults stays open for what was typed."""
    if form.errors or any(may(right.procedure[step], right, actor_of(request)) for step in ("amend", "complete")):
        return ""
    if right.state == "withdrawn":
        return str(NEXT[right.state])
    return _("You prepare here. Ask a colleague who may sign to change it.")


def changed(request: HttpRequest, right: IPRight, form: RightForm, files: actions.Files) -> None:
    actions.change(
        by=actor_of(request),
        right=right,
        changes={**form.facts(), "form": right.form},
        files=files,
        answer=form.cleaned_data.get("answer", ""),
        after=seen_version(request),
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a right out of use here."""
    right = own_right_of(request, public_id)
    actions.withdraw(by=actor_of(request), right=right, after=seen_version(request))
    messages.success(request, _("%(title)s is no longer used here. Notices already sent stand.") % {"title": right})
    return HttpResponseRedirect(reverse("rights"), status=303)


@login_required
@require_GET
def picture(request: HttpRequest, public_id: str, size: str) -> HttpResponseBase:
    """What shows the right, for whoever may use it, whoever of them added it."""
    right = right_of(request, public_id)
    if right.picture is None:
        raise Http404
    why = f"picture of {right.public_id}"
    return serving.picture(right.picture, size, by=actor_of(request), why=why, addressed=True)
