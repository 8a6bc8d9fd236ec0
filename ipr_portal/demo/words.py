"""The demo's passwords and its key: random for each install, kept for this user's eyes, the same at every start."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

# fmt: off
WORDS = [
    "amber", "anchor", "apple", "autumn", "basil", "beacon", "birch", "bridge", "candle", "cedar", "clover",
    "cobalt", "copper", "coral", "cotton", "daisy", "ember", "fennel", "fern", "forest", "garden", "ginger",
    "harbour", "hazel", "heron", "indigo", "island", "ivory", "jasmine", "juniper", "kettle", "lagoon", "lantern",
    "lemon", "linen", "maple", "marble", "meadow", "mint", "moss", "nutmeg", "olive", "orchard", "otter", "paper",
    "pebble", "pepper", "pine", "plum", "quartz", "raven", "river", "saffron", "silver", "sparrow", "spruce",
    "sunrise", "thistle", "timber", "tulip", "velvet", "violet", "walnut", "willow", "winter",
]
# fmt: on


def _path() -> Path:
    return Path(settings.HOME) / "secrets" / "demo.json"


def recall(name: str, make: Any) -> str:
    """The secret of this name, made at the first time of asking."""
    path = _path()
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if name not in known:
        known[name] = make()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(known, file, indent=2)
    return known[name]


def password(email: str) -> str:
    return recall(email, _new_password)


def _new_password() -> str:
    """Three words and a number: easy to read out, and only for this machine."""
    return "-".join([*(secrets.choice(WORDS) for _ in range(3)), str(1000 + secrets.randbelow(9000))])


def replace(name: str, value: str) -> str:
    """Forget what was kept under this name, and keep this."""
    path = _path()
    known: dict[str, str] = json.loads(path.read_text())
    known.pop(name, None)
    path.write_text(json.dumps(known, indent=2))
    return recall(name, lambda: value)
