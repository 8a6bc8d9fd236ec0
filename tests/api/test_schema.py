"""The schema is valid, whole and public; every problem has a page; nothing is open by forgetting."""

import pytest
from django.test import Client
from openapi_spec_validator import validate
from rest_framework.views import APIView

from accounts.rest.kinds import KINDS
from accounts.rest.scopes import scope_of
from ipr_portal.api import urls, views
from tests.api.partner import schema


def endpoints() -> list[tuple[str, type[APIView]]]:
    found, waiting = [], [("", pattern) for pattern in urls.v1]
    while waiting:
        at, pattern = waiting.pop()
        if hasattr(pattern, "url_patterns"):
            waiting += [(at + str(pattern.pattern), inner) for inner in pattern.url_patterns]
        else:
            found.append((at + str(pattern.pattern), pattern.callback.cls))
    return found


def test_the_schema_is_openapi_3_1() -> None:
    validate(schema())
    assert schema()["openapi"].startswith("3.1")


@pytest.mark.django_db
def test_the_schema_is_public() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.json()["paths"].keys() == views.schema()["paths"].keys()


def test_every_method_says_who_may_use_it_and_stands_in_the_schema() -> None:
    told = schema()["paths"]
    for path, view in endpoints():
        template = "/api/v1/" + path.replace("<str:", "{").replace(">", "}")
        for method in {"get", "post", "put", "patch", "delete"} & set(dir(view)):
            assert scope_of(view, method), (path, method)
            assert method in told[template]


def test_every_deed_asks_for_its_key_and_tells_its_problems() -> None:
    for path, methods in schema()["paths"].items():
        for method, told in methods.items():
            assert {"400", "405", "406", "429", "503"} <= told["responses"].keys()
            if told["security"]:
                assert {"401", "403"} <= told["responses"].keys()
            if method == "post" and not path.endswith("/validate"):
                names = {each["name"] for each in told["parameters"]}
                assert "Idempotency-Key" in names
                assert path.startswith("/api/v1/claims") == ("If-Match" in names)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", KINDS)
def test_every_problem_has_a_page(slug: str) -> None:
    page = Client().get(f"/problems/{slug}/")
    assert page.status_code == 200
    assert slug in page.content.decode()


@pytest.mark.django_db
def test_the_pages_for_developers_open() -> None:
    assert Client().get("/problems/nothing/").status_code == 404
    assert "curl" in Client().get("/developers/").content.decode()
    assert Client().get("/problems/").status_code == 200
