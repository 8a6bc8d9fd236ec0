"""Parameters of an address: an allow-list, each given once, each of its type."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

from rest_framework.request import Request

from accounts.rest.fields import Field
from accounts.rest.problems import Fault, Problem


def read(request: Request, known: Mapping[str, Field]) -> dict[str, Any]:
    _refuse_broken(request.META.get("QUERY_STRING", ""))
    faults: list[Fault] = []
    found = {name: each.empty() for name, each in known.items()}
    for name, values in request.query_params.lists():
        if name not in known:
            raise Problem("invalid-parameter", errors=[Fault("unknown", "This is not a parameter here.", field=name)])
        if len(values) > 1:
            raise Problem("repeated-parameter", errors=[Fault("repeated", "Give it once.", field=name)])
        found[name] = known[name].from_text(str(values[0]), name, faults)
    if faults:
        named = [Fault(fault.code, fault.detail, field=fault.pointer) for fault in faults]
        raise Problem("invalid-parameter", named[0].detail, errors=named)
    return found


def _refuse_broken(query: str) -> None:
    """Django replaces what is not UTF-8; a filter that silently became another one would find the wrong things."""
    raw = unquote_to_bytes(query.replace("+", " "))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("invalid-encoding") from None
    if "\x00" in text:
        raise Problem("invalid-character")
