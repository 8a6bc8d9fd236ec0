"""Public ids from outside: what is not there answers like what is not yours."""

import re
from typing import TypeVar

from django.db.models import Model, QuerySet

from accounts.rest.problems import Problem

SHAPE = re.compile(r"[a-z]{3}_[0-9a-z]{26}")
M = TypeVar("M", bound=Model)


def find(rows: "QuerySet[M]", public_id: str) -> M:
    """The row of this id among those the caller may see; 404 for all others."""
    found = rows.filter(public_id=public_id).first() if SHAPE.fullmatch(public_id) else None
    if found is None:
        raise Problem("not-found")
    return found
