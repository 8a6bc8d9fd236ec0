"""Fields of a request body: each reads its own type and nothing else, and describes itself for the schema."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from accounts.rest.problems import Fault

Faults = list[Fault]
# Control characters, line separators, direction overrides and tag characters: text that is not what it shows.
NOT_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
VISIBLE = frozenset("LNPS")


class Field:
    """One value; `read` returns it or notes why it cannot."""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        raise NotImplementedError

    def from_text(self, text: str, at: str, faults: Faults) -> Any:
        """From an address, where everything is text."""
        return self.read(text, at, faults)

    def empty(self) -> Any:
        """What stands for a field that was left out."""
        return None

    def schema(self) -> dict[str, Any]:
        raise NotImplementedError


def wrong_type(faults: Faults, at: str, wanted: str) -> None:
    faults.append(Fault("type", f"Expected {wanted}.", at))


@dataclass(frozen=True)
class Text(Field):
    """Words; on one line unless `lines`."""

    most: int
    least: int = 1
    lines: bool = False
    about: str = ""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a text")
        text = value.replace("\r\n", "\n").strip()
        if NOT_TEXT.search(text) or (not self.lines and re.search(r"[\n\t]", text)):
            faults.append(Fault("invalid-character", "Control and direction characters are not allowed here.", at))
        elif len(text) > self.most:
            faults.append(Fault("too_long", f"At most {self.most} characters.", at))
        elif self.least and not any(unicodedata.category(c)[0] in VISIBLE for c in text):
            faults.append(Fault("blank", "This must not be empty.", at))
        elif len(text) < self.least:
            faults.append(Fault("too_short", f"At least {self.least} characters.", at))
        return text

    def empty(self) -> str:
        return ""

    def schema(self) -> dict[str, Any]:
        told = {"type": "string", "minLength": self.least, "maxLength": self.most}
        return {**told, "description": self.about} if self.about else told


@dataclass(frozen=True)
class Pattern(Field):
    """A text of a fixed shape: an id, a country code, an office."""

    regex: str
    wanted: str
    example: str = ""
    about: str = ""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a text")
        if not re.fullmatch(self.regex, value):
            faults.append(Fault("invalid", f"Expected {self.wanted}.", at))
        return value

    def empty(self) -> str:
        return ""

    def schema(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "string", "pattern": f"^{self.regex}$"}
        if self.about or self.wanted:
            told["description"] = self.about or f"{self.wanted[0].upper()}{self.wanted[1:]}."
        return {**told, "examples": [self.example]} if self.example else told


def public_id(prefix: str) -> Pattern:
    return Pattern(rf"{prefix}_[0-9a-z]{{26}}", f"an id like {prefix}_…")


EMAIL = Pattern(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])?", "an email address")


@dataclass(frozen=True)
class Choice(Field):
    """One of a few words."""

    words: tuple[str, ...]
    about: str = ""
    otherwise: str = ""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a text")
        if value not in self.words:
            faults.append(Fault("choice", f"Expected one of: {', '.join(self.words)}.", at))
        return value

    def empty(self) -> str:
        return self.otherwise

    def schema(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "string", "enum": list(self.words)}
        if self.otherwise:
            told["default"] = self.otherwise
        return {**told, "description": self.about} if self.about else told


@dataclass(frozen=True)
class Whole(Field):
    """A whole number; true and false are none."""

    least: int
    most: int
    otherwise: int | None = None

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, int) or isinstance(value, bool):
            return wrong_type(faults, at, "a whole number")
        if not self.least <= value <= self.most:
            faults.append(Fault("range", f"From {self.least} to {self.most}.", at))
        return value

    def from_text(self, text: str, at: str, faults: Faults) -> Any:
        if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
            return wrong_type(faults, at, "a whole number")
        return self.read(int(text), at, faults)

    def empty(self) -> int | None:
        return self.otherwise

    def schema(self) -> dict[str, Any]:
        told: dict[str, Any] = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return told if self.otherwise is None else {**told, "default": self.otherwise}


@dataclass(frozen=True)
class Flag(Field):
    """true or false; false where it is left out."""

    about: str = ""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        return value if isinstance(value, bool) else wrong_type(faults, at, "true or false")

    def from_text(self, text: str, at: str, faults: Faults) -> Any:
        return self.read({"true": True, "false": False}.get(text), at, faults)

    def empty(self) -> bool:
        return False

    def schema(self) -> dict[str, Any]:
        told = {"type": "boolean", "default": False}
        return {**told, "description": self.about} if self.about else told


@dataclass(frozen=True)
class Day(Field):
    """A date as 2026-11-23."""

    first: date = date(1700, 1, 1)
    last: date = date(2200, 12, 31)

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a date like 2026-11-23")
        try:
            day = date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) else None
        except ValueError:
            day = None
        if day is None or not self.first <= day <= self.last:
            faults.append(Fault("date", f"Expected a date from {self.first} to {self.last}.", at))
        return day

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Erasable(Field):
    """A value, or null to take away what is there (as in a merge patch, RFC 7396)."""

    of: Field

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        return self.of.empty() if value is None else self.of.read(value, at, faults)

    def empty(self) -> Any:
        return self.of.empty()

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.of.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class Moment(Field):
    """A moment as 2026-11-23T08:00:00Z, always with its offset."""

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, str):
            return wrong_type(faults, at, "a moment like 2026-11-23T08:00:00Z")
        try:
            moment = datetime.fromisoformat(value) if re.match(r"\d{4}-\d\d-\d\d[Tt]", value, re.ASCII) else None
            moment = moment.astimezone(UTC) if moment and moment.tzinfo else None
        except (ValueError, OverflowError):
            moment = None
        if moment is None:
            faults.append(Fault("moment", "Expected a moment with its offset, like 2026-11-23T08:00:00Z.", at))
        return moment

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Many(Field):
    """A list of one kind of thing."""

    of: Field
    most: int
    least: int = 0
    distinct: bool = False

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, list):
            return wrong_type(faults, at, "a list")
        if len(value) > self.most:
            # Not one further look at a list that is too long: that is the point of the limit.
            faults.append(Fault("too-many-items", f"At most {self.most} items; there are {len(value)}.", at))
            return []
        if len(value) < self.least:
            faults.append(Fault("too_few", f"At least {self.least} items.", at))
        items = [self.of.read(each, f"{at}/{index}", faults) for index, each in enumerate(value)]
        if self.distinct:
            _note_repeats(items, at, faults)
        return items

    def empty(self) -> list[Any]:
        return []

    def schema(self) -> dict[str, Any]:
        told = {"type": "array", "items": self.of.schema(), "minItems": self.least, "maxItems": self.most}
        return {**told, "uniqueItems": True} if self.distinct else told


def _note_repeats(items: Sequence[Any], at: str, faults: Faults) -> None:
    seen: set[str] = set()
    for index, each in enumerate(items):
        if repr(each) in seen:
            faults.append(Fault("duplicate-item", "This stands twice in the list.", f"{at}/{index}"))
        seen.add(repr(each))


@dataclass(frozen=True)
class Shape(Field):
    """An object with exactly these fields."""

    name: str
    required: Mapping[str, Field] = field(default_factory=dict)
    optional: Mapping[str, Field] = field(default_factory=dict)
    example: Any = None

    def read(self, value: Any, at: str, faults: Faults) -> Any:
        if not isinstance(value, dict):
            return wrong_type(faults, at, "an object")
        known = {**self.required, **self.optional}
        for key in value:
            if key not in known:
                step = key[:80].replace("~", "~0").replace("/", "~1")
                faults.append(Fault("unknown-field", f"{key[:80]!r} is not a field here.", f"{at}/{step}"))
        return {key: self._field(key, each, value, at, faults) for key, each in known.items()}

    def _field(self, key: str, each: Field, value: dict[str, Any], at: str, faults: Faults) -> Any:
        if key in value:
            return each.read(value[key], f"{at}/{key}", faults)
        if key in self.required:
            faults.append(Fault("required", "This field is required.", f"{at}/{key}"))
        return each.empty()

    def schema(self) -> dict[str, Any]:
        properties = {key: each.schema() for key, each in {**self.required, **self.optional}.items()}
        told: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**told, "required": list(self.required)} if self.required else told
