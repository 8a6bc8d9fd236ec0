"""Reads the whole rule book once, strictly, and hands it out."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from policy.crosschecks import problems_in
from policy.house_rules import Checklist, Ladder, Limits, Patience, Sampling, Thresholds, Tiers, Webhooks
from policy.reading import PolicyError, build, read_yaml
from policy.routing import Routing
from policy.team import Team
from policy.types import Book, Calendar, Declaration, Defence, Dsa, Element, ElementKind, Reason, Regime

FOLDER = Path(__file__).parent
T = TypeVar("T")


@cache
def book() -> Book:
    """The rule book this installation runs on."""
    return read(FOLDER)


def read(folder: Path) -> Book:
    elements = _named(ElementKind, folder / "elements.yaml", "elements")
    ladder = build(Ladder, read_yaml(folder / "ladder.yaml"), "ladder.yaml")
    found = Book(
        elements=elements,
        regimes=_regimes(folder / "regimes", elements),
        declarations={(each.code, each.version): each for each in _listed(Declaration, folder / "declarations.yaml")},
        reasons={each.code: _with_points(each, ladder) for each in _listed(Reason, folder / "reasons.yaml")},
        defences={each.code: each for each in _listed(Defence, folder / "defences.yaml")},
        dsa=build(Dsa, read_yaml(folder / "dsa.yaml"), "dsa.yaml"),
        checklists={each.code: each for each in _listed(Checklist, folder / "checklists.yaml")},
        calendars=_named(Calendar, folder / "calendars.yaml", "calendars"),
        ladder=ladder,
        thresholds=build(Thresholds, read_yaml(folder / "thresholds.yaml"), "thresholds.yaml"),
        sampling=build(Sampling, read_yaml(folder / "sampling.yaml"), "sampling.yaml"),
        patience=build(Patience, read_yaml(folder / "patience.yaml"), "patience.yaml"),
        tiers=build(Tiers, read_yaml(folder / "tiers.yaml"), "tiers.yaml"),
        limits=build(Limits, read_yaml(folder / "limits.yaml"), "limits.yaml"),
        routing=build(Routing, read_yaml(folder / "routing.yaml"), "routing.yaml"),
        team=build(Team, read_yaml(folder / "team.yaml"), "team.yaml"),
        webhooks=build(Webhooks, read_yaml(folder / "webhooks.yaml"), "webhooks.yaml"),
    )
    for where, problem in problems_in(found):
        raise PolicyError(where, problem)
    return found


def _regimes(folder: Path, elements: dict[str, ElementKind]) -> dict[str, Regime]:
    regimes = {}
    for path in sorted(folder.glob("*.yaml")):
        regime = build(Regime, read_yaml(path), path.name)
        if regime.code != path.stem:
            raise PolicyError(path.name, f"holds the regime {regime.code!r}; file and code must have one name")
        regimes[regime.code] = _filled(regime, elements)
    return regimes


def _filled(regime: Regime, elements: dict[str, ElementKind]) -> Regime:
    """Give every deadline and element what it needs to stand on its own."""
    deadlines = tuple(
        replace(
            each,
            regime=regime.code,
            zone=regime.zone,
            rule_version=f"{regime.code}/{regime.version}:{each.key}",
        )
        for each in regime.deadlines
    )

    def labelled(wanted: tuple[Element, ...]) -> tuple[Element, ...]:
        for each in wanted:
            if each.key not in elements:
                raise PolicyError(f"{regime.code}.yaml", f"element {each.key!r} is not in elements.yaml")
        return tuple(replace(each, label=elements[each.key].label, type=elements[each.key].type) for each in wanted)

    counter = replace(regime.counter, elements=labelled(regime.counter.elements))
    return replace(regime, deadlines=deadlines, notice=labelled(regime.notice), counter=counter)


def _with_points(reason: Reason, ladder: Ladder) -> Reason:
    severity = ladder.severities.get(reason.severity)
    if severity is None:
        raise PolicyError(f"reasons.yaml: {reason.code}", f"severity {reason.severity!r} is not in ladder.yaml")
    return replace(reason, points=severity.points)


def _listed(cls: type[T], path: Path) -> list[T]:
    """A file that is one list under the name of the file."""
    rows = _only(path, path.stem)
    if not isinstance(rows, list):
        raise PolicyError(path.name, "expected a list")
    found = []
    seen: set[tuple[Any, Any]] = set()
    for row in rows:
        name = row.get("code", "?") if isinstance(row, dict) else "?"
        each = build(cls, row, f"{path.name}: {name}")
        # A reason keeps one version at a time; old wordings live on in the decisions that used them.
        mark = (name, row["version"] if cls is Declaration else "")
        if mark in seen:
            raise PolicyError(f"{path.name}: {name}", "stands twice")
        seen.add(mark)
        found.append(each)
    return found


def _named(cls: type[T], path: Path, key: str) -> dict[str, T]:
    """A file that is one mapping from name to value."""
    rows = _only(path, key)
    if not isinstance(rows, dict):
        raise PolicyError(path.name, "expected a mapping")
    return {name: build(cls, row, f"{path.name}: {name}") for name, row in rows.items()}


def _only(path: Path, key: str) -> Any:
    content = read_yaml(path)
    for each in content:
        if each != key:
            raise PolicyError(path.name, f"unknown key {each!r}")
    if key not in content:
        raise PolicyError(path.name, f"missing key {key!r}")
    return content[key]
