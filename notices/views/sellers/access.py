"""Which case a seller may see; any other one does not exist."""

from functools import wraps
from typing import Any

from django.contrib.auth import decorators
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.access import View, actor_of, user_of
from accounts.models import Organisation
from notices import cases
from notices.cases import Case

__all__ = ["actor_of", "case_of", "login_required", "shop_of", "user_of"]


class OtherShop(Exception):
    """The case belongs to another shop of the same person."""

    def __init__(self, shop: Organisation, reference: str) -> None:
        super().__init__(shop.name)
        self.shop, self.reference = shop, reference


def login_required(view: View) -> View:
    """Strangers sign in and come back; who acts for another shop of theirs just now is offered to switch."""

    @wraps(view)
    def kindly(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except OtherShop as other:
            context = {"shop": other.shop, "reference": other.reference}
            return render(request, "notices/sellers/other_shop.html", context, status=409)

    return decorators.login_required(kindly)


def shop_of(request: HttpRequest) -> Organisation:
    """The shop for which this person acts, or 404."""
    organisation: Organisation | None = getattr(request, "organisation", None)
    if organisation is None or organisation.role != "seller":
        raise Http404
    return organisation


def case_of(request: HttpRequest, reference: str) -> Case:
    """A case of this shop, or 404 as for a case that does not exist."""
    acting: Organisation | None = getattr(request, "organisation", None)
    case = cases.find(acting, reference) if acting and acting.role == "seller" else None
    if case is not None:
        return case
    for shop in _shops_of(request):
        if shop != acting and cases.find(shop, reference):
            raise OtherShop(shop, reference)
    raise Http404


def _shops_of(request: HttpRequest) -> list[Organisation]:
    """The shops for which this person could act; staff act for none."""
    user = user_of(request)
    if user.staff_role:
        return []
    return list(Organisation.objects.filter(memberships__user=user, kind=Organisation.Kind.SELLER).order_by("pk"))
