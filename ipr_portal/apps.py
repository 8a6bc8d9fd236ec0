"""The composition root as an app: it connects subscribers, checks and Celery."""

from django.apps import AppConfig

from ipr_portal import celery  # noqa: F401  (shared tasks need the application)


class PortalConfig(AppConfig):
    """The portal as Django sees it."""

    name = "ipr_portal"

    def ready(self) -> None:
        from docket import outbox
        from ipr_portal import checks  # noqa: F401
        from ipr_portal.subscriptions import NEVER_GIVEN_UP, ONLY_IF, SUBSCRIPTIONS

        outbox.subscribe(SUBSCRIPTIONS, NEVER_GIVEN_UP, ONLY_IF)
