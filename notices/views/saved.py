"""Saved views of lists: save, rename, open by default, delete. Each list says which filters its address may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import REVIEWERS
from docket import transaction
from notices.forms.following import FILTERS, ViewForm
from notices.models import SavedView
from notices.queues import narrowing
from rights.views.access import actor_of, login_required, sent_in, user_of

MOST_VIEWS = 20
ALL = "all"  # in the address of a list: every row, although another view opens by itself


@dataclass(frozen=True)
class ListPage:
    """A list whose filters can be saved: its address, its name, and the parameters that are filters."""

    url_name: str
    title: Any
    filters: tuple[str, ...]
    for_reviewers: bool = False


PAGES: Mapping[str, ListPage] = {
    "notices": ListPage("notices", gettext_lazy("Your notices"), FILTERS),
    "queue": ListPage("queue", gettext_lazy("Queue"), ("queue", *narrowing.FILTERS), for_reviewers=True),
}


def mine(request: HttpRequest, page: str) -> "QuerySet[SavedView]":
    """This person's views of this list, for the organisation they act for."""
    organisation = getattr(request, "organisation", None)
    return SavedView.objects.filter(user=user_of(request), organisation=organisation, page=page)


def shown(request: HttpRequest, page: str, query: Mapping[str, str]) -> dict[str, Any]:
    """What a list shows of its views. One query."""
    views = list(mine(request, page))
    here = urlencode(query)
    return {
        "views": views,
        "view": next((view for view in views if view.query == here), None),
        "save_url": f"{reverse('view_new', args=[page])}?{here}" if query and len(views) < MOST_VIEWS else "",
        "opens_by_itself": any(view.is_default for view in views),
    }


def opening(request: HttpRequest, page: str) -> str:
    """The query of the view with which this list opens, when it is opened without any; empty if there is none."""
    view = None if request.GET else mine(request, page).filter(is_default=True).first()
    return view.query if view else ""


def kept(page: str, text: str) -> str:
    """Only what filters this list, in the order in which the list itself writes it."""
    given = dict(parse_qsl(text[:4000]))
    return urlencode({name: given[name][:200] for name in PAGES[page].filters if given.get(name)})[:1000]


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, page: str) -> HttpResponse:
    """Give the filters in the address a name."""
    by = actor_of(request)
    if page not in PAGES or (PAGES[page].for_reviewers and by.role not in REVIEWERS):
        raise Http404
    query = kept(page, request.GET.urlencode())
    names = set(mine(request, page).values_list("name", flat=True))
    form = ViewForm(names, *sent_in(request))
    if request.method == "POST" and len(names) >= MOST_VIEWS:
        form.add_error(None, _("You have %(most)s views. Delete one first.") % {"most": MOST_VIEWS})
    if request.method == "POST" and form.is_valid():
        view = SavedView(user=user_of(request), organisation=request.organisation, page=page, query=query)  # type: ignore[attr-defined]
        if kept_as(view, form):
            messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
            return to(view)
    return form_page(request, page, form, query, None)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, or let the list open with it."""
    view = view_of(request, pk)
    names = set(mine(request, view.page).exclude(pk=pk).values_list("name", flat=True))
    form = ViewForm(names, *sent_in(request)) if request.method == "POST" else ViewForm.of(view, names)
    if request.method == "POST" and form.is_valid() and kept_as(view, form):
        messages.success(request, _("The view is changed."))
        return to(view)
    return form_page(request, view.page, form, view.query, view)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    view = view_of(request, pk)
    view.delete()
    messages.success(request, _("“%(name)s” is deleted. What it showed is as it was.") % {"name": view.name})
    return HttpResponseRedirect(f"{reverse(PAGES[view.page].url_name)}?{ALL}=1", status=303)


def view_of(request: HttpRequest, pk: int) -> SavedView:
    organisation = getattr(request, "organisation", None)
    found = SavedView.objects.filter(user=user_of(request), organisation=organisation, pk=pk, page__in=PAGES).first()
    if found is None:
        raise Http404
    return found


def kept_as(view: SavedView, form: ViewForm) -> bool:
    """Store it; two windows that save the same name at once are told so."""
    try:
        keep(view, form)
    except IntegrityError:
        form.add_error("name", _("You have a view of this name already."))
        return False
    return True


@transaction.atomic
def keep(view: SavedView, form: ViewForm) -> None:
    """Of the views of a page at most one opens by itself."""
    view.name, view.is_default = form.cleaned_data["name"], form.cleaned_data["opens"]
    if view.is_default:
        others = SavedView.objects.filter(user=view.user, organisation=view.organisation, page=view.page)
        others.exclude(pk=view.pk).update(is_default=False)
    view.save()


def to(view: SavedView) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse(PAGES[view.page].url_name)}?{view.query or ALL + '=1'}", status=303)


def form_page(request: HttpRequest, page: str, form: ViewForm, query: str, view: SavedView | None) -> HttpResponse:
    back = f"{reverse(PAGES[page].url_name)}?{query or ALL + '=1'}"
    context = {"form": form, "view": view, "list": PAGES[page], "back_url": back}
    return render(request, "notices/saved_view.html", context, status=400 if form.errors else 200)
