"""Macros: words that reviewers use again and again, in versions for each language; and where each was used."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from docket.ids import public_id
from docket.models import Docketed, Entry
from notices.macro_procedure import MACRO_VERSION


def macro_id() -> str:
    return public_id("mac")


class Macro(models.Model):
    """One thing to say, under a name by which reviewers find it."""

    class Use(models.TextChoices):
        REASON = "reason", _("Reason")
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")

    public_id = models.CharField(max_length=32, unique=True, default=macro_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    use = models.CharField(max_length=8, choices=Use)
    claim_type = models.CharField(max_length=12, blank=True)  # empty: for every kind of claim
    at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MacroVersion(Docketed):
    """The words of a macro in one language, as they were at one time."""

    procedure = MACRO_VERSION

    macro = models.ForeignKey(Macro, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["macro", "language", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["macro", "language", "number"], name="one_macro_version_a_number"),
            models.UniqueConstraint(
                fields=["macro", "language"], name="one_published_a_language", condition=Q(state="published")
            ),
            models.UniqueConstraint(
                fields=["macro", "language"],
                name="one_written_a_language",
                condition=Q(state__in=["draft", "proposed"]),
            ),
        ]
        indexes = [models.Index(fields=["macro"], name="macro_published", condition=Q(state="published"))]

    def __str__(self) -> str:
        return f"{self.macro}, {self.language}, {self.number}"


class MacroUse(models.Model):
    """Words that were sent began as this version; the deed they went out with."""

    version = models.ForeignKey(MacroVersion, on_delete=models.PROTECT, related_name="uses")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "entry"], name="one_use_an_entry")]

    def __str__(self) -> str:
        return f"{self.version_id} in {self.entry_id}"
