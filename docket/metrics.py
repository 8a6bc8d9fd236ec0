"""What each process counts while it works (docs/operations.md names every metric; /metrics shows their sum)."""

from prometheus_client import Counter, Histogram

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)

DELIVERED = Counter(
    "portal_deliveries", "Deliveries tried, by what they led to", ["dependency", "subscriber", "outcome"]
)
CALL_SECONDS = Histogram("portal_delivery_seconds", "Time of one try of a delivery", ["dependency"], buckets=SECONDS)
HINTS_FAILED = Counter("portal_hints_failed", "Hints that Redis did not take; the sweeper makes up for them")
DEEDS_REPEATED = Counter("portal_deeds_repeated", "Deeds done again after a deadlock or a serialization failure")
BREAKER_OPENED = Counter("portal_breaker_opened", "Times that a dependency was found not to serve us", ["dependency"])
