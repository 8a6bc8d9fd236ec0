"""Every address of the portal."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from ipr_portal import language, public, style, welcome

PARTS = (
    "accounts.urls",
    "rights.urls",
    "listings.urls",
    "monitoring.urls",
    "notices.urls.following",
    "notices.urls.public",
    "notices.urls.guests",
    "notices.urls.owners",
    "notices.urls.imports",
    "notices.urls.sellers",
    "notices.urls.reviewers",
    "notices.urls.quality",
    "notifications.urls",
    "notifications.webhooks.urls",
    "ipr_portal.api.urls",
    "ipr_portal.ops.urls",
)

handler500 = "ipr_portal.errors.server_error"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.front, name="front"),
    path("start/", public.start, name="start"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/shop/", welcome.take_shop, name="take_shop"),
    *(path(f"{topic}/", public.help_page, {"topic": topic}, name=topic) for topic in public.HELP_PAGES),
    path("help/<str:topic>/", public.help_topic, name="help_topic"),
    path("language/", language.switch, name="set_language"),
    path("policies/", public.policies, name="policies"),
    path("policies/<str:code>/", public.policy, name="policy"),
    path("style/", style.style, name="style"),
    *(path("", include(part)) for part in PARTS if find_spec(part)),
]
