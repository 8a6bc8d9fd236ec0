"""Decisions looked at again: the month's lot, its strata and draws, blind cases, their labels, and known cases."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from docket.ids import public_id
from docket.models import Docketed
from notices.models.claim import Claim
from notices.models.decision import Decision
from notices.quality.procedure import BLIND_CASE, LOT


def blind_id() -> str:
    return public_id("bld")


class Lot(Docketed):
    """One month of draws; its seed is a fact of its first entry."""

    procedure = LOT

    month = models.DateField(unique=True)
    seed = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Stratum(models.Model):
    """Decisions of one sort in one lot, counted."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="strata")
    outcome = models.CharField(max_length=12)
    claim_type = models.CharField(max_length=16)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    automated = models.BooleanField(default=False)
    one_in = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "outcome", "claim_type", "reviewer", "automated"],
                name="one_stratum_a_sort",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.outcome} {self.claim_type} {self.reviewer_id}"


class Draw(models.Model):
    """One decision put to the draw: its number in its stratum, the chance it had, and what came of it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="draw")
    stratum = models.ForeignKey(Stratum, on_delete=models.PROTECT, related_name="draws")
    n = models.PositiveIntegerField()
    one_in = models.PositiveSmallIntegerField()  # 1: a reviewer's first decisions are all looked at
    taken = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stratum", "n"], name="one_draw_a_number")]

    def __str__(self) -> str:
        return f"{self.stratum_id}#{self.n}"


class KnownCase(models.Model):
    """A closed case of which seniors say how it must be decided."""

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="known")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    reason_code = models.CharField(max_length=12)
    why = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.outcome}"


class BlindCase(Docketed):
    """A decided case that is labelled again by somebody who does not see how it was decided."""

    class Kind(models.TextChoices):
        SAMPLE = "sample"
        KNOWN = "known"
        CALIBRATION = "calibration"

    procedure = BLIND_CASE

    public_id = models.CharField(max_length=32, unique=True, default=blind_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="cases")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="blind_cases")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="blind_cases")
    known = models.ForeignKey(KnownCase, on_delete=models.PROTECT, null=True, related_name="dealt")
    one_in = models.PositiveSmallIntegerField(default=1)  # as many decisions as it stands for
    for_user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    held_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    held_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=16, blank=True)  # what kind the wrong label was
    second_right = models.BooleanField(null=True)  # set when settled
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)  # of whoever settled, disputed or concluded it last
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "decision", "for_user"], name="one_blind_case_a_kind", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="known_cases_are_dealt",
                condition=Q(kind="known", known__isnull=False, for_user__isnull=False)
                | ~Q(kind="known") & Q(known__isnull=True, for_user__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="blind_waiting", condition=Q(state="waiting") & ~Q(kind="calibration")),
            models.Index(fields=["id"], name="blind_differing", condition=Q(state="differing")),
            models.Index(
                fields=["id"],
                name="blind_for_all",
                condition=Q(kind="calibration", state="waiting") | Q(state="disputed"),
            ),
            models.Index(fields=["at"], name="blind_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.claim_id} ({self.state})"


class Label(models.Model):
    """What somebody would have decided on a blind case; it has no effect on the case itself."""

    case = models.ForeignKey(BlindCase, on_delete=models.PROTECT, related_name="labels")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12)
    partly = models.BooleanField(default=False)
    reason_code = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "by"], name="one_label_a_person")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.reason_code}"
