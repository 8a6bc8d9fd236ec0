"""The files that prove what somebody says, and the copies of them to look at."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from rights.procedure.evidence import EVIDENCE, READABLE


def evidence_id() -> str:
    return public_id("evd")


class Evidence(Docketed):
    """A file somebody relies on, kept byte for byte under a random name, known by its SHA-256.

    Who sent it, looked at it or read it is told by its own entries (rights/procedure/evidence.py).
    """

    class Preview(models.TextChoices):
        DUE = "due", _("being prepared")
        MADE = "made", _("ready")
        NONE = "none", _("none for this kind of file")
        REFUSED = "refused", _("refused: not safe to open")

    procedure = EVIDENCE

    public_id = models.CharField(max_length=32, unique=True, default=evidence_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    file = models.FileField(upload_to="evidence", max_length=200)
    preview = models.CharField(max_length=8, choices=Preview, default=Preview.DUE)
    flags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(fields=["sha256"], name="evidence_by_hash"),
            models.Index(fields=["id"], name="evidence_unscanned", condition=models.Q(state="kept")),
        ]

    def __str__(self) -> str:
        return self.name

    def roles_of(self, actor: Actor) -> set[str]:
        """Whoever acts for somebody; whether the file is theirs to read is the guard's question."""
        return {actor.role}

    @property
    def readable(self) -> bool:
        return self.state in READABLE

    @property
    def viewable(self) -> bool:
        """Whether there is a picture of it to look at inside a page."""
        return self.readable and self.preview == self.Preview.MADE


class Rendition(models.Model):
    """A copy of a file to look at: a picture made anew, without what a camera wrote into the original."""

    class Kind(models.TextChoices):
        SHARED = "shared"
        THUMB = "thumb"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.FileField(upload_to="renditions", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "kind"], name="one_rendition_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.evidence_id}"


class FileCheck(models.Model):
    """One look through the files, by lot or all of them, and what it found; `reached` is where it goes on."""

    class Kind(models.TextChoices):
        SAMPLE = "sample", _("by lot")
        FULL = "full", _("all files")

    kind = models.CharField(max_length=8, choices=Kind)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reached = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    damaged = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(ended_at=None, kind="full"), name="one_full_check_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.begun_at:%Y-%m-%d %H:%M}"
