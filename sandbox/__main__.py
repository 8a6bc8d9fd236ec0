"""python -m sandbox --port 8100 --home .portal/sandbox"""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from sandbox.api import offered
from sandbox.server import Market


def main() -> None:
    args = arguments()
    told = {"hook": args.hook, "secret": args.hook_secret, "partner_secret": args.partner_secret}
    market = Market((args.host, args.port), args.home.resolve(), args.token, args.name, args.portal, **told)
    if args.seed:
        market.store.offer([offered(listing) for listing in json.loads(args.seed.read_text())])
    for number in (signal.SIGTERM, signal.SIGINT):
        # `shutdown` waits for the loop to end, so it must not be called from the loop's own thread.
        signal.signal(number, lambda *_: threading.Thread(target=market.shutdown).start())
    print(f"ready http://{args.host}:{market.server_address[1]}", flush=True)
    market.serve_forever(poll_interval=0.1)
    market.feed.close()
    market.store.close()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description="A stand-in marketplace for trying and testing.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100, help="0 takes any free port")
    parser.add_argument("--home", type=Path, required=True, help="where it keeps its data and pictures")
    parser.add_argument("--token", default=os.environ.get("MARKETPLACE_TOKEN", ""), help="or $MARKETPLACE_TOKEN")
    parser.add_argument("--name", default=os.environ.get("MARKETPLACE_NAME", "Fairmark"))
    parser.add_argument("--portal", default=os.environ.get("PORTAL_URL", ""), help="where infringements are reported")
    parser.add_argument("--seed", type=Path, help="a JSON list of listings to load at the start")
    parser.add_argument("--hook", default="", help="where news of listings is sent, as Standard Webhooks")
    parser.add_argument("--hook-secret", default=os.environ.get("HOOK_SECRET", ""), help="whsec_…, or $HOOK_SECRET")
    secret = os.environ.get("WEBHOOK_DEMO_SECRET", "")
    parser.add_argument("--partner-secret", default=secret, help="of what /hooks/ receives, or $WEBHOOK_DEMO_SECRET")
    args = parser.parse_args()
    if not args.token:
        sys.exit("Give --token or set MARKETPLACE_TOKEN: without it anyone could hide listings.")
    return args


if __name__ == "__main__":
    main()
