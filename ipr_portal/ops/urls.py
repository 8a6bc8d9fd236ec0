"""The addresses of operations: for staff, for the load balancer, for Prometheus."""

from django.urls import path

from ipr_portal.ops import drift, health, metrics, status

urlpatterns = [
    path("healthz/live", health.live, name="healthz_live"),
    path("healthz/ready", health.ready, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("ops/status/", status.status, name="status"),
    path("ops/drift/", drift.reports, name="drift"),
]
