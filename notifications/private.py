"""Mail that carries a secret or speaks of an account's safety: sent at once, and kept nowhere.

Letters are kept as they were sent (post.py). A code or a link that opens something must not be: whoever reads the
database could use it. The person waits for this mail, so it is sent while they wait, outside any transaction.
"""

from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives

from docket import clock
from notifications import envelope, letters

DEMO_MAILS = "demo-mails"
KEPT_IN_A_DEMO = 50


def send(letter: str, address: str, context: dict[str, Any], language: str = "en") -> None:
    """Render templates/letters/<letter>/ and send it. Raises SMTPException or OSError if mail is away."""
    words = letters.render(letter, context, language)
    headers = {**envelope.automatic(language), "Date": format_datetime(clock.real())}
    mail = EmailMultiAlternatives(words.subject, words.text, to=[address], headers=headers)
    mail.attach_alternative(words.html, "text/html")
    mail.send()
    if settings.DEMO:
        remember(address, words)


def remember(address: str, words: letters.Letter) -> None:
    """In a demo, where nothing is secret, the mailbox shows these mails too."""
    one = {"address": address, "subject": words.subject, "text": words.text, "html": words.html, "at": clock.real()}
    cache.set(DEMO_MAILS, [one, *remembered()][:KEPT_IN_A_DEMO], None)


def remembered(address: str = "") -> list[dict[str, Any]]:
    """The newest first; of one address, or of all."""
    kept: list[dict[str, Any]] = cache.get(DEMO_MAILS, [])
    return [each for each in kept if address in {"", each["address"]}]
