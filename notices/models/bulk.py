"""Imports: a file of rows, each naming a listing and a right, and the notices that come of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import ApiKey, Organisation, User
from docket.actors import Actor
from docket.ids import public_id, reference
from docket.models import Docketed
from listings.models import Listing, Seller
from notices.bulk.procedure import IMPORT, WORKING
from notices.models.notice import Notice
from rights.models import IPRight


def import_id() -> str:
    return public_id("imp")


def import_reference() -> str:
    return reference("I")


class Import(Docketed):
    """One file. Its rows are kept as they were written; what was mended stands beside them."""

    procedure = IMPORT

    public_id = models.CharField(max_length=32, unique=True, default=import_id, editable=False)
    reference = models.CharField(max_length=12, unique=True, default=import_reference, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    api_key = models.ForeignKey(ApiKey, on_delete=models.PROTECT, null=True, related_name="+")
    is_test = models.BooleanField(default=False)
    language = models.CharField(max_length=12, default="en")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    read_as = models.CharField(max_length=16)
    headings = models.JSONField(default=list)  # as the file names its columns
    columns = models.JSONField(default=list)  # what each of them is; "" is left out, [] not known yet
    rows_total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signature_name = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=8, choices=Notice.Capacity, default=Notice.Capacity.OWNER)
    declarations = models.JSONField(default=list)  # code and version, as they were sworn
    listings_a_notice = models.PositiveIntegerField(null=True)  # as it was when it was signed
    unsworn = models.JSONField(default=list)  # what a partner's request lacked, so that nothing was sent

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256", "is_test"],
                name="one_import_a_file",
                condition=~Q(state="discarded"),
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="import_of_organisation")]

    def __str__(self) -> str:
        return self.reference

    @property
    def working(self) -> bool:
        return self.state in WORKING

    def roles_of(self, actor: Actor) -> set[str]:
        if actor.role == "notifier":
            return {"notifier"} if actor.organisation_id == self.organisation_id else set()
        return super().roles_of(actor)


class ImportGroup(models.Model):
    """A notice of an import: planned when it was signed, and sent once, or refused with the reason."""

    class State(models.TextChoices):
        PLANNED = "planned"
        SENT = "sent"
        REFUSED = "refused"
        EMPTY = "empty"  # when its turn came, all its listings were gone or reported

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="groups")
    ordinal = models.PositiveIntegerField()
    part = models.PositiveIntegerField()
    right = models.ForeignKey(IPRight, on_delete=models.PROTECT, related_name="+")
    claim_type = models.CharField(max_length=12, choices=Notice.ClaimType)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=32)
    territories = models.JSONField(default=list)
    listings = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, null=True, related_name="import_group")
    faults = models.JSONField(default=list)  # why it was refused, in words

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "ordinal"], name="import_group_numbered_once"),
            models.CheckConstraint(
                name="import_group_sent_has_notice",
                condition=Q(state="sent", notice__isnull=False) | (~Q(state="sent") & Q(notice__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["job", "state", "ordinal"], name="import_group_by_state")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.ordinal}"


class ImportRow(models.Model):
    """One row of the file, in one state; only the part that is being checked or sent changes it, under lock."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FIX = "fix"
        REPORTED = "reported"
        LEFT_OUT = "left_out"
        FILED = "filed"
        REFUSED = "refused"

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as a spreadsheet counts: the headings are row 1
    cells = ArrayField(models.TextField())
    mended = models.JSONField(default=dict)  # column → what a person wrote instead
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    faults = models.JSONField(default=list)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    right = models.ForeignKey(IPRight, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    claim_type = models.CharField(max_length=12, blank=True)
    regime = models.CharField(max_length=32, blank=True)
    territories = models.JSONField(default=list)
    explanation = models.TextField(blank=True)
    evidence = models.JSONField(default=list)  # public ids
    reference = models.CharField(max_length=120, blank=True)
    fingerprint = models.UUIDField(null=True)
    group = models.ForeignKey(ImportGroup, on_delete=models.SET_NULL, null=True, related_name="rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="import_row_numbered_once"),
            models.UniqueConstraint(
                fields=["job", "listing", "right"],
                name="import_row_complains_once",
                condition=Q(state__in=["ready", "filed"]),
            ),
            # The same complaint of the same filer is sent once, in whatever file it stands.
            models.UniqueConstraint(fields=["fingerprint"], name="import_row_filed_once", condition=Q(state="filed")),
        ]
        indexes = [models.Index(fields=["job", "state", "number"], name="import_row_by_state")]

    def __str__(self) -> str:
        return f"{self.job_id} row {self.number}"


class ImportHeading(models.Model):
    """What an organisation's own heading stands for, remembered from the last file."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=16, blank=True)  # "" is left out

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "heading"], name="heading_known_once")]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column or '–'}"
