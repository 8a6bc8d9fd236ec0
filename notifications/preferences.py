"""How each person wants to hear of each topic: at once, once a day, or not at all; by mail and in the portal."""

from collections.abc import Mapping

from accounts.models import User
from docket import transaction
from notifications import topics
from notifications.models import Notification, Preference

NOW = Preference.Pace.NOW
Wishes = Mapping[tuple[str, str], str]  # (topic, channel) → pace; what is missing is "now"


def wishes_of(user: User | None) -> Wishes:
    rows = Preference.objects.filter(user=user) if user is not None else ()
    return {(row.topic, row.channel): row.pace for row in rows}


def pace_of(user: User | None, letter: str) -> tuple[str, str]:
    """By mail, and in the portal. Legal letters come at once, whatever is stored."""
    if user is None or not topics.optional(letter):
        return NOW, NOW
    wishes, topic = wishes_of(user), topics.LETTERS[letter]
    mail, portal = (wishes.get((topic, channel), NOW) for channel in Preference.Channel.values)
    return mail, portal


@transaction.atomic
def choose(user: User, chosen: Wishes) -> None:
    """Store what differs from the usual. Legal topics are no choice."""
    for (topic, channel), pace in chosen.items():
        if topic not in topics.TOPICS or topics.TOPICS[topic].legal:
            continue
        mine = Preference.objects.filter(user=user, topic=topic, channel=channel)
        if pace == NOW:
            mine.delete()
        else:
            Preference.objects.update_or_create(user=user, topic=topic, channel=channel, defaults={"pace": pace})
        if pace == Preference.Pace.OFF:
            _let_go(user, topic, channel)


def _let_go(user: User, topic: str, channel: str) -> None:
    """What waited for the next morning is not wanted any more."""
    letters = [letter for letter, about in topics.LETTERS.items() if about == topic]
    waiting = Notification.objects.filter(recipient=user, letter__in=letters)
    if channel == Preference.Channel.MAIL:
        waiting.filter(mail_state=Notification.MailState.DAILY).update(mail_state=Notification.MailState.NONE)
    else:
        daily, off = Notification.PortalState.DAILY, Notification.PortalState.OFF
        waiting.filter(portal_state=daily).update(portal_state=off)
