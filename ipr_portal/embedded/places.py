"""Where things are in the checkout and in its virtualenv."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
INSTALLER_LOCK = Path(__file__).with_name("installer.lock")
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")


def tool(name: str) -> str:
    """A program of the virtualenv."""
    return str(VENV / "bin" / name)


def package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it: some have side effects."""
    return next((VENV / "lib").glob(f"python3.*/site-packages/{name}"), None)


def environment() -> dict[str, str]:
    """What every child inherits: ours, with the virtualenv's programs first."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return inherited | {
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(VENV),
        "PYTHONUNBUFFERED": "1",
    }
