"""A shift as the server sees it: from the commit of a clear case to the whole next one, beside that page alone."""

import argparse
import time

from django.test import Client

from benchmarks.figures import Figure, percentile
from benchmarks.people import People
from notices import queues
from notices.models import Claim, Notice

TEXT = "The listing uses the mark without the permission of its owner."
PLACE = {"SERVER_NAME": "127.0.0.1"}


def figures(people: People, asked: argparse.Namespace) -> list[Figure]:
    cases = 3 if asked.quick else 60
    client = Client()
    client.force_login(people.reviewers[0])
    here = client.post("/review/next/", {"queue": "review"}, **PLACE).url  # type: ignore[arg-type]
    ours, pages = [], []
    for _ in range(asked.runs):
        took: list[float] = []
        alone: list[float] = []
        for _case in range(cases):
            here, seconds = decided(client, here)
            took.append(seconds)
            began = time.perf_counter()
            client.get(here, **PLACE)  # type: ignore[arg-type]
            alone.append(time.perf_counter() - began)
        ours.append(percentile(took, 0.95) * 1000)
        pages.append(percentile(alone, 0.95) * 1000)
    queues.release(by=people.reviewer(), notice=notice_at(here))
    note = "commit, redirect and the next case's page; the browser then only replaces its main part"
    return [Figure("M11 a decision to the next case, p95", "ms", ours, "that page alone", pages, "≤ 300 ms", note)]


def decided(client: Client, here: str) -> tuple[str, float]:
    """Choose, which reserves the next case, and commit; returns where the next one is, and how long the second took."""
    notice = notice_at(here)
    claims = list(Claim.objects.filter(notice=notice, state="submitted").order_by("ordinal"))
    form = {
        "listing": claims[0].ordinal,
        "versions": ",".join(f"{c.pk}:{c.version}" for c in claims),
        "outcome": "remove",
        "reason": {"copyright": "CR-03", "design": "DS-01", "patent": "PT-01"}.get(notice.claim_type, "TM-01"),
        "text": TEXT,
        "everywhere": "on",
    }
    client.post(f"/review/{notice.reference}/words/", form, headers={"HX-Trigger-Name": "outcome"}, **PLACE)  # type: ignore[arg-type]
    began = time.perf_counter()
    answer = client.post(f"/review/{notice.reference}/decide/", form, **PLACE)  # type: ignore[arg-type]
    if answer.status_code != 303:
        raise RuntimeError(f"The decision was answered with {answer.status_code}.")
    page = client.get(answer["Location"], **PLACE)  # type: ignore[arg-type]
    if page.status_code != 200:
        raise RuntimeError(f"The next case was answered with {page.status_code}.")
    return answer["Location"], time.perf_counter() - began


def notice_at(here: str) -> Notice:
    return Notice.objects.get(reference=here.split("/")[2])
