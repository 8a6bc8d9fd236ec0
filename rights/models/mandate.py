"""Mandates: an owner lets an agent act for it, within a scope and for a time."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import Combinable

from accounts.models import Organisation, User
from docket import clock
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed
from rights.models.evidence import Evidence
from rights.procedure.mandate import MANDATE

if TYPE_CHECKING:
    from rights.models.right import IPRight

Day = date | Combinable


def mandate_id() -> str:
    return public_id("mdt")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by whether they hold, and for what. Every argument may be a column of an outer query."""

    def alive(self, day: Day | None = None) -> "MandateQuerySet":
        """Granted, not taken back, and this day (by the docket's clock: today) lies between its first and last."""
        day = clock.Today() if day is None else day
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), state="alive", starts_on__lte=day)

    def covering(
        self, *, owner: Any, agent: Any, right: Any, market: Any = None, day: Day | None = None
    ) -> "MandateQuerySet":
        """Those by which this agent may act for this owner, on this right, for listings sold in this market.

        Without a right (a work that is not in the vault) only a mandate over everything will do.
        Without a market the territories are not asked.
        """
        rows = self.alive(day).filter(owner=owner, agent=agent)
        rows = rows.filter(Q(all_rights=True) | Q(rights=right) if right is not None else Q(all_rights=True))
        return rows if market is None else rows.filter(Q(territories=[]) | Q(holds("territories", market)))


def holds(column: str, member: Any) -> Func:
    """Whether a JSON list has this member; unlike the lookup it takes a column of an outer query."""
    wanted = models.Value(member) if isinstance(member, str) else member
    return Func(F(column), wanted, function="jsonb_exists", output_field=models.BooleanField())


class Mandate(Docketed):
    """What one owner allows one agent. Before an owner has answered, it may be known by its address only."""

    class How(models.TextChoices):
        MAIL = "mail"
        PORTAL = "portal"
        GRANT = "grant"

    procedure = MANDATE

    public_id = models.CharField(max_length=32, unique=True, default=mandate_id, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="mandates_given")
    agent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates_held")
    # As the agent named the owner; all that the agent may know before the owner has answered.
    owner_name = models.CharField(max_length=200, blank=True)
    owner_email = models.EmailField(max_length=254, blank=True)
    all_rights = models.BooleanField(default=False)  # also those that are added later
    rights: "models.ManyToManyField[IPRight, Any]" = models.ManyToManyField("IPRight", blank=True)
    territories = models.JSONField(default=list, blank=True)  # ISO codes of countries; empty: everywhere
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    letter = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")  # of whoever asked; for an owner we do not know yet
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals")
    answer_by = models.DateField(null=True)  # a proposal that nobody answers ends after this day
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_how = models.CharField(max_length=8, choices=How, blank=True)
    ended_at = models.DateTimeField(null=True)
    remind_on = models.DateField(null=True)
    key_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_of_an_owner_once_granted",
                condition=~Q(state__in=["alive", "revoked"]) | Q(owner__isnull=False),
            ),
            models.CheckConstraint(name="mandate_between_two", condition=Q(owner__isnull=True) | ~Q(owner=F("agent"))),
            models.CheckConstraint(
                name="mandate_ends_after_its_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(name="one_mandate_a_key", fields=["key_digest"], condition=~Q(key_digest="")),
            models.UniqueConstraint(
                name="one_open_proposal_an_address",
                fields=["agent", "owner_email"],
                condition=Q(state="proposed") & ~Q(owner_email=""),
            ),
            models.UniqueConstraint(
                name="one_open_proposal_an_owner",
                fields=["agent", "owner"],
                condition=Q(state="proposed", owner__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "owner"], name="mandate_alive", condition=Q(state="alive")),
            models.Index(fields=["remind_on"], name="mandate_to_remind", condition=Q(state="alive")),
            models.Index(fields=["ends_on"], name="mandate_to_expire", condition=Q(state="alive")),
        ]

    def __str__(self) -> str:
        return f"{self.agent} for {self.owner or self.owner_name}"

    def roles_of(self, actor: Actor) -> set[str]:
        """The two sides. The clock acts for neither, and whoever only holds the key of the mail for nobody known."""
        if actor.organisation_id is None:
            return {actor.role} & {"clock", "person"}
        return {
            side for side, pk in (("owner", self.owner_id), ("agent", self.agent_id)) if pk == actor.organisation_id
        }

    def in_force(self, day: date) -> bool:
        """The same as being among the `alive` ones of this day."""
        started, over = self.starts_on <= day, self.ends_on is not None and self.ends_on < day
        return self.state == "alive" and started and not over

    @property
    def revoked_at(self) -> Any:
        return self.ended_at if self.state == "revoked" else None

    @property
    def named_owner(self) -> str:
        """The owner as the agent may read it: its own name only once the owner has answered."""
        return (
            self.owner.name
            if self.owner is not None and (not self.owner_name or self.confirmed_at)
            else self.owner_name
        )
