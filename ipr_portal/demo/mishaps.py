"""What goes wrong in the demo, so that its pages can be seen: a shop's mail comes back, and a file is harmful."""

from django.core.files.uploadedfile import SimpleUploadedFile

from ipr_portal.demo import cast, vault
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
