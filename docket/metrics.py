"""What each process counts while it works (docs/operations.md names every metric; /metrics shows their sum).

Every metric has labels: a process that counts nothing leaves no file behind.
"""

import os
import re
import socket

from prometheus_client import Counter, Histogram, values

if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
    # Several hosts or containers may share the folder, and their process numbers are alike.
    HOST = re.sub(r"[^A-Za-z0-9.-]", "-", socket.gethostname())[:60]
    values.ValueClass = values.MultiProcessValue(process_identifier=lambda: f"{HOST}-{os.getpid()}")  # type: ignore[no-untyped-call]

SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30)

DELIVERED = Counter(
    "portal_deliveries", "Deliveries tried, by what they led to", ["dependency", "subscriber", "outcome"]
)
CALL_SECONDS = Histogram("portal_delivery_seconds", "Time of one try of a delivery", ["dependency"], buckets=SECONDS)
HINTS_FAILED = Counter("portal_hints_failed", "Hints that Redis did not take", ["error"])
DEEDS_REPEATED = Counter("portal_deeds_repeated", "Deeds done again after a lost turn", ["code"])
BREAKER_OPENED = Counter("portal_breaker_opened", "Times that a dependency was found not to serve us", ["dependency"])
