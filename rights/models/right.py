"""Rights that notices rest on."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from rights.models.evidence import Evidence
from rights.models.mandate import Mandate
from rights.procedure import RIGHT


def right_id() -> str:
    return public_id("rgt")


class IPRightQuerySet(models.QuerySet["IPRight"]):
    """Rights by who may use them and how."""

    def usable_by(self, organisation: Organisation, day: Any = None) -> "IPRightQuerySet":
        """Own rights, and rights under a mandate that holds on this day (today)."""
        mandates = Mandate.objects.alive(day).filter(agent=organisation)
        whole = mandates.filter(all_rights=True).values("owner")
        named = mandates.filter(all_rights=False, rights__isnull=False).values("rights")
        return self.filter(Q(organisation=organisation) | Q(organisation__in=whole) | Q(pk__in=named))

    def usable(self) -> "IPRightQuerySet":
        """Those a new notice may rest on: verified, or still being checked."""
        return self.filter(state__in=["submitted", "verified"])

    def to_verify(self) -> "IPRightQuerySet":
        return self.filter(state="submitted").order_by("created_at", "pk")


class IPRight(Docketed):
    """One right: what it protects, where, and until when."""

    class Kind(models.TextChoices):
        TRADEMARK = "trademark", _("trade mark")
        COPYRIGHT = "copyright", _("copyright work")
        PATENT = "patent", _("patent")
        DESIGN = "design", _("design")
        UTILITY_MODEL = "utility_model", _("utility model")
        GEOGRAPHICAL_INDICATION = "geographical_indication", _("geographical indication")
        OTHER = "other_ip", _("other right")

    class Form(models.TextChoices):
        WORD = "word", _("word mark")
        FIGURATIVE = "figurative", _("figurative mark")
        OTHER = "other", _("other form")

    procedure = RIGHT

    public_id = models.CharField(max_length=32, unique=True, default=right_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rights")
    kind = models.CharField(_("kind of right"), max_length=24, choices=Kind)
    title = models.CharField(_("name of the mark, work, patent or design"), max_length=200)
    form = models.CharField(max_length=12, choices=Form, blank=True)
    office = models.CharField(_("office (WIPO code, for example EM, US, DE)"), max_length=2, blank=True)
    number = models.CharField(_("registration number"), max_length=40, blank=True)
    territories = models.JSONField(default=list, blank=True)
    nice_classes = models.JSONField(default=list, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    image = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proofs: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    refusal = models.TextField(blank=True)

    objects = IPRightQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state"], name="right_of_organisation"),
            models.Index(fields=["created_at"], name="right_to_verify", condition=Q(state="submitted")),
        ]

    def __str__(self) -> str:
        return self.title

    def roles_of(self, actor: Actor) -> set[str]:
        if actor.role == "notifier":
            owns = actor.organisation_id == self.organisation_id
            return {"notifier"} if owns or self.under_mandate_of(actor) else set()
        return super().roles_of(actor)

    def under_mandate_of(self, actor: Actor) -> bool:
        held = Mandate.objects.covering(owner=self.organisation_id, agent=actor.organisation_id, right=self.pk)
        return actor.organisation_id is not None and held.exists()
