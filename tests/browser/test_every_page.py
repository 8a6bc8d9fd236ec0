"""Every page that somebody can reach by links: no barrier for axe, nothing runs out sideways, nothing is refused."""

import os
import re
import uuid
from collections import Counter, deque
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.urls import resolve
from playwright.sync_api import Browser, Page

from notices import actions
from tests import cast
from tests.barriers import WIDE_AND_NARROW, barriers_in
from tests.browser.conftest import delivered, sign_in
from tests.monitoring.test_watch import relisted, removed
from tests.notices import stories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = list(WIDE_AND_NARROW)
if os.environ.get("EVERY_LOOK"):  # before a release
    LOOKS += [(320, "light"), (1280, "dark")]
SEVERAL = {"notice": 5, "case": 5, "review": 3}  # pages that change most with the state of what they show

PUBLIC = {"front", "help", "help_topic", "policies", "policy", "verify", "report", "sign_up", "forgot", "privacy"}
PEOPLE: dict[str, tuple[Callable[[], cast.Person] | None, set[str]]] = {
    # who, and pages of which we are sure that links lead there
    "stranger": (None, PUBLIC),
    "owner": (
        cast.mara,
        {
            "home", "notices", "notice", "notice_new", "notice_talk", "notice_answer", "notice_retract", "rights",
            "right", "mandates", "mandate", "team", "standing", "watch", "disputes", "imports", "inbox", "message",
            "settings", "preferences", "security", "sessions", "keys", "notice_listing", "notice_compare",
            "notice_dates", "notice_reply", "notice_appeal", "sighting",
        },
    ),
    "seller": (
        cast.nils,
        {"cases", "case", "case_decision", "case_reported", "answer_why", "case_talk", "shop_standing", "security"},
    ),
    "reviewer": (
        cast.tomas,
        {"queue", "review", "my_work", "rights_to_verify", "letters", "letter", "unanswered", "review_team",
         "review_routing"},
    ),
}  # fmt: skip


def a_busy_house() -> None:
    """Something for everybody in many states."""
    for state in ("in_court", "countered", "appealed_takedown", "mended", "awaiting_seller"):
        stories.TO_STATE[state]()
    stories.by_agent()
    stories.upheld(count=2)
    removed(cast.listing(7790001))
    with transaction.atomic():
        relisted(7790002)
    for state in ("restored", "rejected"):  # after these a removal of the like would need a second person
        stories.TO_STATE[state]()
    asked = stories.incomplete()
    actions.reply(by=cast.amina().actor, notice=asked[0].notice, text="Which photo is yours?", key=uuid.uuid4())
    delivered()


def onward(page: Page) -> list[str]:
    links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(page.url).netloc
    parts = [urlsplit(urljoin(page.url, each)) for each in links]
    return [each.path for each in parts if each.netloc == here and not re.search(r"\.(pdf|csv|png|webp)$", each.path)]


def walk(page: Page, begin: str, but: set[str]) -> tuple[Counter[str], list[str]]:
    """Follow links until every kind of page was seen, `but` some; returns their names and all that is wrong."""
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    page.on("pageerror", lambda fault: wrong.append(f"{page.url}: {fault}"))
    seen: Counter[str] = Counter()
    todo, done = deque([begin]), set[str]()
    while todo:
        path = todo.popleft()
        if path in done or path.startswith(("/api/", "/static/")):
            continue
        done.add(path)
        name = resolve(path).url_name or path
        if seen[name] >= SEVERAL.get(name, 1) or name in but:
            continue
        answer = page.request.get(path, max_redirects=0)
        if "html" not in answer.headers.get("content-type", "") or answer.status == 405:
            continue  # a file, or a button that is no page
        seen[name] += 1
        page.goto(path)
        if page.locator("h1").count() != 1:
            wrong.append(f"{page.url}: {page.locator('h1').count()} headings name it")
        wrong += barriers_in(page, LOOKS)
        todo.extend(onward(page))
    return seen, wrong


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_that_links_lead_to(role: str, browser: Browser, portal: str) -> None:
    who, sure = PEOPLE[role]
    a_busy_house()
    context = browser.new_context(base_url=portal, reduced_motion="reduce")
    try:
        page = context.new_page()
        if who is not None:
            sign_in(page, who())
        else:
            page.goto("/")
        seen, wrong = walk(page, urlsplit(page.url).path, but=PUBLIC - {"front"} if who else set())
    finally:
        context.close()
    assert not wrong, "\n".join(wrong)
    assert sure <= set(seen), sure - set(seen)
