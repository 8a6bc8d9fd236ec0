"""The rules of the house, executed: layers, lint, types, templates, migrations, generated documents, sizes."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
PACKAGES = [
    "ipr_portal",
    "monitoring",
    "notices",
    "enforcement",
    "rights",
    "listings",
    "policy",
    "notifications",
    "accounts",
    "docket",
]
OURS = [*PACKAGES, "sandbox"]


def run(*command: str) -> None:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def code() -> list[Path]:
    return [p for name in OURS for p in sorted((ROOT / name).rglob("*.py")) if "migrations" not in p.parts]


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Three rules walk through all of the code; it is read once."""
    return list(ast.walk(ast.parse(path.read_text())))


def test_imports_go_downwards_only() -> None:
    run("lint-imports")


def test_code_is_clean_and_formatted() -> None:
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")


def test_types_hold() -> None:
    run("mypy", *OURS)


def test_templates_are_formatted() -> None:
    files = [str(p.relative_to(ROOT)) for p in sorted((ROOT / "templates").rglob("*.html"))]
    run("djade", "--target-version", "5.2", "--check", *files)


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_system_checks_find_nothing() -> None:
    call_command("check", fail_level="WARNING")


def test_the_written_procedure_is_the_one_in_code() -> None:
    call_command("procedure", check=True)


@pytest.mark.parametrize("path", code(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_belongs_in_it_and_stays_small(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    if text.strip() and path.name != "__init__.py":
        assert ast.get_docstring(tree), "a module says in one line what belongs in it"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name not in {"Meta", "Media"} and not is_choices(node):
            assert ast.get_docstring(node), f"class {node.name} says in one line what it is"


def is_choices(node: ast.ClassDef) -> bool:
    return any("Choices" in ast.unparse(base) for base in node.bases)


def test_no_timer_lives_in_celery() -> None:
    """A countdown in the broker is lost with the broker: deadlines are rows."""
    for path in code():
        for node in nodes(path):
            if isinstance(node, ast.keyword) and node.arg in {"eta", "countdown"}:
                pytest.fail(f"{path.relative_to(ROOT)} sends a task into the future")


def test_a_deed_that_lost_its_turn_is_repeated_whole() -> None:
    """docket.transaction is Django's, and begins again after a deadlock: nobody goes around it."""
    for path in code():
        if path.relative_to(ROOT).parts[0] in {"docket", "sandbox"}:
            continue
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom) and node.module == "django.db":
                names = {alias.name for alias in node.names}
                assert "transaction" not in names, f"{path.relative_to(ROOT)}: from docket import transaction"


def test_names_are_of_the_field() -> None:
    for path in code():
        for node in nodes(path):
            if isinstance(node, ast.ClassDef):
                assert not node.name.endswith(("Manager", "Helper", "Util", "Service", "Handler")), node.name
