"""Which steps are open to somebody: what pages offer as buttons and the API lists as `steps`."""

from docket.actors import Actor
from docket.procedure import UNDO
from docket.take import may
from notices.models import Claim
from policy import regimes

CLOCKS = {"restore", "lapse", "silence"}


def open_to(claim: Claim, by: Actor | None) -> list[str]:
    """The names of the steps that this actor may take now; the guards speak when the step is taken."""
    if by is None:
        return []
    names = [step.name for step in claim.procedure.steps if step.name not in {*CLOCKS, UNDO} and may(step, claim, by)]
    return [name for name in names if _known_to_regime(claim, name)]


def _known_to_regime(claim: Claim, name: str) -> bool:
    """A counter-notice exists only where a clock follows it; elsewhere the seller appeals."""
    regime = regimes.get(claim.regime)
    if name in {"counter", "file_suit"}:
        return regime.deadline("put_back") is not None
    if name == "hear_seller":
        return regime.hears_seller_first
    return name != "forward"
