"""How much of the processors the web server and the database used (Linux only; elsewhere it stays unsaid)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

PROC = Path("/proc")
CHILDREN = {"own": slice(13, 15), "ended": slice(15, 17)}  # user and system time in /proc/<pid>/stat


@dataclass
class Used:
    """Seconds of processor time, and over how many notices they were spent."""

    web: float = 0.0
    database: float = 0.0
    notices: int = 0

    def said(self) -> str:
        if not self.notices or not self.web:
            return "processor time not known"
        web, database = (1000 * seconds / self.notices for seconds in (self.web, self.database))
        return f"{web:.1f} ms of processor in the web, {database:.1f} ms in the database a notice"


@contextmanager
def watch(web: int) -> Iterator[Used]:
    used, postmaster = Used(), _parent_of_backend()
    before = _family(web), _family(postmaster)
    yield used
    used.web, used.database = _family(web) - before[0], _family(postmaster) - before[1]


def _parent_of_backend() -> int:
    """Only if the database runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = _stat(cursor.fetchone()[0])
    return int(backend[3]) if backend and "postgres" in backend[1] else 0


def _family(pid: int) -> float:
    """This process, all that it has outlived, and its children."""
    if not pid or not (own := _stat(pid)):
        return 0.0
    ticks = sum(map(int, own[13:17]))
    for path in PROC.glob("[0-9]*"):
        stat = _stat(int(path.name))
        if stat and int(stat[3]) == pid:
            ticks += sum(map(int, stat[13:17]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> list[str]:
    with suppress(OSError):
        head, _, tail = (PROC / str(pid) / "stat").read_text().rpartition(")")
        return [head.partition("(")[0].strip(), head.partition("(")[2], *tail.split()]
    return []
