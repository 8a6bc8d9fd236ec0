"""The link in a seller's mail: who it was made for, how long it shows the case, and its one power."""

from django.db import models

from listings.models import Seller
from notices.models.notice import Notice
from notifications.models import Notification


class CaseLink(models.Model):
    """A link that shows one case without a password, and can once be turned into a code for the mailed address.

    The row does not hold the link: it is made of the nonce with the server's key, and known by its hash.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    seller = models.ForeignKey(Seller, on_delete=models.CASCADE, related_name="+")
    notification = models.OneToOneField(Notification, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.EmailField()
    nonce = models.CharField(max_length=43)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    shows_until = models.DateTimeField()
    power_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["shows_until"], name="case_link_by_end"),
            models.Index(fields=["seller", "notice"], name="case_link_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} for {self.address}"
