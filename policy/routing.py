"""Which cases need which skill and what goes first among equal clocks, as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class RoutingRule:
    """One rule: it fits a case when all that it names fits."""

    code: str
    says: str
    claim_types: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    from_price: int | None = None
    currency: str = ""
    trusted: bool | None = None  # filed by a partner by contract, the highest tier; or by anybody else
    needs: tuple[str, ...] = ()
    severity: int = 0


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The skills there are, and the rules that ask for them."""

    version: str
    open_to_all_hours: int
    skills: Mapping[str, str]
    rules: tuple[RoutingRule, ...]

    def problems(self, claim_types: frozenset[str]) -> Iterator[str]:
        """What could never work."""
        codes = [rule.code for rule in self.rules]
        yield from (f"rule {code!r} stands twice" for code in sorted({c for c in codes if codes.count(c) > 1}))
        for rule in self.rules:
            yield from (f"{rule.code}: {kind!r} is no kind of claim" for kind in set(rule.claim_types) - claim_types)
            yield from (f"{rule.code}: {skill!r} is no skill" for skill in set(rule.needs) - set(self.skills))
            if not rule.needs and not rule.severity:
                yield f"{rule.code}: changes nothing"
            if (rule.from_price is None) != (rule.currency == ""):
                yield f"{rule.code}: a price needs its currency"
            if not 0 <= rule.severity <= 9:
                yield f"{rule.code}: severity is 0 to 9"
        if self.open_to_all_hours < 1:
            yield "open_to_all_hours is at least 1"

    def as_json(self) -> str:
        """The rules for the statement that weighs cases by them."""
        return json.dumps([asdict(rule) for rule in self.rules])
