"""The docket app."""

from django.apps import AppConfig


class DocketConfig(AppConfig):
    """Docket as Django sees it."""

    name = "docket"

    def ready(self) -> None:
        from docket import checks  # noqa: F401  (registers itself)
