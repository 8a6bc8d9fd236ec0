"""The webhooks app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks as Django sees them: an app of its own inside notifications, with tables of its own."""

    name = "notifications.webhooks"
    label = "webhooks"
