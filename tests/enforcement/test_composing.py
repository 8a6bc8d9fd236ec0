"""Restrictions compose: a listing is seen in a country if and only if no restriction stands there, whatever happened.

`PORTAL_COMPOSING=2000` plays that many stories, as before a release.
"""

import itertools
import os
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from enforcement import standings
from enforcement.models import Restriction, Standing
from enforcement.standings import Wanted
from enforcement.visibility import EVERYWHERE, hidden_in
from listings.models import Listing
from tests import cast
from tests.enforcement.conftest import lift, order

STORIES = int(os.environ.get("PORTAL_COMPOSING", "12"))
COUNTRIES = ["AT", "DE", "FR", "US"]
NUMBERS = itertools.count(7790000)

claims = some.sampled_from(["a", "b", "c", "d", "e"])
places = some.one_of(some.just([EVERYWHERE]), some.lists(some.sampled_from(COUNTRIES), min_size=1, max_size=3))
events = some.one_of(
    some.tuples(some.just("order"), claims, places),
    some.tuples(some.just("lift"), claims, some.none()),
    some.tuples(some.just("plan"), some.none(), some.none()),
    some.tuples(some.just("arrive"), some.integers(0, 5), some.none()),
    some.tuples(some.just("answer"), some.integers(0, 5), some.none()),
)


@dataclass
class Shelf:
    """The marketplace: takes a wish with a higher number, answers yes to the one it has, refuses an older one."""

    listing: Listing
    number: int = 0
    hidden_in: list[str] = field(default_factory=list)
    planned: list[Wanted] = field(default_factory=list)
    said_yes: list[Wanted] = field(default_factory=list)

    def plan(self) -> None:
        self.planned.append(standings.want({self.listing.pk: self.listing.external_id})[self.listing.pk])

    def arrive(self, which: int) -> None:
        """One of the calls under way arrives: late, doubled, or after a newer one."""
        if not self.planned:
            return
        wish = self.planned[which % len(self.planned)]
        if wish.sequence > self.number:
            self.number, self.hidden_in = wish.sequence, wish.hidden_in
        if wish.sequence == self.number:
            self.said_yes.append(wish)

    def answer(self, which: int) -> None:
        """One of the answers is recorded, perhaps an old one, perhaps again."""
        if self.said_yes:
            standings.record([self.said_yes[which % len(self.said_yes)]])

    def seen_in(self, country: str) -> bool:
        return EVERYWHERE not in self.hidden_in and country not in self.hidden_in


def play(shelf: Shelf, story: list[tuple[str, object, list[str] | None]]) -> dict[str, list[list[str]]]:
    """Live through it; returns which territories each claim holds at the end."""
    held: dict[str, list[list[str]]] = {}
    for deed, which, where in story:
        source = f"{shelf.listing.pk}{which}"
        if deed == "order":
            order(shelf.listing, source, where)
            held.setdefault(source, []).append(list(where or []))
        elif deed == "lift":
            lift(source)
            held.pop(source, None)
        elif deed == "plan":
            shelf.plan()
        else:
            getattr(shelf, deed)(which)
    return held


# Making a failing story shorter takes minutes with a database: read it as it is.
@pytest.mark.django_db
@settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    max_examples=STORIES,
    deadline=None,
    derandomize=STORIES < 100,
    suppress_health_check=list(HealthCheck),
)
@given(story=some.lists(events, min_size=10, max_size=30))
def test_seen_if_and_only_if_nothing_stands(story: list[tuple[str, object, list[str] | None]]) -> None:
    listing = cast.listing(next(NUMBERS))
    shelf = Shelf(listing)
    held = play(shelf, story)
    stands = {country for territories in held.values() for each in territories for country in each}
    shelf.plan()  # quiet: the newest wish arrives, and its answer is recorded
    shelf.arrive(len(shelf.planned) - 1)
    shelf.answer(len(shelf.said_yes) - 1)
    shelf.answer(0)  # an old answer that comes once more changes nothing
    for country in (*COUNTRIES, "JP"):
        visible = not stands & {EVERYWHERE, country}
        assert shelf.seen_in(country) is visible
        assert (set(hidden_in(listing)) & {EVERYWHERE, country} == set()) is visible
    standing = Standing.objects.get(listing=listing)
    assert (standing.confirmed_hidden_in, standing.confirmed_sequence) == (shelf.hidden_in, standing.sequence)
    # What is ordered is in force, what was lifted is over: nothing is left between.
    assert set(Restriction.objects.filter(listing=listing).values_list("state", flat=True)) <= {"in_force", "lifted"}
