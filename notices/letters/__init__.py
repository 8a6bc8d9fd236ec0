"""Who hears of a step on a claim: one letter a deed and person, however many listings it covers."""

from django.utils import translation

from docket.models import Entry
from notices.letters import context, recipients
from notices.letters.deed import Deed, gather
from notices.procedure import CLAIM
from notifications import mail
from notifications.letters import spoken
from notifications.models import Notification
from notifications.post import post

PARTIES = ["notifier", "seller"]


def concerns(entry: Entry) -> bool:
    """Whether this step is told to anybody through this claim."""
    telling = entry.facts.get("first_for", PARTIES)
    return any(told.audience in telling for told in CLAIM[entry.step].told)


def tell(entry: Entry) -> None:
    """Subscriber. Writes the letters of this step and sends them; asked again, sends only what is still due."""
    written = [
        notification.pk
        for told in CLAIM[entry.step].told
        if told.audience in entry.facts.get("first_for", PARTIES)
        for notification in write(entry, told.audience, told.letter)
    ]
    mail.send_due(written)


def write(entry: Entry, audience: str, letter: str) -> list[Notification]:
    """One letter about the whole deed for each recipient on this side."""
    deed = gather(entry, audience)
    if deed is None:
        return []
    return [_post(deed, letter, person) for person in recipients.of(deed)]


def _post(deed: Deed, letter: str, person: recipients.Recipient) -> Notification:
    with translation.override(spoken(person.language)):
        facts = context.of(deed, letter)
    return post(
        deed.entry,
        address=person.address,
        recipient=person.user,
        audience=deed.audience,
        letter=letter,
        context=facts,
        url=deed.path,
        thread=deed.reference,
        language=person.language,
    )
