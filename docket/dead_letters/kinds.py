"""Why deliveries stopped, kind by kind: the same fault on a hundred listings is one thing to mend."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

MOST = 50
RAISED = re.compile(r"^[A-Za-z_][\w.]*: ")
SAID_BY_MAIL = re.compile(r"^\((\d{3}), b(['\"])(.*)\2\)$", re.DOTALL)  # how Python writes a mail server's refusal
# Numbers of listings, people and messages differ from one to the next; a status of three digits says what it is.
KIND = r"left(regexp_replace(d.last_error, '\S*\d{4,}\S*', '#', 'g'), 200)"
KINDS = f"""
SELECT d.dependency, md5({KIND}), count(*), min(d.last_error), min(e.at)
FROM docket_delivery d JOIN docket_entry e ON e.id = d.entry_id
WHERE d.state = 'stuck' AND (%(dependency)s = '' OR d.dependency = %(dependency)s)
GROUP BY 1, 2 ORDER BY 3 DESC, 5 LIMIT %(most)s
"""  # noqa: S608 (fixed texts)
OF_KIND = f"""
SELECT d.id FROM docket_delivery d
WHERE d.state = 'stuck' AND (%(dependency)s = '' OR d.dependency = %(dependency)s)
  AND (%(kind)s = '' OR md5({KIND}) = %(kind)s) AND d.id > %(after)s
ORDER BY d.id LIMIT %(most)s
"""  # noqa: S608 (fixed texts)


@dataclass(frozen=True, slots=True)
class Kind:
    """Stopped deliveries with the same fault."""

    dependency: str
    key: str
    count: int
    example: str
    since: object


def plain(error: str) -> str:
    """An error as people say it: without the name of its class and other marks of Python."""
    return SAID_BY_MAIL.sub(r"\1 \3", RAISED.sub("", error))


def kinds(dependency: str = "") -> list[Kind]:
    """The commonest first."""
    with connection.cursor() as cursor:
        cursor.execute(KINDS, {"dependency": dependency, "most": MOST})
        return [Kind(*row) for row in cursor.fetchall()]


def stuck(dependency: str = "", kind: str = "", *, after: int = 0, most: int) -> Sequence[int]:
    """Numbers of stopped deliveries, of one dependency and one kind if given, those after this one."""
    facts: dict[str, str | int] = {"dependency": dependency, "kind": kind, "after": after, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(OF_KIND, facts)
        return [row[0] for row in cursor.fetchall()]
