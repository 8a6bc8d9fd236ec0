"""Addresses for anyone."""

from django.urls import path

from notices.views import public

urlpatterns = [path("verify/", public.verify, name="verify")]
