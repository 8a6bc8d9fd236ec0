"""The numbers of our own rules for webhooks; they stand in the rule book, which is a layer above us."""

from collections.abc import Callable
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Rules(Protocol):
    """What policy/webhooks.yaml says."""

    @property
    def kept_days(self) -> int: ...


def rules() -> Rules:
    read: Callable[[], Rules] = import_string(settings.WEBHOOK_RULES)
    return read()
