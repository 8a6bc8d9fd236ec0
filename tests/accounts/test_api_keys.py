"""Keys: random, hashed, read in one query, their use noted once a minute."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import api_keys
from accounts.models import ApiKey
from tests import cast

pytestmark = pytest.mark.django_db


def made(**fields: object) -> tuple[ApiKey, str]:
    mara = cast.mara()
    given = {"name": "x", "scopes": ["notices.read"], **fields}
    return api_keys.issue(organisation=mara.organisation, created_by=mara.user, **given)  # type: ignore[arg-type]


def test_the_secret_is_not_kept() -> None:
    key, secret = made()
    assert secret.startswith("ipr_live_")
    assert secret.startswith(key.prefix)
    assert secret not in str(ApiKey.objects.values().get())
    assert made(live=False)[1].startswith("ipr_test_")


def test_a_scope_must_exist() -> None:
    with pytest.raises(ValueError, match="everything"):
        made(scopes=["everything"])


def test_finding_a_key_is_one_query_and_its_use_is_noted_once_a_minute(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    key, secret = made()
    with django_assert_num_queries(2):
        assert api_keys.find(secret) == key
    with django_assert_num_queries(1):
        found = api_keys.find(secret)
        assert found is not None
        assert found.organisation.name == "Studio Linde GmbH"
    ApiKey.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    with django_assert_num_queries(2):
        api_keys.find(secret)


def test_a_key_ends_when_its_time_is_over() -> None:
    _, secret = made(expires_at=timezone.now() + timedelta(minutes=1))
    assert api_keys.find(secret)
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api_keys.find(secret) is None
