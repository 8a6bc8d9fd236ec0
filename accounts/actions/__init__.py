"""The deeds on organisations and who belongs to them: each in one transaction, each in the docket."""

from accounts.actions.invitation import accept, decline, expire_due, invite, resend, withdraw
from accounts.actions.organisation import (
    admit,
    amend,
    ask_to_sign,
    change_role,
    found,
    leave,
    person,
    remove,
    settle,
)

__all__ = [
    "accept",
    "admit",
    "amend",
    "ask_to_sign",
    "change_role",
    "decline",
    "expire_due",
    "found",
    "invite",
    "leave",
    "person",
    "remove",
    "resend",
    "settle",
    "withdraw",
]
