"""Which Nice classes a marketplace's category belongs to: a hint for people, never a decision."""

import re
from collections.abc import Iterable

# Words of categories → classes, after the class headings of the Nice Classification. A category we do not know
# says nothing. An operator's own categories come to the end of this table.
CLASSES: tuple[tuple[str, frozenset[int]], ...] = (
    (r"cosmetic|perfume|soap", frozenset({3})),
    (r"tool|knife|knives|cutlery", frozenset({7, 8})),
    (r"audio|headphone|phone|computer|electronic|camera", frozenset({9})),
    (r"lamp|light|stove|fridge", frozenset({11})),
    (r"bicycle|car part|vehicle", frozenset({12})),
    (r"watch|jewel|ring|necklace", frozenset({14})),
    (r"print|poster|paper|book|stationery", frozenset({16})),
    (r"bag|luggage|wallet|leather", frozenset({18})),
    (r"furniture|chair|table|shelf", frozenset({20})),
    (r"mug|cup|kitchen|glass|teapot|pot", frozenset({21})),
    (r"towel|bedding|textile|blanket", frozenset({24})),
    (r"shoe|cloth|shirt|fashion|hat", frozenset({25})),
    (r"toy|game|sport", frozenset({28})),
    (r"tea\b|coffee|chocolate", frozenset({30})),
)


def classes_of(category: str) -> frozenset[int]:
    """The classes this category may fall into; empty when we cannot tell."""
    found = (classes for words, classes in CLASSES if re.search(rf"\b(?:{words})", category, re.IGNORECASE))
    return frozenset[int]().union(*found)


def outside(registered: Iterable[int], category: str) -> bool:
    """Whether goods of this category seem to lie outside the registered classes."""
    likely, held = classes_of(category), set(registered)
    return bool(held and likely and not held & likely)
