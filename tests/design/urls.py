"""The style page and the error pages alone, so that looks are tested without the rest of the portal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from ipr_portal.style import style


def wrong(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, f"{name}.html")


urlpatterns = [path("style/", style, name="style"), path("wrong/<name>/", wrong)]
