"""What a person signs for an act under a regime."""

from policy.load import book
from policy.types import Act, Declaration, Regime


class UnknownDeclaration(LookupError):
    """No declaration has this code and version."""


def required(regime: Regime, act: str) -> list[Declaration]:
    """The newest wording of each declaration that the act demands, in the order to show them."""
    codes: tuple[str, ...] = getattr(regime.declarations, Act(act))
    return [newest(code) for code in codes]


def newest(code: str) -> Declaration:
    versions = [each for each in book().declarations.values() if each.code == code]
    if not versions:
        raise UnknownDeclaration(code)
    return max(versions, key=lambda each: int(each.version))


def get(code: str, version: str) -> Declaration:
    try:
        return book().declarations[code, version]
    except KeyError:
        raise UnknownDeclaration(f"{code} version {version}") from None


def all() -> list[Declaration]:  # noqa: A001  read as declarations.all()
    return list(book().declarations.values())
