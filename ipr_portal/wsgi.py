"""The WSGI application that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipr_portal.settings")
application = get_wsgi_application()

from ipr_portal.database import become  # noqa: E402 - it needs the application

become("web")
