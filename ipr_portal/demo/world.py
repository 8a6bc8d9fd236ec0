"""Making the whole demo, in an order in which each part finds what it needs."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from docket import outbox
from ipr_portal.demo import cast, catalogue, dates, desks, files, hooks, quality, relists, shelf, stage, stories
from rights.models import IPRight


def create() -> None:
    """Twice does no harm; after an interruption it goes on where it was."""
    cast.create()
    catalogue.create()
    shelf.fill()
    begun = IPRight.objects.exists()
    if begun and stage.where() <= 0:
        hooks.create()
        desks.create()
        return
    with without_hints():
        stage.tell(
            [*stories.moments(), *files.moments(), *relists.moments(), *quality.moments()],
            since=stories.BEGIN,
            begun=begun,
        )
    dates.settle()
    shelf.fill()  # with what came into the catalogue while the story was told
    hooks.create()
    with without_hints():
        desks.create()


@contextmanager
def without_hints() -> Iterator[None]:
    """No worker is woken: we deliver ourselves, each letter on the day of its deed."""
    hint, level = outbox.hint, logging.root.level
    outbox.hint = lambda names: None
    logging.root.setLevel(logging.ERROR)
    try:
        yield
    finally:
        outbox.hint = hint
        logging.root.setLevel(level)
