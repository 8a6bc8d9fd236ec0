"""Reading JSON strictly: what the standard leaves open is refused here, so that it cannot be read in two ways later."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import BaseParser, MultiPartParser

from accounts.rest.problems import Problem

DEEPEST = 32
LARGEST_DIGITS = 18  # fits a 64-bit column


class StrictJSONParser(BaseParser):
    """One UTF-8 document; no duplicate keys, no NaN, no huge numbers, no deep nesting, no NUL, no half surrogates."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        charset = (parser_context or {})["request"]._request.content_params.get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise Problem("unsupported-media-type", f"The charset {charset!r} is not read here; send UTF-8.")
        # One byte more than the limit tells a longer body, whatever Content-Length said.
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise Problem("payload-too-large")
        return loads(raw)


def loads(raw: bytes) -> Any:
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        raise Problem("invalid-encoding")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("invalid-encoding") from None
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_int=_whole, parse_float=_fraction
        )
    except RecursionError:
        raise Problem("json-too-deep") from None
    except ValueError:
        raise Problem("malformed-json") from None
    _refuse_deep(value)
    _refuse_unkept(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Problem("duplicate-key", f"The key {key[:80]!r} stands twice in one object.")
        found[key] = value
    return found


def _no_number(name: str) -> Any:
    raise Problem("malformed-json", f"{name} is not a JSON number.")


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LARGEST_DIGITS:
        raise Problem("malformed-json", "A number is too large.")
    return int(digits)


def _fraction(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise Problem("malformed-json", "A number is too large.")
    return value


def _refuse_deep(value: Any) -> None:
    """Level by level and not by recursion: the depth is what is in doubt."""
    level = [value]
    for _depth in range(DEEPEST + 1):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _inside(outer)]
        if not level:
            return
    raise Problem("json-too-deep")


def _refuse_unkept(value: Any) -> None:
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in each):
            raise Problem("invalid-character", "A text contains NUL or half of a surrogate pair.")
        if isinstance(each, dict):
            waiting.extend(each)
        if isinstance(each, dict | list):
            waiting.extend(_inside(each))


def _inside(outer: dict[str, Any] | list[Any]) -> Iterator[Any]:
    return iter(outer.values()) if isinstance(outer, dict) else iter(outer)


class FilePartsParser(MultiPartParser):
    """One file with a few fields; refuses by Content-Length before a byte is read."""

    ROOM_FOR_FIELDS = 64_000
    most_bytes: int | None = None  # where the file is no evidence
    slug = "file-too-large"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        most = self.most_bytes or settings.EVIDENCE_MAX_BYTES
        if not length.isdigit() or int(length) > most + self.ROOM_FOR_FIELDS:
            raise Problem(self.slug)
        return super().parse(stream, media_type, parser_context)
