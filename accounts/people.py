"""Deeds on persons: making one, and noting that an address is theirs."""

from allauth.account.models import EmailAddress

from accounts.models import User


def make(address: str, *, name: str = "", language: str = "en", guest: bool = False) -> User:
    """A person without a password, who signs in by code until they set one. Twice at once makes one person."""
    fields = {"name": name, "language": language, "guest": guest, "password": "!"}
    user, _made = User.objects.get_or_create(email=address, defaults=fields)
    return user


def prove(user: User, address: str) -> None:
    """Note that this person reads mail at this address, which is their own."""
    known, _made = EmailAddress.objects.get_or_create(user=user, email=address, defaults={"primary": True})
    if known.verified:
        return
    if user.last_login is None and user.has_usable_password():
        # Somebody typed this address and a password and never showed that the mailbox is theirs. Now its owner
        # comes: the stranger's password must not open what becomes the owner's account.
        user.set_unusable_password()
        user.save(update_fields=["password"])
    known.verified = known.primary = True
    known.save(update_fields=["verified", "primary"])


def proven(user: User) -> bool:
    """Whether this person has shown that they read mail at their address."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists())
