"""Settings, read from the environment; docs/deployment.md lists every variable."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ipr_portal import environment as env
from ipr_portal import limits

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(env.text("PORTAL_HOME", str(BASE_DIR / ".portal"))).resolve()

# Processes count into files here; /metrics adds them up (docket/metrics.py). Without the folder each counts alone.
try:
    (HOME / "metrics").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(HOME / "metrics"))
except OSError:
    pass
METRICS_TOKEN = env.text("METRICS_TOKEN", "")
METRICS_FROM = env.networks("METRICS_FROM")  # networks that may read /metrics without the token, not through the proxy

DEBUG = env.flag("DEBUG")
DEMO = env.flag("PORTAL_DEMO")
SECRET_KEY = env.text("SECRET_KEY", "only-for-demo-and-tests" if DEMO else None)
SECRET_KEY_FALLBACKS = env.text("SECRET_KEY_FALLBACKS", "").split()
PORTAL_URL = env.text("PORTAL_URL", "http://127.0.0.1:8000").rstrip("/")
PORTAL_NAME = env.text("PORTAL_NAME", "Fairmark IP")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")
if DEMO and set(ALLOWED_HOSTS) - {"127.0.0.1", "localhost", "[::1]", "testserver"}:
    # A demo lets anyone read every mailbox and move the clock: it must not be reachable from outside.
    raise ImproperlyConfigured("PORTAL_DEMO=1 serves this machine only; ALLOWED_HOSTS names other hosts.")
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]

INSTALLED_APPS = [
    "ipr_portal.apps.PortalConfig",
    "monitoring",
    "notices",
    "enforcement",
    "rights",
    "listings",
    "policy",
    "notifications",
    "notifications.webhooks",
    "accounts",
    "docket",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "ipr_portal.ops.metrics.CountingMiddleware",
    "ipr_portal.middleware.RequestIdMiddleware",
    "ipr_portal.middleware.OutageMiddleware",
    "ipr_portal.middleware.PagesSqueezedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ipr_portal.middleware.EvidenceHostMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ActingMiddleware",
    "ipr_portal.language.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ipr_portal.middleware.InputMiddleware",
]

ROOT_URLCONF = "ipr_portal.urls"
WSGI_APPLICATION = "ipr_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ipr_portal.context.portal",
            ]
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database(env.text("DATABASE_URL"))}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 3,
        # A server that has vanished is noticed in seconds, also by a connection that was open already.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 3000,
        "options": limits.options("command", demo=DEMO),  # web, worker and sweeper say what they are when they start
    },
}
# Counters of failed sign-ins must be shared by all web processes and must not depend on Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
    # Figures that may be some minutes old; each process counts its own, so that no deed waits for a shared row.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "memory", "TIMEOUT": 600},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A hint must never hold up the request that sends it: the sweeper finds the work anyway.
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "visibility_timeout": 60,
}
CELERY_TASK_PUBLISH_RETRY = False
# Run by the sweeper and not by Celery beat: deadlines must pass when Redis is away (seconds, function).
PERIODIC_JOBS = [
    (2.0, "notices.tasks.fire_due_timers"),
    (5.0, "monitoring.looking.look"),
    (3600.0, "monitoring.telling.tell_owners"),
    (3600.0, "rights.tasks.expire_rights"),
    (300.0, "rights.tasks.see_to_mandates"),
    (300.0, "notices.mandated.resume_covered"),
    (3600.0, "notices.tasks.forget_what_is_old"),
    (3600.0, "accounts.tasks.tidy"),
]

# What talks to others or may take long runs beside these, in threads of their own: the clocks must not wait for it.
LONG_JOBS = [
    (3600.0, "enforcement.drift.reconcile_drift"),
    (60.0, "rights.tasks.look_after_files"),
    (60.0, "notifications.bounces.collect"),
    (60.0, "notifications.mail.send_again"),
    (300.0, "notifications.daily.run"),
    (60.0, "notifications.webhooks.tasks.look_after"),
    (60.0, "listings.pictures.check_some"),
    (3600.0, "notifications.webhooks.tasks.forget_old"),
    (3600.0, "notifications.webhooks.tasks.renew_secrets"),
    (3600.0, "listings.inbound.forget_old"),
    (86400.0, "ipr_portal.ops.metrics.forget_old_files"),
]
# How many deliveries one process has under way at once; no dependency gets more than half of them.
WORKER_SLOTS = env.whole_number("WORKER_SLOTS", 16, least=4, most=40)

# Lines that apps above `notices` add to the owner's first page: functions of (organisation, user).
HOME_NEEDS = ["monitoring.views.needs"]

# People sign in with their email address.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NotJustNames"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "notifications.adapter.PortalAccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Addresses are proven by a code. There is one a person; changing it proves the new one and tells the old one.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Every code (accounts/codes.py): six digits, ten minutes, five tries, twice sent again.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 2
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    "reset_password": "20/m/ip,3/m/key,20/h/key",
    "confirm_email": "3/m/key,20/h/key",
    "code_tries": "5/h/key",  # a key is one code
    "verify_receipt": "20/m/ip",
    "case_link": "20/m/ip,3/h/key",  # a key is one address
}
# Before what is sensitive (accounts/proof.py) one proves again that it is oneself, unless one just has.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "accounts.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are our own (accounts/factors.py)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone may be half a minute off
LOGIN_REDIRECT_URL = "/start/"
LOGIN_URL = "/sign-in/"

# Sessions live in PostgreSQL, so that losing Redis signs nobody out.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = PORTAL_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else f"portal_session_{PORTAL_URL.rpartition(':')[2]}"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else f"portal_csrf_{PORTAL_URL.rpartition(':')[2]}"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", HTTPS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
# Limits for each caller need the caller's address, which behind a proxy stands in a header.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.flag("BEHIND_PROXY"))
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ipr_portal.errors.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("zh-hans", _("Simplified Chinese")),
    ("ar", _("Arabic")),
]
# Languages whose files in locale/ must say everything that sellers and the public read (tests/translation).
COMPLETE_LANGUAGES = ["de", "es", "zh-hans", "ar"]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ipr_portal.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(HOME / "static")))
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(HOME / "files")))
MEDIA_URL = "/files/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ipr_portal.static.PortalStaticStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
# The virus scanner: a socket's path or host:port. Without one, files can be opened as soon as they are in.
CLAMD_ADDRESS = env.text("CLAMD_ADDRESS", "")
PREVIEW_CPU_SECONDS = 10
# A host name for files alone, without cookies and pages of ours; empty: files come from the portal's own host.
EVIDENCE_HOST = env.text("EVIDENCE_HOST", "").lower()
if EVIDENCE_HOST:
    if urlsplit(PORTAL_URL).netloc.lower() == EVIDENCE_HOST:
        raise ImproperlyConfigured("EVIDENCE_HOST must be another host than PORTAL_URL's, or it protects nothing.")
    ALLOWED_HOSTS.append(EVIDENCE_HOST.rpartition(":")[0] or EVIDENCE_HOST)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(f"{urlsplit(PORTAL_URL).scheme}://{EVIDENCE_HOST}")

# Mail: SMTP when a host is set, otherwise files under HOME/mail, which the demo's mailbox page reads too.
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.whole_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", bool(EMAIL_HOST))
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend",
)
EMAIL_FILE_PATH = str(HOME / "mail")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Fairmark IP <notices@fairmark.example>")
# Mail that cannot arrive comes back to an address of this domain, one for each letter; we read it from a Maildir.
MAIL_BOUNCE_DOMAIN = env.text("MAIL_BOUNCE_DOMAIN", "")
BOUNCE_MAILDIR = env.text("BOUNCE_MAILDIR", "")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "ip-help@fairmark.example")

# What makes the links that only a mail carries (notifications/links.py).
LINKS_IN_MAIL = "notices.case_links.in_mail"

# How long a reviewer's decision is held back so that it can be undone; each reviewer may set their own time.
UNDO_SECONDS = env.whole_number("PORTAL_UNDO_SECONDS", 30)

# Partners' systems that are told of events (notifications/webhooks). The numbers stand in policy/webhooks.yaml.
WEBHOOK_RULES = "policy.webhooks.rules"
WEBHOOK_DENIED = env.words("WEBHOOK_DENIED")  # networks to which nothing is sent, beside those in networks.py
WEBHOOK_LOOPBACK = env.flag("WEBHOOK_LOOPBACK")  # a receiver on this very machine, by plain http: in a demo only
WEBHOOK_DEMO_SECRET = env.text("WEBHOOK_DEMO_SECRET", "")  # what the demo's receiver knows (sandbox/hooks.py)
if WEBHOOK_LOOPBACK and not DEMO:
    raise ImproperlyConfigured("WEBHOOK_LOOPBACK=1 lets partners call services of this machine; only a demo may.")

# The marketplace whose listings are reported.
MARKETPLACE_NAME = env.text("MARKETPLACE_NAME", "Fairmark")
MARKETPLACE_URL = env.text("MARKETPLACE_URL", "http://127.0.0.1:8100/api").rstrip("/")
MARKETPLACE_RATE = env.whole_number("MARKETPLACE_RATE", 50)  # calls a second of all processes together; 0: no limit
MARKETPLACE_TOKEN = env.text("MARKETPLACE_TOKEN", "demo" if DEMO else "")
# What the marketplace signs its news with (listings/receiving.py); two while one is replaced. Without, none is taken.
MARKETPLACE_HOOK_SECRETS = env.words("MARKETPLACE_HOOK_SECRETS")
SANDBOX_URL = env.text("SANDBOX_URL", MARKETPLACE_URL.removesuffix("/api"))
# How a listing is written in pasted text: `regex => our id for it`, made of the named groups; one a line.
# A regex that starts with http is tried on whole links, any other on the text around them (listings/resolver.py).
LISTING_PATTERNS = [
    r"https?://(?:www\.)?fairmark\.example/(?:[a-z]{2}/)?l/(?P<listing>\d{4,12}) => L-{listing}",
    r"https?://(?:www\.)?fairmark\.example/shop/(?P<seller>[\w-]+)/(?P<listing>\d{4,12}) => L-{listing}",
    r"\bL-(?P<listing>\d{4,12})\b => L-{listing}",
    r"^(?P<listing>\d{5,12})$ => L-{listing}",
    *env.text("LISTING_PATTERNS", "").splitlines(),
]
# How a link to a whole shop is written: `regex => our id for the shop`, one a line (listings/naming_shops.py).
SHOP_PATTERNS = [
    r"https?://(?:www\.)?fairmark\.example/shop/(?P<shop>[\w-]+)/? => S-{shop}",
    *env.text("SHOP_PATTERNS", "").splitlines(),
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api_keys.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.rest.scopes.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["accounts.rest.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "accounts.rest.schema.PortalSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "rest_framework.negotiation.DefaultContentNegotiation",
    "EXCEPTION_HANDLER": "accounts.rest.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "IPR portal partner API",
    "DESCRIPTION": "File notices, follow each listing, answer and take back: everything the pages can do.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [],
}

LOG_FORMAT = env.text("LOG_FORMAT", "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "ipr_portal.logs.RequestIdFilter"}},
    "formatters": {"line": {"()": "ipr_portal.logs.LineFormatter"}, "json": {"()": "ipr_portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        # Two lines for each hint would say nothing: what a delivery came to has its own.
        "celery.app.trace": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
