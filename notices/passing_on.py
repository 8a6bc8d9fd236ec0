"""What of a seller's paper a law asks for, and so passes on to the owner: names and addresses only where it says so."""

from collections.abc import Mapping
from typing import Any

from notices.models import CounterNotice
from policy.types import Regime

# Element of a law's counter-notice → the fields of the paper in which it stands.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "signature": ("signer",),
    "contact_details": ("address", "phone"),
    "real_identity": ("signer", "address"),
    "non_infringement_evidence": ("evidence",),
}


def fields_asked(regime: Regime, *, required_only: bool = True) -> list[str]:
    """The fields that this law asks for, in the order in which it names them."""
    asked = [e.key for e in regime.counter.elements if e.required or not required_only]
    return list(dict.fromkeys(field for key in asked for field in FIELDS.get(key, ())))


def fields_passed_on(paper: CounterNotice, regime: Regime) -> list[str]:
    """The fields that the owner may read; none where the law keeps the paper between the seller and us."""
    if not (paper.passed_on and regime.counter.identity_passed_on):
        return []
    return fields_asked(regime, required_only=False)


def given(paper: Any, field: str) -> bool:
    """Whether the field says something."""
    value = getattr(paper, field)
    return bool(value.strip() if isinstance(value, str) else value)
