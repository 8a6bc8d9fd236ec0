"""The door of the launcher: it works before anything is installed, and says in words what it cannot do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ipr_portal.embedded import account, places, trial
from ipr_portal.embedded.children import Child
from ipr_portal.embedded.commands import main
from ipr_portal.embedded.console import Trouble
from ipr_portal.embedded.home import Home
from ipr_portal.embedded.postgres import Postgres
from ipr_portal.embedded.run import _port


def test_the_launcher_needs_nothing_that_is_not_in_the_standard_library() -> None:
    code = f"import sys; sys.path.insert(0, {str(places.ROOT)!r}); import ipr_portal.embedded.commands"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


def test_an_unknown_word_is_answered_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "python3 -m ipr_portal.embedded run" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "eighty", "70000", "-1"])
def test_a_port_that_is_none_is_refused(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Trouble, match="PORT must be"):
        _port()


@pytest.mark.parametrize(
    ("words", "spread"),
    [([], True), (["-k", "retract"], True), (["-n4"], False), (["-n", "0"], False), (["--pdb"], False)],
)
def test_tests_are_spread_over_two_processes_unless_told_otherwise(
    words: list[str], spread: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def note(command: list[str], *, durable: bool) -> int:
        asked.extend(command)
        return int(durable)

    monkeypatch.setattr(trial, "on_throwaway_servers", note)
    assert trial.test(words) == 0
    assert (asked[3:5] == ["-n", "2"]) is spread
    assert asked[len(asked) - len(words) :] == words


def test_children_find_the_virtualenv_and_not_the_starters_python_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    surroundings = places.environment()
    assert "PYTHONPATH" not in surroundings
    assert surroundings["PATH"].startswith(str(places.VENV / "bin"))


def test_a_stranger_cannot_reach_what_lies_in_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "open").mkdir(parents=True)
    closed.chmod(0o700)
    assert not account.can_reach(closed / "open")
    assert account.can_reach(Path("/usr/bin"))


def test_a_number_in_an_old_file_is_not_taken_for_our_postgres(tmp_path: Path) -> None:
    postgres = Postgres(Home(tmp_path), durable=False)
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    postgres._stop_left_behind()  # would end this very test


def test_a_postgres_is_ready_when_its_own_file_says_so(tmp_path: Path) -> None:
    postgres = Postgres(Home(tmp_path), durable=False)
    postgres.server = Child("postgres", ["sleep", "60"], tmp_path / "log", lambda: True, dict(os.environ))
    postgres.server.start()
    assert postgres.server.process
    pid = str(postgres.server.process.pid)

    def says(process: str, status: str) -> bool:
        lines = [process, "/data", "0", "5432", "", "127.0.0.1", "0 0", status]
        (postgres.data / "postmaster.pid").write_text("\n".join(lines))
        return postgres._is_ready()

    assert not postgres._is_ready()
    assert not says(pid, "starting")
    assert not says("1", "ready   ")  # of one that was killed
    assert says(pid, "ready   ")
    postgres.server.cut_off()
