"""Strict reading: YAML in, frozen values out; an unknown, doubled or mistyped key is an error with its place."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

T = TypeVar("T")


class PolicyError(Exception):
    """A policy file says something it may not say."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem


class _OnceLoader(yaml.CSafeLoader):
    """Plain YAML, read by libyaml, except that a key may stand only once in a mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise PolicyError(f"line {key_node.start_mark.line + 1}", f"key {key!r} stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_OnceLoader)  # noqa: S506  a SafeLoader
    except PolicyError as error:
        raise PolicyError(f"{path.name}: {error.where}", error.problem) from None
    except (OSError, yaml.YAMLError) as error:
        raise PolicyError(path.name, " ".join(str(error).split())) from None
    if not isinstance(content, dict):
        raise PolicyError(path.name, "is not a mapping")
    return content


def build(cls: type[T], raw: Any, where: str) -> T:
    """Make a frozen value from a mapping whose keys are exactly its fields."""
    if not isinstance(raw, Mapping):
        raise PolicyError(where, f"expected a mapping, found {raw!r}")
    hints = typing.get_type_hints(cls)
    fields = {each.name: each for each in dataclasses.fields(cls) if not each.metadata.get("filled")}  # type: ignore[arg-type]
    for key in raw:
        if key not in fields:
            raise PolicyError(where, f"unknown key {key!r}")
    for name, each in fields.items():
        if name not in raw and each.default is dataclasses.MISSING:
            raise PolicyError(where, f"missing key {name!r}")
    return cls(**{key: convert(hints[key], value, f"{where}.{key}") for key, value in raw.items()})


def convert(hint: Any, value: Any, where: str) -> Any:
    """One value of the file as the type the field asks for."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else convert(inner[0], value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise PolicyError(where, f"expected a list, found {value!r}")
        return tuple(convert(inner[0], each, f"{where}[{n}]") for n, each in enumerate(value))
    if origin is Mapping:
        if not isinstance(value, Mapping):
            raise PolicyError(where, f"expected a mapping, found {value!r}")
        return {convert(inner[0], k, where): convert(inner[1], v, f"{where}.{k}") for k, v in value.items()}
    if dataclasses.is_dataclass(hint):
        return build(typing.cast("type[Any]", hint), value, where)
    return _scalar(hint, value, where)


def _scalar(hint: Any, value: Any, where: str) -> Any:
    if issubclass(hint, StrEnum):
        try:
            return hint(value)
        except ValueError:
            raise PolicyError(where, f"{value!r} is not one of {', '.join(hint)}") from None
    if hint is float and type(value) is int:
        return float(value)
    # `type is`, not isinstance: YAML reads NO as false and 1.0 as a number, and both would pass too easily.
    if type(value) is not hint:
        raise PolicyError(where, f"expected {hint.__name__}, found {value!r}")
    return value.strip() if hint is str else value
