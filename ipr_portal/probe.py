"""`python -m ipr_portal.probe`: a container's health check. Asks the web server beside it as the proxy would."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

READY = "http://127.0.0.1:8000/healthz/ready"


def question(portal_url: str) -> urllib.request.Request:
    """With the public host and scheme: any other would be refused, or sent on to https."""
    public = urlsplit(portal_url)
    headers = {"Host": public.netloc, "X-Forwarded-Proto": public.scheme}
    return urllib.request.Request(READY, headers=headers)


def main() -> int:
    try:
        with urllib.request.urlopen(question(os.environ["PORTAL_URL"]), timeout=4) as answer:  # noqa: S310
            return int(answer.status != 200)
    except (OSError, urllib.error.URLError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - shown by `docker inspect`
        return 1


if __name__ == "__main__":
    sys.exit(main())
