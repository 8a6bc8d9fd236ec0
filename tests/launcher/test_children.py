"""The crew: a child that dies is started again, all are ended in order, and nothing outlives the launcher."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ipr_portal.embedded.children import Child, Crew
from ipr_portal.embedded.console import Trouble

SLEEPS = "import time; time.sleep(60)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
WITH_GRANDCHILD = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def eventually(holds: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def is_running(process: int) -> bool:
    """A zombie that nobody has waited for yet is dead too."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    crew = Crew(tmp_path)
    yield crew
    crew.hurries = True
    crew.stop(*crew.children)


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., Child]:
    def make(code: str = SLEEPS, name: str = "web", answers: Callable[[], bool] = lambda: True) -> Child:
        log = tmp_path / f"{name}.log"
        return Child(name, [sys.executable, "-c", code], log, answers, dict(os.environ), folder=tmp_path)

    return make


def test_a_killed_child_is_started_again_and_said_so(
    crew: Crew, child: Callable[..., Child], capsys: pytest.CaptureFixture[str]
) -> None:
    web = crew.launch(child())
    crew.wait_for(web, within=5)
    assert web.process
    first = web.process.pid

    os.kill(first, signal.SIGKILL)
    web.process.wait()

    def is_mended() -> bool:
        crew.mend()
        return web.is_alive() and web.serves

    assert eventually(is_mended)

    assert web.process.pid != first
    assert crew.roll
    assert (crew.roll / "web").read_text() == f"{web.process.pid}\n"
    said = capsys.readouterr().out
    assert "web ended (by SIGKILL); starting it again in 0.5 s" in said
    assert "web serves again" in said


def test_each_death_lengthens_the_pause(crew: Crew, child: Callable[..., Child]) -> None:
    web = crew.launch(child("raise SystemExit(3)"))
    pauses = []
    for _ in range(3):
        assert web.process
        web.process.wait()
        crew.mend()
        assert web.due
        pauses.append(round(web.due - time.monotonic(), 1))
        web.start()
    assert pauses == [0.5, 1.0, 2.0]


def test_a_dead_master_takes_its_workers_along(crew: Crew, child: Callable[..., Child]) -> None:
    web = crew.launch(child(WITH_GRANDCHILD))
    assert eventually(lambda: web.last_words() != "")
    grandchild = int(web.last_words())
    assert web.process

    os.kill(web.process.pid, signal.SIGKILL)
    web.process.wait()
    crew.mend()

    assert eventually(lambda: not is_running(grandchild))


def test_stop_ends_all_and_cuts_off_the_deaf(crew: Crew, child: Callable[..., Child]) -> None:
    deaf, web = child(DEAF, "deaf"), child()
    crew.launch(deaf)
    crew.launch(web)
    assert eventually(lambda: deaf.last_words() == "deaf")
    deaf.patience = 0.2

    crew.stop(deaf, web)

    assert not deaf.is_alive()
    assert not web.is_alive()
    assert crew.children == []


def test_stop_of_some_leaves_the_others(crew: Crew, child: Callable[..., Child]) -> None:
    postgres, web = crew.launch(child(name="postgres")), crew.launch(child())
    crew.stop(web)
    assert not web.is_alive()
    assert postgres.is_alive()
    assert crew.children == [postgres]


def test_a_child_that_ends_at_once_is_a_trouble_with_its_last_words(crew: Crew, child: Callable[..., Child]) -> None:
    web = crew.launch(child("raise SystemExit('no such module')", answers=lambda: False))
    with pytest.raises(Trouble, match=r"web ended at once.*\n.*no such module"):
        crew.wait_for(web, within=10)


def test_a_child_that_never_serves_is_named(crew: Crew, child: Callable[..., Child]) -> None:
    web = crew.launch(child(answers=lambda: False))
    with pytest.raises(Trouble, match="no answer from web"):
        crew.wait_for(web, within=0.1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a child follow its parent into death")
def test_nothing_outlives_a_launcher_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import os, sys, time; from pathlib import Path; from ipr_portal.embedded.children import Child, Crew;"
        f"web = Child('web', [sys.executable, '-c', {SLEEPS!r}], Path({str(tmp_path)!r}) / 'web.log',"
        " lambda: True, dict(os.environ)); Crew().launch(web); print(web.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout
        process = int(launcher.stdout.readline())
        launcher.kill()
    assert eventually(lambda: not is_running(process))
