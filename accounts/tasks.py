"""What time does to accounts."""

from datetime import timedelta

from accounts import actions, factors
from accounts.models import User
from docket import clock

UNCONFIRMED_KEPT = timedelta(days=2)


def tidy() -> None:
    """End invitations in time; forget who never proved their address; write secrets with the newest key."""
    while actions.expire_due():
        pass
    forget_unconfirmed()
    factors.renew()


def forget_unconfirmed() -> int:
    """Their address is free again for whoever reads mail there."""
    never_came = User.objects.filter(
        last_login=None, created_at__lt=clock.real() - UNCONFIRMED_KEPT, staff_role="", memberships=None
    )
    begun = never_came.filter(emailaddress__verified=False).exclude(emailaddress__verified=True)
    deleted, _ = begun.delete()
    return deleted
