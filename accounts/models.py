"""People, the organisations they act for, and the keys of partner systems."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.procedure import INVITATION, ORGANISATION
from docket.actors import Actor
from docket.ids import public_id
from docket.models import Docketed


def organisation_id() -> str:
    return public_id("org")


def membership_id() -> str:
    return public_id("mbr")


def invitation_id() -> str:
    return public_id("inv")


def key_id() -> str:
    return public_id("key")


class People(BaseUserManager["User"]):
    """How accounts are made and found: by email address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an email address."""

    class StaffRole(models.TextChoices):
        NONE = "", _("not staff")
        REVIEWER = "reviewer", _("reviewer")
        SENIOR = "senior", _("senior reviewer")
        OPERATIONS = "operations", _("operations")
        ADMIN = "admin", _("administrator")

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    staff_role = models.CharField(max_length=12, choices=StaffRole, default=StaffRole.NONE, blank=True)
    undo_seconds = models.PositiveSmallIntegerField(null=True)  # null: as long as the portal's setting says
    is_active = models.BooleanField(default=True)
    guest = models.BooleanField(default=False)  # came by a code only and files with tight limits
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_email"),
            models.CheckConstraint(
                condition=models.Q(undo_seconds=None) | models.Q(undo_seconds__range=(30, 120)),
                name="undo_within_two_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def reviews(self) -> bool:
        return self.staff_role in {self.StaffRole.REVIEWER, self.StaffRole.SENIOR}


class Organisation(Docketed):
    """A rights owner, an agency, a shop or a partner: what people and keys act for.

    Its own entries tell who joined, changed roles and left. One that was here before its docket began (imported,
    migrated) begins it with its first deed.
    """

    class Kind(models.TextChoices):
        OWNER = "owner", _("rights owner")
        AGENT = "agent", _("agent of rights owners")
        SELLER = "seller", _("seller")
        PARTNER = "partner", _("partner system")

    procedure = ORGANISATION

    public_id = models.CharField(max_length=32, unique=True, default=organisation_id, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind)
    country = models.CharField(max_length=2, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=400, blank=True)
    guest = models.BooleanField(default=False)
    members: "models.ManyToManyField[User, Membership]" = models.ManyToManyField(
        User, through="Membership", related_name="organisations"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> str:
        """The role in which its people stand before a claim."""
        return "seller" if self.kind == self.Kind.SELLER else "notifier"

    def roles_of(self, actor: Actor) -> set[str]:
        """Read anew at every deed: an administrator who was removed a moment ago is none any more."""
        return {actor.role} | roles_in(self.pk, actor)


class Membership(models.Model):
    """A person acts for an organisation."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("administrator")
        MEMBER = "member", _("member")
        PREPARER = "preparer", _("preparer")

    public_id = models.CharField(max_length=32, unique=True, default=membership_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"

    @property
    def may_sign(self) -> bool:
        """A preparer writes drafts; what binds the organisation is signed by somebody else."""
        return self.role != self.Role.PREPARER


STANDS_AS = {
    "admin": {"org_member", "org_signer", "org_admin"},
    "member": {"org_member", "org_signer"},
    "preparer": {"org_member"},
}


def roles_in(organisation_id: int, actor: Actor) -> set[str]:
    """In which roles a person stands before an organisation and what belongs to it."""
    if actor.user_id is None:
        return set()
    mine = Membership.objects.filter(user=actor.user_id, organisation=organisation_id)
    role = mine.values_list("role", flat=True).first()
    return STANDS_AS.get(role or "", set())


class Invitation(Docketed):
    """An address is asked to join. The link in its mail works once; only a hash of it is kept."""

    procedure = INVITATION

    public_id = models.CharField(max_length=32, unique=True, default=invitation_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=8, choices=Membership.Role)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    sent = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="one_open_invitation", condition=models.Q(state="open")
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="invitation_open", condition=models.Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    def roles_of(self, actor: Actor) -> set[str]:
        """An administrator of the organisation; or whoever reads mail at the address."""
        if actor.role == "person":
            mine = User.objects.filter(pk=actor.user_id or 0, email=self.email).exists()
            return {"person"} if mine else set()
        return {actor.role} | roles_in(self.organisation_id, actor)


class ApiKey(models.Model):
    """A partner system's key: shown once, stored as a hash."""

    public_id = models.CharField(max_length=32, unique=True, default=key_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="api_keys")
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    live = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.organisation}"


class IdempotencyRecord(models.Model):
    """The stored answer of a request that must not be done twice; written in the transaction of its effect."""

    owner = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
