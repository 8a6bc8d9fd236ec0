"""What goes wrong in the demo, so that its pages can be seen: mail comes back, a file is harmful, a letter stops."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from docket.dead_letters import actions as dead_letters
from docket.leases import LEASED, Closing, Lease
from docket.models import Delivery
from ipr_portal.demo import cast, vault
from notices.models import Claim
from notices.procedure import FINAL
from notifications import bounces
from notifications.models import Notification
from rights.actions.evidence import reject, store

TOUR = ("nils@nordicmugs.example", "yara@cedar.example")


def mail_comes_back() -> None:
    """The newest statement of reasons to a shop that is not on the tour finds no mailbox."""
    letters = Notification.objects.filter(letter="statement_of_reasons", mail_state=Notification.MailState.SENT)
    newest = letters.exclude(address__in=TOUR).order_by("-pk").first()
    if newest is not None:
        bounces.refused(newest, "550 5.1.1 The mailbox does not exist any more")


def harmful_file() -> None:
    """A scan of a certificate turns out to be harmful; its owner is told, and a reviewer sees it beside the right."""
    right = vault.find("linde-us")
    content = b"This text stands in for a harmful file; the demo has no virus in it."
    file = store(by=cast.acting(right.organisation), upload=SimpleUploadedFile("certificate-scan.txt", content))
    right.proofs.add(file)
    reject(evidence=file, scanner="ClamAV", finding="Win.Test.EICAR_HDB-1")


def letter_stops() -> None:
    """A mail server refuses the last letter of a notice that is over: it waits for a person, and nothing behind it."""
    over = Claim.objects.exclude(notice__in=Claim.objects.exclude(state__in=FINAL).values("notice"))
    tellings = Delivery.objects.filter(subscriber="notices.letters.tell", entry__subject_type="claim", state="done")
    last = tellings.filter(entry__subject_id__in=over.values("pk")).order_by("-pk").first()
    if last is None:
        return
    held = Lease(**{name: getattr(last, name) for name in LEASED}, token=uuid.uuid4())
    refusal = "smtplib.SMTPDataError: (554, b'5.7.1 Message refused by a rule of the recipient')"
    tellings.filter(pk=last.pk).update(state=Delivery.State.STUCK, attempts=12, last_error=refusal, done_at=None)
    dead_letters.stick([Closing(held, state="stuck", attempts=12, error=refusal)])
