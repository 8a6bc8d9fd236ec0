"""The composition root as an app: it connects subscribers, checks and Celery."""

from django.apps import AppConfig

from ipr_portal import celery  # noqa: F401  (shared tasks need the application)


class PortalConfig(AppConfig):
    """The portal as Django sees it."""

    name = "ipr_portal"

    def ready(self) -> None:
        from docket import dependencies, outbox
        from ipr_portal import checks, database, subscriptions  # noqa: F401

        dependencies.depend_on(subscriptions.DEPENDENCIES)
        outbox.subscribe(
            subscriptions.SUBSCRIPTIONS,
            subscriptions.NEVER_GIVEN_UP,
            subscriptions.ONLY_IF,
            subscriptions.priority,
        )
