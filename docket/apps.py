"""The docket app."""

from django.apps import AppConfig


class DocketConfig(AppConfig):
    name = "docket"

    def ready(self) -> None:
        from docket import checks  # noqa: F401  (registers itself)
