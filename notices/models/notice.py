"""The notice: a sworn statement that never changes once it is sent, and the statements made in it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiKey, Organisation, User
from docket.ids import public_id, reference
from rights.models import Evidence, IPRight, Mandate


def notice_id() -> str:
    return public_id("ntc")


def notice_reference() -> str:
    return reference("N")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by who may see them."""

    def filed_for(self, organisation_id: int) -> "NoticeQuerySet":
        """About its own rights, whoever filed them; or filed by it as an agent whose mandate covers the right today."""
        under = Mandate.objects.covering(
            owner=models.OuterRef("owner"), agent=organisation_id, right=models.OuterRef("right")
        )
        as_agent = models.Q(filer=organisation_id) & models.Exists(under)
        return self.filter(models.Q(owner=organisation_id) | as_agent)


class Notice(models.Model):
    """What the notifier said, about one right and one to many listings."""

    class ClaimType(models.TextChoices):
        TRADEMARK = "trademark", _("trade mark used without permission")
        COUNTERFEIT = "counterfeit", _("counterfeit goods")
        COPYRIGHT = "copyright", _("copied work")
        PATENT = "patent", _("patent used without permission")
        DESIGN = "design", _("copied design")

    class Capacity(models.TextChoices):
        OWNER = "owner", _("I am the owner, or work for it")
        AGENT = "agent", _("I act for the owner")
        LICENSEE = "licensee", _("I hold an exclusive licence")

    public_id = models.CharField(max_length=32, unique=True, default=notice_id, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=notice_reference, editable=False)
    filer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices_filed")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notices_owned")
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, related_name="+")
    right = models.ForeignKey(IPRight, on_delete=models.PROTECT, null=True, related_name="notices")
    work = models.JSONField(default=dict, blank=True)
    claim_type = models.CharField(max_length=12, choices=ClaimType)
    explanation = models.TextField(blank=True)
    territories = models.JSONField(default=list, blank=True)
    signature_name = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=8, choices=Capacity, default=Capacity.OWNER)
    partner_reference = models.CharField(max_length=120, blank=True)
    # The earlier decision that this notice says it is like: the offer is back.
    follows = models.ForeignKey("Claim", on_delete=models.PROTECT, null=True, related_name="followed_by")
    language = models.CharField(max_length=12, default="en")
    is_test = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    sealed = models.TextField()
    receipt = models.CharField(max_length=64)
    evidence: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["filer", "-id"], name="notice_of_filer"),
            models.Index(fields=["owner", "-id"], name="notice_of_owner"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_title(self) -> str:
        """What the notice is about, in a few words: the mark, or the work named in it."""
        return self.right.title if self.right else str(self.work.get("title", ""))


class Statement(models.Model):
    """A declaration exactly as it was shown and sworn: text, version, language, signer."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, related_name="statements")
    counter = models.ForeignKey("CounterNotice", on_delete=models.PROTECT, null=True, related_name="statements")
    code = models.CharField(max_length=48)
    version = models.CharField(max_length=12)
    language = models.CharField(max_length=12, default="en")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    signer = models.CharField(max_length=200)
    sworn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="statement_in_one_paper",
                condition=models.Q(notice__isnull=True) ^ models.Q(counter__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"
