"""No more mails about a topic, by one click in a mail program or on a page, without signing in (RFC 8058)."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from notifications import preferences, topics
from notifications.models import Notification, Preference

SIGNER = signing.Signer(sep=".", salt="notifications.unsubscribe")  # no colon: programs that find links stop at one
DAILY = "daily"  # the mail that brings a day's news together: off means off for each topic in it


def token_of(user_id: int, topic: str) -> str:
    """Names a reader and a topic, and can do nothing but stop these mails."""
    return SIGNER.sign_object([user_id, topic])


def read(token: str) -> tuple[User, str] | None:
    try:
        user_id, topic = SIGNER.unsign_object(token[:400])
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=user_id).first()
    known = topic == DAILY or (topic in topics.TOPICS and not topics.TOPICS[topic].legal)
    return (user, topic) if user is not None and known else None


def stop(user: User, topic: str) -> None:
    """From now on no such mail; what is in the portal stays there. Twice is once."""
    mail, daily = Preference.Channel.MAIL, Preference.Pace.DAILY
    named = (
        [topic]
        if topic != DAILY
        else [t for (t, c), p in preferences.wishes_of(user).items() if (c, p) == (mail, daily)]
    )
    preferences.choose(user, {(each, mail): Preference.Pace.OFF for each in named})


def link(user_id: int, topic: str) -> str:
    return settings.PORTAL_URL + reverse("unsubscribe", args=[token_of(user_id, topic)])


def headers(url: str) -> dict[str, str]:
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def link_of(notification: Notification) -> str:
    """Where this mail can be switched off; nothing for what the law wants to arrive."""
    if notification.recipient_id is None or not topics.optional(notification.letter):
        return ""
    return link(notification.recipient_id, topics.LETTERS[notification.letter])


def foot(url: str) -> dict[str, Any]:
    """The last line of such a mail, as text and as HTML."""
    words = _("You need not get this mail. Stop it here:")
    return {"text": f"\n-- \n{words}\n{url}\n", "words": words, "url": url}
