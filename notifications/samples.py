"""Every letter with invented facts: for the page where staff look at them, and for the test that no place is empty.

A letter's folder holds its facts (sample.yaml, one block a case), the folder above it those that all share.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from docket.procedure import REGISTRY, Step
from notifications import letters


@dataclass(frozen=True)
class Sample:
    """One case in which the letter is sent."""

    case: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Sender:
    """A step of a procedure that sends the letter, and to whom."""

    procedure: str
    step: Step
    audience: str


def names() -> list[str]:
    """Every letter there is, by its folder."""
    return sorted(str(path.parent.relative_to(folder())) for path in folder().rglob("body.txt"))


def folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "letters"


@cache
def of(name: str) -> list[Sample]:
    shared = read(folder() / "sample.yaml")
    told = folder() / name / "sample.yaml"
    cases = read(told) if told.is_file() else []
    return [Sample(str(case["case"]), {**shared, **case}) for case in cases]


def read(path: Path) -> Any:
    return filled(yaml.safe_load(path.read_text(encoding="utf-8")))


def filled(value: Any) -> Any:
    """The portal's own address stands in for {portal_url}, wherever it runs."""
    if isinstance(value, str):
        return value.replace("{portal_url}", settings.PORTAL_URL)
    if isinstance(value, dict):
        return {key: filled(each) for key, each in value.items()}
    return [filled(each) for each in value] if isinstance(value, list) else value


def written(name: str, number: int, language: str) -> letters.Letter:
    return letters.render(name, dict(of(name)[number].facts), language)


def senders(name: str) -> Iterator[Sender]:
    """The steps that send it. None for the mails of an account, which answer somebody's own request."""
    for procedure in REGISTRY.values():
        for step in procedure.steps:
            for told in step.told:
                if told.letter in {name, name.removeprefix("account/")}:
                    yield Sender(procedure.title, step, told.audience)
