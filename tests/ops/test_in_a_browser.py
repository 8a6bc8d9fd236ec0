"""The pages of operations in a real browser: no barrier found by axe, no sideways scroll, narrow and wide."""

import os
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from docket import pulse
from docket.clock import now
from docket.models import Delivery
from enforcement.models import DriftReport
from tests import cast
from tests.barriers import barriers_in
from tests.notices import stories
from tests.ops.conftest import all_well, shut

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_page_of_operations_has_a_barrier(browser: Browser, live_server: LiveServer, settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    all_well()
    pulse.beat("mail", busy=2, slots=4)
    shut("marketplace")
    stories.submitted(count=2)
    Delivery.objects.update(state="stuck", last_error="smtplib.SMTPDataError: (554, b'refused')")
    changed = [{"id": "L-7712093", "repaired": False}]
    DriftReport.objects.create(
        began_at=now(), ended_at=now(), checked=9, drifted=1, repaired=0, unanswered=0, listings=changed
    )
    client, stopped = Client(), Delivery.objects.order_by("pk")[0].pk
    client.force_login(cast.jon().user)
    key = {"name": django_settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    deliveries = "/review/deliveries/"
    pages = ("/ops/status/", "/ops/drift/", deliveries, f"{deliveries}?show=due", f"{deliveries}{stopped}/give-up/")
    context = browser.new_context()
    context.add_cookies([key])
    page = context.new_page()
    for path in pages:
        answer = page.goto(live_server.url + path)
        assert answer and answer.status == 200 and page.url.endswith(path)
        assert not barriers_in(page)
    context.close()
