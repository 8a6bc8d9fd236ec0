# One image for every process: web, worker, sweeper (docs/deployment.md).

FROM python:3.11-slim AS packages
COPY requirements.production.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /requirements.production.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data portal
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_HOME=/data \
    STATIC_ROOT=/app/collected
# The address and the key are needed to read the settings, and end with this line: nothing is connected to.
RUN DATABASE_URL=postgres://build/build SECRET_KEY=build python manage.py collectstatic --no-input \
    && python -m compileall -q /app
USER portal
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "ipr_portal.probe"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.5", \
     "--workers-kill-timeout", "8", "--log-level", "warning", "ipr_portal.wsgi:application"]
