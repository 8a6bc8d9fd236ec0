"""Rights that notices rest on."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from docket import clock
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from rights import likeness, numbers
from rights.models.evidence import Evidence
from rights.models.mandate import Mandate
from rights.procedure import RIGHT


def right_id() -> str:
    return public_id("rgt")


# A new notice may rest on it: nobody is kept from reporting while a person has not looked yet.
USABLE = frozenset({"submitted", "asked", "verified"})


class IPRightQuerySet(models.QuerySet["IPRight"]):
    """Rights by who may use them and how."""

    def usable_by(self, organisation: Organisation, day: Any = None) -> "IPRightQuerySet":
        """Own rights, and rights under a mandate that holds on this day (today)."""
        mandates = Mandate.objects.alive(day).filter(agent=organisation)
        whole = mandates.filter(all_rights=True).values("owner")
        named = mandates.filter(all_rights=False, rights__isnull=False).values("rights")
        return self.filter(Q(organisation=organisation) | Q(organisation__in=whole) | Q(pk__in=named))

    def usable(self) -> "IPRightQuerySet":
        """Those a new notice may rest on today: verified, or still being checked, and not over."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=clock.Today()), state__in=USABLE)

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

    class Work(models.TextChoices):
        PHOTO = "photo", _("photo")
        IMAGE = "image", _("drawing, painting or graphic")
        TEXT = "text", _("text")
        MUSIC = "music", _("music or sound")
        FILM = "film", _("film or video")
        SOFTWARE = "software", _("software or game")
        OTHER = "other", _("something else")

    class Connection(models.TextChoices):
        OWNER = "owner", _("We own it ourselves")
        GROUP = "group", _("A company of our group owns it")
        LICENSEE = "licensee", _("We hold an exclusive licence")
        MANDATE = "mandate", _("We act for the owner under a mandate")

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
    nice_edition = models.CharField(max_length=4, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    description = models.TextField(max_length=4000, blank=True)
    work_kind = models.CharField(max_length=12, choices=Work, blank=True)
    author = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=500, blank=True)
    connection = models.CharField(max_length=12, choices=Connection, blank=True)
    connection_words = models.CharField(max_length=300, blank=True)
    # The mark, the design's best view, or the original of a work; and the design's other views.
    image = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    views: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")
    proofs: "models.ManyToManyField[Evidence, Any]" = models.ManyToManyField(Evidence, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    refusal = models.TextField(blank=True)
    refusal_code = models.CharField(max_length=8, blank=True)
    question = models.TextField(blank=True)
    answer = models.TextField(max_length=2000, blank=True)  # what the owner says to the reviewer with a change
    remind_on = models.DateField(null=True)
    # For comparing: one spelling of the number, of ST.13 where it follows, and of the name.
    number_normal = models.CharField(max_length=40, blank=True, editable=False)
    st13 = models.CharField(max_length=20, blank=True, editable=False)
    title_folded = models.CharField(max_length=200, blank=True, editable=False)

    objects = IPRightQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "state"], name="right_of_organisation"),
            models.Index(fields=["created_at"], name="right_to_verify", condition=Q(state="submitted")),
            models.Index(fields=["office", "number_normal"], name="right_by_number", condition=~Q(number_normal="")),
            models.Index(fields=["title_folded"], name="right_by_name"),
            models.Index(fields=["remind_on"], name="right_to_remind", condition=Q(remind_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    def fold(self) -> None:
        """Write the spellings for comparing anew, after the number or the name has changed."""
        self.number_normal = numbers.normal(self.office, self.number)
        self.st13 = numbers.st13(self.kind, self.office, self.number)
        self.title_folded = likeness.folded(self.title)

    @property
    def picture(self) -> Evidence | None:
        """What shows the right, if there is a picture to look at."""
        return self.image if self.image is not None and self.image.viewable else None

    def usable_on(self, day: date) -> bool:
        """Whether a new notice may rest on it. A term ends with its day, and not when the clock gets round to it."""
        return self.state in USABLE and (self.valid_until is None or self.valid_until >= day)

    def roles_of(self, actor: Actor) -> set[str]:
        """An agent under a mandate enters rights and files with them; changing or ending one is its owner's."""
        if actor.role == "notifier":
            if actor.organisation_id == self.organisation_id:
                return {"notifier", "owner"}
            return {"notifier"} if self.under_mandate_of(actor) else set()
        return super().roles_of(actor)

    def under_mandate_of(self, actor: Actor) -> bool:
        held = Mandate.objects.covering(owner=self.organisation_id, agent=actor.organisation_id, right=self.pk)
        return actor.organisation_id is not None and held.exists()
