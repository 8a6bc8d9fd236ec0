"""A letter without a topic stops the start: nobody would know whether it may be switched off."""

from typing import Any

from django.core.checks import Error, register

from notifications import samples, topics


@register()
def letters_have_topics(**_: Any) -> list[Error]:
    found = topics.faults(samples.names())
    return [Error(each, hint="notifications/topics.py", id="notifications.E001") for each in found]
