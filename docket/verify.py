"""Proof that the docket is whole: chain unbroken, numbers without gaps, stored states the ones it tells."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.db import connection

from docket.models import Docketed

# Hash, predecessor, number and source of every entry against the one before it, in one pass by the database.
CHAIN = """
SELECT subject_type, subject_id, n,
       hash IS DISTINCT FROM docket_entry_hash(e), previous_hash IS DISTINCT FROM coalesce(before_hash, ''),
       n <> coalesce(before_n, 0) + 1, source IS DISTINCT FROM coalesce(before_target, '')
FROM (SELECT e, (e).*, lag(hash) OVER w AS before_hash, lag(n) OVER w AS before_n, lag(target) OVER w AS before_target
      FROM docket_entry e
      WHERE (%(subject)s = '' OR subject_type = %(subject)s) AND (%(id)s IS NULL OR subject_id = %(id)s)
      WINDOW w AS (PARTITION BY subject_type, subject_id ORDER BY n)) AS walked
WHERE hash IS DISTINCT FROM docket_entry_hash(e) OR previous_hash IS DISTINCT FROM coalesce(before_hash, '')
   OR n <> coalesce(before_n, 0) + 1 OR source IS DISTINCT FROM coalesce(before_target, '')
LIMIT 1000
"""
FAULTS = ("hash does not fit its content", "previous hash is another", "number is missing", "state before is another")

REPLAY = """
SELECT s.id, s.state, s.version, e.target, e.n
FROM {table} s LEFT JOIN LATERAL (
    SELECT target, n FROM docket_entry WHERE subject_type = %s AND subject_id = s.id ORDER BY n DESC LIMIT 1) e ON true
WHERE s.state IS DISTINCT FROM coalesce(e.target, '') OR s.version IS DISTINCT FROM coalesce(e.n, 0)
LIMIT 1000
"""


def broken_chains(subject: str = "", pk: int | None = None) -> Iterator[str]:
    """Of all chains, of those of one kind, or of a single one."""
    with connection.cursor() as cursor:
        cursor.execute(CHAIN, {"subject": subject, "id": pk})
        for kind, number, n, *wrong in cursor.fetchall():
            said = ", ".join(text for text, is_wrong in zip(FAULTS, wrong, strict=True) if is_wrong)
            yield f"{kind} {number} entry {n}: {said}"


UNBROKEN = """
SELECT count(*) FILTER (WHERE n = 1 AND facts ->> 'receipt' = %(receipt)s),
       bool_and(hash = docket_entry_hash(e) AND previous_hash = coalesce(before_hash, '')
                AND n = coalesce(before_n, 0) + 1 AND source = coalesce(before_target, ''))
FROM (SELECT e, (e).*, lag(hash) OVER w AS before_hash, lag(n) OVER w AS before_n, lag(target) OVER w AS before_target
      FROM docket_entry e WHERE subject_type = %(subject)s AND subject_id = ANY(%(ids)s)
      WINDOW w AS (PARTITION BY subject_id ORDER BY n)) AS walked
"""


def unbroken(subject: str, ids: Sequence[int], *, receipt: str) -> bool:
    """Whether the chain of each of these subjects is whole and begins with an entry that names this receipt."""
    with connection.cursor() as cursor:
        cursor.execute(UNBROKEN, {"subject": subject, "ids": list(ids), "receipt": receipt})
        begun, whole = cursor.fetchone()
    return bool(whole) and begun == len(ids)


def mismatched_states() -> Iterator[str]:
    """Subjects whose stored state is not the one their entries fold to."""
    for model in docketed_models():
        with connection.cursor() as cursor:
            cursor.execute(REPLAY.format(table=model._meta.db_table), [model.procedure.subject])
            for pk, state, version, told, n in cursor.fetchall():
                yield f"{model.procedure.subject} {pk}: stored “{state}” at {version}, docket tells “{told}” at {n}"


def docketed_models() -> list[type[Docketed]]:
    return [m for m in apps.get_models() if issubclass(m, Docketed)]


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM docket_entry")
        total: int = cursor.fetchone()[0]
    return total
