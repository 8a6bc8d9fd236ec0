"""Addresses of the pages about endpoints."""

from django.urls import path

from notifications.webhooks.views import deeds, pages

urlpatterns = [
    path("settings/webhooks/", pages.index, name="webhooks"),
    path("settings/webhooks/deliveries/<str:public_id>/", pages.delivery, name="webhook_delivery"),
    path("settings/webhooks/<str:public_id>/", pages.webhook, name="webhook"),
    path("settings/webhooks/<str:public_id>/prove/", deeds.prove, name="webhook_prove"),
    path("settings/webhooks/<str:public_id>/amend/", deeds.amend, name="webhook_amend"),
    path("settings/webhooks/<str:public_id>/move/", deeds.move, name="webhook_move"),
    path("settings/webhooks/<str:public_id>/secret/", deeds.rotate, name="webhook_rotate"),
    path("settings/webhooks/<str:public_id>/resend/", deeds.resend, name="webhook_resend"),
    path("settings/webhooks/<str:public_id>/<slug:name>/", deeds.deed, name="webhook_deed"),
]
