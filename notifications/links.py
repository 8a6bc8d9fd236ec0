"""Links that open something for whoever holds them: put into a mail on its way out, and kept nowhere."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.html import escape
from django.utils.module_loading import import_string

from notifications.models import Notification


def in_mail(notification: Notification, *, make: bool = True) -> Mapping[str, str]:
    """Plain address → link. What they are is known to a part above us, named in the settings."""
    ask: Callable[..., Mapping[str, str]] = import_string(settings.LINKS_IN_MAIL)
    return ask(notification, make=make)


def put_in(text: str, links: Mapping[str, str], *, html: bool = False) -> str:
    """The text with its plain addresses replaced. An address that only begins like one of them stays as it is."""
    for plain, link in links.items():
        old, new = (escape(plain), escape(link)) if html else (plain, link)
        ends = ('"', "<") if html else ("\n",)
        for end in ends:
            text = text.replace(old + end, new + end)
    return text
