"""The portal's addresses and one more, as another part of the portal would begin a sign-in by code."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts import codes, people
from accounts.models import User
from ipr_portal import urls


def make_helper(address: str, user: User | None, *, name: str) -> User:
    return user or people.make(address, name=name, guest=True)


def door(request: HttpRequest) -> HttpResponse:
    return codes.begin(
        request,
        request.GET["address"],
        next="/help/",
        then="tests.accounts.doors.make_helper",
        facts={"name": "Ada New"},
    )


urlpatterns = [path("door/", door), *urls.urlpatterns]
