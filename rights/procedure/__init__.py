"""The procedures of this app: one table for each kind of thing that has a docket."""

from rights.procedure.evidence import EVIDENCE
from rights.procedure.mandate import MANDATE
from rights.procedure.right import RIGHT, STATES

__all__ = ["EVIDENCE", "MANDATE", "RIGHT", "STATES"]
