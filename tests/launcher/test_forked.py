"""A forked child is asked, mended and ended like any other, and keeps nothing of ours but what is loaded."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ipr_portal.embedded.children import Crew
from ipr_portal.embedded.forked import ForkedChild


@pytest.fixture
def child(tmp_path: Path) -> Callable[..., ForkedChild]:
    def make(work: Callable[[], None]) -> ForkedChild:
        return ForkedChild(
            name="worker", command=(), log=tmp_path / "worker.log", answers=lambda: True, environment={"MARK": "mine"},
            work=work,
        )  # fmt: skip

    return make


def test_it_works_in_its_own_session_with_its_own_surroundings(child: Callable[..., ForkedChild]) -> None:
    def work() -> None:
        facts = os.environ["MARK"], os.getsid(0) == os.getpid(), signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        os.write(1, " ".join(map(str, facts)).encode())

    worker = child(work)
    worker.start()
    assert worker.process
    assert worker.process.wait() == 0
    assert worker.last_words() == "mine True True"
    assert "MARK" not in os.environ


@pytest.mark.parametrize(("ends", "code"), [(lambda: sys.exit(3), 3), (lambda: sys.exit("no"), 1), (lambda: 1 / 0, 1)])
def test_how_it_ends_is_known(ends: Callable[[], None], code: int, child: Callable[..., ForkedChild]) -> None:
    worker = child(ends)
    worker.start()
    assert worker.process
    assert worker.process.wait() == code


def test_it_is_mended_and_ended_by_the_crew(child: Callable[..., ForkedChild]) -> None:
    crew = Crew()
    worker = crew.launch(child(lambda: time.sleep(60)))
    assert worker.process
    first = worker.process.pid
    os.kill(first, signal.SIGKILL)
    worker.process.wait()
    end = time.monotonic() + 10
    while not worker.serves and time.monotonic() < end:
        crew.mend()
        time.sleep(0.02)

    assert worker.is_alive()
    assert worker.process.pid != first
    crew.stop(worker)
    assert not worker.is_alive()
