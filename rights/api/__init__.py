"""Rights, mandates and evidence for partners."""

from rights.api.evidence import among, evidence_of, own_files
from rights.api.mandates import owner_named

__all__ = ["among", "evidence_of", "own_files", "owner_named"]
