"""Addresses of events, endpoints and what was sent to them."""

from django.urls import path

from notifications.webhooks.api.deliveries import Deliveries, Redelivery
from notifications.webhooks.api.endpoints import Challenge, Proof, Resending, Rotation, Test, Webhook, Webhooks
from notifications.webhooks.api.feed import Events

urlpatterns = [
    path("events", Events.as_view()),
    path("webhooks", Webhooks.as_view()),
    path("webhooks/<str:public_id>", Webhook.as_view()),
    path("webhooks/<str:public_id>/challenge", Challenge.as_view()),
    path("webhooks/<str:public_id>/prove", Proof.as_view()),
    path("webhooks/<str:public_id>/test", Test.as_view()),
    path("webhooks/<str:public_id>/rotate-secret", Rotation.as_view()),
    path("webhooks/<str:public_id>/resend", Resending.as_view()),
    path("webhooks/<str:public_id>/deliveries", Deliveries.as_view()),
    path("webhook-deliveries/<str:public_id>/redeliver", Redelivery.as_view()),
]
