"""What a reviewer decides, with public and private words apart."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """The content of a decision. `territories` of ("*",) means everywhere."""

    reason_code: str
    public_reason: str
    private_note: str = ""
    territories: tuple[str, ...] = ("*",)
    ground: str = "terms"
