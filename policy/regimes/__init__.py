"""Which rules apply where. Each YAML file beside this one holds one regime."""

from policy.load import book
from policy.types import Regime, RightKind

FALLBACK = "default-policy"

EU_MEMBERS = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905  one line one can read
)

# Codes people write although ISO 3166-1 has another one.
_ALIASES = {"EL": "GR", "UK": "GB"}


class UnknownRegime(LookupError):
    """No regime has this code."""


def regime_for(*, market: str, kind: str) -> Regime:
    """The regime for a claim of this kind against a listing on this market (ISO country)."""
    wanted = RightKind(kind)
    country = _ALIASES.get(market.strip().upper(), market.strip().upper())
    places = {country, "EU"} if country in EU_MEMBERS else {country}
    for regime in book().regimes.values():
        if wanted in regime.kinds and places & set(regime.jurisdictions):
            return regime
    return get(FALLBACK)


def get(code: str) -> Regime:
    try:
        return book().regimes[code]
    except KeyError:
        raise UnknownRegime(code) from None


def all() -> list[Regime]:  # noqa: A001  read as regimes.all()
    return list(book().regimes.values())
