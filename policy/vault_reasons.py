"""Why rights are refused or asked about: a small catalogue of its own, beside the one for claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policy.reading import PolicyError, build, read_yaml

PLACE = Path(__file__).parent / "vault_reasons.yaml"


@dataclass(frozen=True, kw_only=True)
class VaultReason:
    """One reason: its words, what would help, and whether it can be asked about before anything is refused."""

    code: str
    version: str
    title: str
    text: str
    cure: str
    asks: bool


@cache
def all_of_them() -> Mapping[str, VaultReason]:
    return read(PLACE)


def read(place: Path) -> Mapping[str, VaultReason]:
    """Strictly: a doubled code, an unknown key or an empty text is an error with its place."""
    rows = read_yaml(place).get("reasons")
    if not isinstance(rows, list):
        raise PolicyError(place.name, "expected a list of reasons")
    found: dict[str, VaultReason] = {}
    for row in rows:
        name = row.get("code", "?") if isinstance(row, dict) else "?"
        each = build(VaultReason, row, f"{place.name}: {name}")
        if each.code in found:
            raise PolicyError(f"{place.name}: {each.code}", "stands twice")
        if not (each.text.strip() and each.cure.strip()):
            raise PolicyError(f"{place.name}: {each.code}", "needs a text and a cure")
        found[each.code] = each
    return found


def get(code: str) -> VaultReason | None:
    """The reason of this code; None for one that was used before there were codes."""
    return all_of_them().get(code)
