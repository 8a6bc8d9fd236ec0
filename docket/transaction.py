"""Transactions of whole deeds: Django's, and done again when PostgreSQL says that another one was in the way."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, overload

from django.db import Error, connection, models
from django.db import transaction as django

from docket import metrics
from docket.database import code_of, turn_lost

P = ParamSpec("P")
R = TypeVar("R")

AGAIN = 5  # times after the first
PAUSE = 0.02  # seconds before the second try at most, doubled each time; by chance, so that two do not meet again

on_commit = django.on_commit


@overload
def atomic() -> django.Atomic: ...
@overload
def atomic(deed: Callable[P, R]) -> Callable[P, R]: ...
def atomic(deed: Callable[P, R] | None = None) -> Callable[P, R] | django.Atomic:
    """As a decorator: the outermost deed is repeated whole after a deadlock or a serialization failure.

    As a block (`with transaction.atomic():`) it is Django's own: a block cannot be run again.
    """
    return django.atomic() if deed is None else _repeated(deed)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Do it, look at what came of it, and leave nothing of it: for showing what a deed would bring."""
    with django.atomic():
        yield
        django.set_rollback(True)


def _repeated(deed: Callable[P, R]) -> Callable[P, R]:
    @wraps(deed)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:  # the transaction is lost as a whole: whoever opened it begins again
            with django.atomic():
                return deed(*args, **kwargs)
        before = [(row, dict(vars(row)), dict(vars(row._state))) for row in _rows(args, kwargs)]
        for attempt in range(AGAIN):
            try:
                with django.atomic():
                    return deed(*args, **kwargs)
            except Error as error:
                if not turn_lost(error):
                    raise
                metrics.DEEDS_REPEATED.labels(code_of(error)).inc()
            _restore(before)
            time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311 (a pause, not a secret)
        with django.atomic():
            return deed(*args, **kwargs)

    return run


def _rows(*given: Any) -> Iterator[models.Model]:
    """The model instances among what the deed was given: it may have changed them before it failed."""
    for value in given:
        if isinstance(value, models.Model):
            yield value
        elif isinstance(value, Mapping):
            yield from _rows(*value.values())
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _rows(*value)


def _restore(before: list[tuple[models.Model, dict[str, Any], dict[str, Any]]]) -> None:
    for row, fields, state in before:
        vars(row).clear()
        vars(row).update(fields)
        vars(row._state).clear()
        vars(row._state).update(state)
