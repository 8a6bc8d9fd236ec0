"""The letters of a deed, exactly as they would be sent: it is done, its letters are written, and all is rolled back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation

from docket import transaction
from docket.models import Entry
from notices import letters
from notices.letters import context
from notices.letters.deed import gather
from notices.procedure import CLAIM
from notifications.letters import render
from notifications.models import Notification


@dataclass(frozen=True)
class Preview:
    """One letter as its reader gets it, and in the reviewer's own language where that is another one."""

    audience: str
    address: str
    language: str
    subject: str
    text: str
    beside: str = ""


def letters_of(act: Callable[[], object], language: str) -> list[Preview]:
    """What would go out if this deed were done now. Nothing is stored, and nobody is told."""
    with transaction.rehearsal():
        made = act()
        entries = [each for each in made if isinstance(each, Entry)] if isinstance(made, list) else []
        return [preview for entry in entries for preview in _written(entry, language)]


def _written(entry: Entry, language: str) -> Iterable[Preview]:
    for told in CLAIM[entry.step].told:
        if told.audience in entry.facts.get("first_for", letters.PARTIES):
            for sent in letters.write(entry, told.audience, told.letter):
                yield Preview(
                    sent.audience, sent.address, sent.language, sent.subject, sent.text, _beside(entry, sent, language)
                )


def _beside(entry: Entry, sent: Notification, language: str) -> str:
    deed = gather(entry, sent.audience)
    if deed is None or sent.language == language:
        return ""
    with translation.override(language):
        return render(sent.letter, context.of(deed, sent.letter), language).text
