"""What a reviewer decides, with public and private words apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Verdict:
    """The content of a decision. `territories` of ("*",) means everywhere."""

    reason_code: str
    public_reason: str
    private_note: str = ""
    territories: tuple[str, ...] = ("*",)
    ground: str = "terms"
    macros: tuple[int, ...] = ()  # the versions of macros with which the words began
    answers: Mapping[str, str] = field(default_factory=dict, hash=False)  # to the questions of policy/checklists.yaml
