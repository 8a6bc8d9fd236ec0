"""The deeds on rights and mandates: each takes its step in the docket, in one transaction."""

from rights.actions.right import amend, expire_due, refuse, register, verify, withdraw

__all__ = ["amend", "expire_due", "refuse", "register", "verify", "withdraw"]
