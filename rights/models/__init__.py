"""Rights that notices rest on, the files that prove them, and mandates of agents."""

from rights.models.allowed import AllowedSeller
from rights.models.evidence import Evidence, FileCheck, Rendition, evidence_id
from rights.models.mandate import Mandate, mandate_id
from rights.models.right import USABLE, IPRight, right_id

__all__ = [
    "USABLE",
    "AllowedSeller",
    "Evidence",
    "FileCheck",
    "IPRight",
    "Mandate",
    "Rendition",
    "evidence_id",
    "mandate_id",
    "right_id",
]
