"""The deeds on rights and mandates: each takes its step in the docket, in one transaction."""

from rights.actions.allowed import allow, disallow
from rights.actions.right import amend, expire_due, refuse, register, verify, withdraw

__all__ = ["allow", "amend", "disallow", "expire_due", "refuse", "register", "verify", "withdraw"]
