"""People, the organisations they act for, and the keys of partner systems."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from docket.ids import public_id


def organisation_id() -> str:
    return public_id("org")


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
    is_active = models.BooleanField(default=True)
    guest = models.BooleanField(default=False)  # came by a code only and files with tight limits
    created_at = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_email")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def reviews(self) -> bool:
        return self.staff_role in {self.StaffRole.REVIEWER, self.StaffRole.SENIOR}


class Organisation(models.Model):
    """A rights owner, an agency, a shop or a partner: what people and keys act for."""

    class Kind(models.TextChoices):
        OWNER = "owner", _("rights owner")
        AGENT = "agent", _("agent of rights owners")
        SELLER = "seller", _("seller")
        PARTNER = "partner", _("partner system")

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


class Membership(models.Model):
    """A person acts for an organisation."""

    class Role(models.TextChoices):
        ADMIN = "admin", _("administrator")
        MEMBER = "member", _("member")
        PREPARER = "preparer", _("preparer")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"


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
