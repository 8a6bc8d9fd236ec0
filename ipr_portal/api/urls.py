"""Addresses of the partner API and of the pages for its developers."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from ipr_portal.api import views

v1: list[URLPattern | URLResolver] = [
    path("", views.Start.as_view()),
    path("openapi.json", views.OpenApi.as_view(), name="openapi"),
    path("", include("policy.api")),
    path("", include("rights.api.urls")),
    path("", include("notices.api.urls")),
    path("", include("notifications.webhooks.api.urls")),
]

urlpatterns = [
    path("api/v1/", include(v1)),
    re_path(r"^api(?:/.*)?$", views.unknown),
    path("problems/", views.problem_index, name="problems"),
    path("problems/<slug:slug>/", views.problem_page, name="problem"),
    path("developers/", views.developers, name="developers"),
]
