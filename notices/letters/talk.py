"""The letter about a reviewer's message: to the party it was written to, and to nobody else."""

from django.conf import settings
from django.urls import reverse

from docket.models import Entry
from notices import cases
from notices.letters import recipients
from notices.models import Message, Thread
from notifications import mail
from notifications.models import Notification
from notifications.post import post


def tell(entry: Entry) -> None:
    """Subscriber of thread.reply; asked again, it sends only what is still due."""
    message = Message.objects.select_related("thread__notice__right", "thread__notice__filer", "thread__seller")
    told = message.get(entry=entry)
    mail.send_due([post_to(told, person).pk for person in people(told.thread)])


def people(thread: Thread) -> list[recipients.Recipient]:
    """Whoever gets the other letters of this side; the letter is kept also where nobody can be reached."""
    found = recipients.of_seller(thread.seller) if thread.seller else recipients.of_notifier(thread.notice)
    return found or [recipients.Recipient("")]


def post_to(message: Message, person: recipients.Recipient) -> Notification:
    thread = message.thread
    if thread.seller is None:
        reference, path = thread.notice.reference, reverse("notice_talk", args=[thread.notice.reference])
    else:
        reference = cases.reference(thread.notice)
        path = reverse("case_talk", args=[reference])
    return post(
        message.entry,
        address=person.address,
        recipient=person.user,
        audience=thread.side,
        letter="message",
        context={
            "portal": settings.PORTAL_NAME,
            "reference": reference,
            "right": cases.right_shown(thread.notice),
            "words": message.text,
            "url": settings.PORTAL_URL + path,
            "audience": thread.side,
        },
        url=path,
        thread=reference,
        language=person.language,
    )
