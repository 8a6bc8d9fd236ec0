"""Checks an exported file and its history, with nothing but Python: run it in the unpacked folder.

It goes along in every archive (bundle.py). Exit code 0: the file is the one that came in, and no step was changed,
added in between or left out.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

UNIT = "\x1f"
CHAINED = ("n", "step", "source", "target", "role", "actor", "organisation", "key", "request_id", "facts")


def faults(folder: Path) -> list[str]:
    custody = json.loads((folder / "custody.json").read_text(encoding="utf-8"))
    found = []
    if hashlib.sha256((folder / custody["file"]).read_bytes()).hexdigest() != custody["sha256"]:
        found.append("the file is not the one that came in")
    if json.loads(custody["entries"][0]["facts"]).get("sha256") != custody["sha256"]:
        found.append("the first entry names another file")
    before = ""
    for place, entry in enumerate(custody["entries"], 1):
        if entry["n"] != place or entry["previous_hash"] != before:
            found.append(f"entry {entry['n']} does not follow the one before it")
        if hash_of(entry, custody["number"]) != entry["hash"]:
            found.append(f"entry {entry['n']} was changed")
        before = entry["hash"]
    return found


def hash_of(entry: dict[str, Any], number: int) -> str:
    said = [entry["previous_hash"], "evidence", number, *(entry[name] for name in CHAINED), entry["at_microseconds"]]
    return hashlib.sha256(UNIT.join(map(str, said)).encode()).hexdigest()


if __name__ == "__main__":
    wrong = faults(Path(__file__).parent)
    sys.stdout.write("\n".join(wrong or ["whole"]) + "\n")
    sys.exit(bool(wrong))
