"""A wrong policy file stops the start, not a case."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from policy import load
from policy.reading import PolicyError


@register("policy")
def check_policy(app_configs: Sequence[Any] | None = None, **kwargs: Any) -> list[CheckMessage]:
    try:
        load.read(load.FOLDER)
    except PolicyError as error:
        return [Error(str(error), hint="Correct the file in policy/; nothing was guessed.", id="policy.E001")]
    return []
