"""What an instance remembers: its ports, its secrets, what was prepared; and that it is alone in its home."""

import os
import socket
import stat
from pathlib import Path

import pytest

from ipr_portal.embedded import preparing
from ipr_portal.embedded.console import Trouble
from ipr_portal.embedded.home import Home, is_free
from ipr_portal.embedded.mark import is_marked_by, leave_mark
from ipr_portal.embedded.preparing import Preparation

ADDRESSES = {"PORTAL_URL": "http://127.0.0.1:8000", "SANDBOX_URL": "http://127.0.0.1:8100"}


def test_a_port_is_remembered(tmp_path: Path) -> None:
    port = Home(tmp_path).port("sandbox")
    assert is_free(port)
    assert Home(tmp_path).port("sandbox") == port


def test_a_taken_port_gives_way_to_another_that_is_remembered_in_turn(tmp_path: Path) -> None:
    port = Home(tmp_path).port("sandbox")
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", port))
        squatter.listen()
        other = Home(tmp_path).port("sandbox")
        assert other != port
    assert Home(tmp_path).port("sandbox") == other


def test_two_processes_never_share_a_port(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text('{"postgres": 45001, "valkey": 45001}')
    assert Home(tmp_path).port("valkey") != 45001


def test_a_torn_note_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text('{"postg')
    assert Home(tmp_path).port("postgres") > 0


def test_a_secret_stays_and_is_for_this_user_only(tmp_path: Path) -> None:
    secret = Home(tmp_path).secret("secret-key")
    assert len(secret) > 50
    assert Home(tmp_path).secret("secret-key") == secret
    assert Home(tmp_path).secret("marketplace-token") != secret
    assert stat.S_IMODE((tmp_path / "secrets" / "secret-key").stat().st_mode) == 0o600


def test_a_second_launcher_in_one_home_is_refused(tmp_path: Path) -> None:
    first, second = Home(tmp_path), Home(tmp_path)
    first.claim()
    with pytest.raises(Trouble, match="already runs"):
        second.claim()


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands of manage.py that would have been run."""
    done: list[str] = []
    monkeypatch.setattr(Preparation, "_manage", lambda _preparation, words: done.append(words[0]))
    return done


def test_preparation_is_done_once_per_database(tmp_path: Path, done: list[str]) -> None:
    home = Home(tmp_path)

    for database in ("first", "first", "second"):
        Preparation(home, ADDRESSES, database).migrate()
        Preparation(home, ADDRESSES, database).collect_static()

    assert done == ["migrate", "collectstatic", "migrate"]


def test_new_content_is_prepared_again(tmp_path: Path, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "ROOT", tmp_path)
    migration = tmp_path / "notices" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    (tmp_path / "requirements.lock").touch()
    monkeypatch.setattr(preparing, "LOCK", tmp_path / "requirements.lock")
    for content in ("first", "first", "second"):
        migration.write_text(content)
        Preparation(Home(tmp_path / "home"), ADDRESSES, "ours").migrate()
    assert done == ["migrate", "migrate"]


def test_a_database_that_is_not_ours_is_always_asked(tmp_path: Path, done: list[str]) -> None:
    for _ in range(2):
        Preparation(Home(tmp_path), ADDRESSES, None).migrate()
    assert done == ["migrate", "migrate"]


def test_demo_json_is_written_again_when_an_address_changed_or_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def manage(self: Preparation, _words: list[str]) -> None:
        written.append(self.environment["SANDBOX_URL"])
        (tmp_path / "demo.json").write_text("{}")

    monkeypatch.setattr(Preparation, "_manage", manage)
    home, moved = Home(tmp_path), ADDRESSES | {"SANDBOX_URL": "http://127.0.0.1:8200"}

    for addresses in (ADDRESSES, ADDRESSES, moved):
        Preparation(home, addresses, "ours").write_demo()
    (tmp_path / "demo.json").unlink()
    Preparation(home, moved, "ours").write_demo()

    assert written == ["http://127.0.0.1:8100", "http://127.0.0.1:8200", "http://127.0.0.1:8200"]


def test_only_the_mark_of_the_present_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "worker"
    assert not is_marked_by(mark, os.getpid())
    monkeypatch.setenv("PORTAL_READY_MARK", str(mark))
    leave_mark()
    assert is_marked_by(mark, os.getpid())
    assert not is_marked_by(mark, os.getpid() + 1)
