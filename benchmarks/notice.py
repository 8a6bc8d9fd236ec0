"""M3: the owner's page of a notice with 500 listings, beside the page of a notice with one."""

import argparse

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from benchmarks.figures import Figure, percentile
from benchmarks.intake import Letter
from benchmarks.page import seconds
from benchmarks.people import People
from notices.models import Notice

MANY = 500


def figures(people: People, asked: argparse.Namespace) -> list[Figure]:
    letter, client = Letter(people), Client()
    client.force_login(User.objects.get(email="owner@brand.example"))
    many = min(MANY, len(letter.listings))
    pages = {listings: page_of(letter, listings) for listings in (1, many)}
    for page in pages.values():
        seconds(client, page)  # templates are read once
    tries = 3 if asked.quick else 20
    took = {n: [[seconds(client, page) for _ in range(tries)] for _ in range(asked.runs)] for n, page in pages.items()}
    with CaptureQueriesContext(connection) as captured:
        seconds(client, pages[many])
    lines = []
    for part, goal in ((0.5, ""), (0.95, "≤ 300 ms")):
        ours, theirs = ([percentile(run, part) * 1000 for run in took[n]] for n in (many, 1))
        note = f"{len(captured)} queries" if part == 0.5 else ""
        lines.append(Figure(f"M3 notice of {many}, p{part * 100:.0f}", "ms", ours, "of 1 listing", theirs, goal, note))
    return lines


def page_of(letter: Letter, listings: int) -> str:
    return f"/notices/{Notice.objects.get(public_id=letter.post(listings)).reference}/"
