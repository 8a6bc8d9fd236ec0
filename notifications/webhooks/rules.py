"""The numbers of our own rules for webhooks; they stand in the rule book, which is a layer above us."""

from collections.abc import Callable, Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Rules(Protocol):
    """What policy/webhooks.yaml says."""

    @property
    def endpoints(self) -> int: ...
    @property
    def retry_seconds(self) -> Sequence[int]: ...
    @property
    def kept_days(self) -> int: ...
    @property
    def mail_after_hours(self) -> Sequence[int]: ...
    @property
    def disable_after_days(self) -> int: ...
    @property
    def overlap_hours(self) -> int: ...
    @property
    def longest_overlap_hours(self) -> int: ...
    @property
    def challenges_an_hour(self) -> int: ...
    @property
    def tests_an_hour(self) -> int: ...


def rules() -> Rules:
    read: Callable[[], Rules] = import_string(settings.WEBHOOK_RULES)
    return read()
