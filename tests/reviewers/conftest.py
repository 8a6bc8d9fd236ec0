"""Stories of the reviewers' desk: who is signed in, and a notice that waits."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from notices import actions
from notices.models import Notice
from tests import cast

SignIn = Callable[[cast.Person], Client]


@pytest.fixture
def sign_in(db: None) -> SignIn:
    def signed_in(person: cast.Person) -> Client:
        client = Client()
        client.force_login(person.user)
        return client

    return signed_in


@pytest.fixture
def notice(db: None) -> Iterator[Notice]:
    """Mara's notice about two lamps of Nordic Mugs."""
    cast.amina(), cast.tomas()
    yield actions.submit(by=cast.mara().actor, filing=cast.filing(cast.listings(2)))
