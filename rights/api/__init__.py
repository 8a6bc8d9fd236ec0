"""Rights, mandates and evidence for partners."""

from rights.api.evidence import evidence_of
from rights.api.mandates import owner_named

__all__ = ["evidence_of", "owner_named"]
