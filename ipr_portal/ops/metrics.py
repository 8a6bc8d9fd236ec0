"""/metrics for Prometheus: what all processes counted, and what the database says now. For those who may ask."""

import hmac
import ipaddress
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from docket import health
from docket.models import Pulse
from enforcement.models import DriftReport
from enforcement.standings import unconfirmed
from ipr_portal.ops import figures

SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
REQUESTS = Counter("portal_requests", "Requests answered", ["method", "view", "status"])
REQUEST_SECONDS = Histogram("portal_request_seconds", "Time of an answer", ["view"], buckets=SECONDS)

# Everything asked of the database at the moment of the question: name → (help, labels).
GAUGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "portal_deliveries_due": ("Deliveries that are owed and not done", ("dependency",)),
    "portal_deliveries_stuck": ("Deliveries that need a person", ("dependency",)),
    "portal_oldest_due_seconds": ("Age of the oldest delivery that is due", ("dependency",)),
    "portal_breaker_open": ("1 while a dependency does not serve us", ("dependency",)),
    "portal_listings_unconfirmed": ("Listings that the marketplace has not yet confirmed as decided", ()),
    "portal_mail_due": ("Letters that have not left yet", ()),
    "portal_mail_oldest_seconds": ("Age of the oldest letter that has not left", ()),
    "portal_timers_due_in_a_day": ("Clocks of the law that end within 24 hours", ("clock",)),
    "portal_timers_overdue": ("Clocks that should have ended already", ("clock",)),
    "portal_timers_last_day": ("Clocks that must have ended a day from now at the latest", ("clock",)),
    "portal_canary_age_seconds": ("Time since a canary came through the queue", ()),
    "portal_sweeper_age_seconds": ("Time since the leading sweeper said that it lives", ()),
    "portal_workers": ("Processes that deliver and were heard of within a minute", ()),
    "portal_clock_skew_seconds": ("How far the worst process's clock is from the database's", ()),
    "portal_docket_verified_age_seconds": ("Time since the docket was last verified", ()),
    "portal_docket_faults": ("Faults that the last verification found", ()),
    "portal_drift_age_seconds": ("Time since the marketplace was last looked at for drift", ()),
    "portal_drift_found": ("Listings shown otherwise than confirmed, at the last look", ()),
    "portal_drift_unrepaired": ("Of those, listings that could not be put right", ()),
}
FORGOTTEN_AFTER = 7 * 86400.0
Values = Iterator[tuple[str, tuple[str, ...], float]]


class Now:
    """Reads the database when it is asked, so that every process gives the same answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        families = {name: GaugeMetricFamily(name, text, labels=labels) for name, (text, labels) in GAUGES.items()}
        for read in READERS:
            for name, labels, value in read():
                families[name].add_metric(labels, value)
        yield from families.values()


def deliveries() -> Values:
    for each in figures.owed():
        yield "portal_deliveries_due", (each.name,), each.due
        yield "portal_deliveries_stuck", (each.name,), each.stuck
        yield "portal_oldest_due_seconds", (each.name,), max(0.0, each.oldest)
    yield "portal_listings_unconfirmed", (), unconfirmed()


def work() -> Values:
    seen = health.look()
    for each in figures.owed():
        yield "portal_breaker_open", (each.name,), float(each.name in seen.shut)
    if seen.canary is not None:
        yield "portal_canary_age_seconds", (), seen.canary
    if seen.sweeper is not None:
        yield "portal_sweeper_age_seconds", (), seen.sweeper
    yield "portal_clock_skew_seconds", (), seen.skew
    alive = Pulse.objects.exclude(part="sweeper").filter(seen_at__gt=seen.at - timedelta(seconds=health.SILENT_SECONDS))
    yield "portal_workers", (), alive.values("process").distinct().count()


def letters() -> Values:
    count, oldest = figures.mail()
    yield "portal_mail_due", (), count
    yield "portal_mail_oldest_seconds", (), oldest


def clocks() -> Values:
    for each in figures.clocks():
        yield "portal_timers_due_in_a_day", (each.key,), each.due
        yield "portal_timers_overdue", (each.key,), each.overdue
        yield "portal_timers_last_day", (each.key,), each.last_day


def proofs() -> Values:
    verified = figures.marks().get("verify_docket")
    if verified:
        yield "portal_docket_verified_age_seconds", (), figures.age(verified[0])
        yield "portal_docket_faults", (), float(verified[1].get("faults", 0))
    drift = DriftReport.objects.order_by("-pk").first()
    if drift:
        yield "portal_drift_age_seconds", (), figures.age(drift.ended_at)
        yield "portal_drift_found", (), drift.drifted
        yield "portal_drift_unrepaired", (), drift.drifted - drift.repaired


READERS: tuple[Callable[[], Values], ...] = (deliveries, work, letters, clocks, proofs)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class CountingMiddleware:
    """Counts every answer, and how long it took, by the name of its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        found = request.resolver_match
        view = (found and (found.view_name or found._func_path)) or "none"
        method = request.method if request.method in METHODS else "other"  # whatever a stranger writes there
        REQUESTS.labels(method, view, str(response.status_code)).inc()
        REQUEST_SECONDS.labels(view).observe(time.monotonic() - began)
        return response


def forget_old_files() -> int:
    """Processes that ended leave what they counted behind; after a week nobody asks for it. Returns how many."""
    folder, now = os.environ.get("PROMETHEUS_MULTIPROC_DIR"), time.time()
    old = [f for f in Path(folder).glob("*.db") if now - f.stat().st_mtime > FORGOTTEN_AFTER] if folder else []
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Text for Prometheus; to everybody else there is no such page."""
    if not may_ask(request):
        raise Http404
    return HttpResponse(generate_latest(counted()) + generate_latest(asked()), content_type=CONTENT_TYPE_LATEST)


def counted() -> CollectorRegistry:
    """What the processes counted: all of them, where they share a folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def asked() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Now())
    return registry


def may_ask(request: HttpRequest) -> bool:
    """By the token, or from an address that is named and that did not come through the proxy."""
    given, token = request.headers.get("Authorization", ""), settings.METRICS_TOKEN
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    if "X-Forwarded-For" in request.headers:
        return False
    address = ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 (nobody)
    return any(address in ipaddress.ip_network(network) for network in settings.METRICS_FROM)
