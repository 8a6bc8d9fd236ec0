"""The deeds on rights and mandates: each takes its step in the docket, in one transaction."""

from rights.actions.allowed import allow, disallow
from rights.actions.right import (
    Files,
    amend,
    ask,
    change,
    complete,
    expire_due,
    refuse,
    register,
    remind_due,
    verify,
    withdraw,
)

__all__ = [
    "Files",
    "allow",
    "amend",
    "ask",
    "change",
    "complete",
    "disallow",
    "expire_due",
    "refuse",
    "register",
    "remind_due",
    "verify",
    "withdraw",
]
