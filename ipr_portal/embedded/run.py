"""`make run`: bring everything up, say where it is, mend what dies, end it in order."""

import json
import os
import time

from ipr_portal.embedded.children import Crew
from ipr_portal.embedded.console import Trouble, say, tell
from ipr_portal.embedded.home import Home, is_free
from ipr_portal.embedded.places import environment
from ipr_portal.embedded.portal import Portal
from ipr_portal.embedded.preparing import Preparation
from ipr_portal.embedded.servers import Servers
from ipr_portal.embedded.stopping import Halted, hurry_when_asked_again


def run() -> int:
    home = Home.of_environment()
    home.claim()
    port = _port()
    crew = Crew(home.folder("processes"))
    servers = Servers(home, durable=True)
    try:
        _bring_up(crew, servers, home, port)
        _keep_up(crew)
    except Halted as word:
        say(f"stopping ({word})")
    finally:
        hurry_when_asked_again(crew)
        _bring_down(crew, servers)
    say("stopped; the data is kept")
    return 0


def _bring_up(crew: Crew, servers: Servers, home: Home, port: int) -> None:
    sandbox_port = home.port("sandbox")
    servers.launch(crew)
    portal = Portal(home, _environment(home, servers, port, sandbox_port), port, sandbox_port)
    sandbox = crew.launch(portal.sandbox())
    servers.wait(crew)
    preparation = Preparation(home, portal.environment, servers.identity())
    preparation.migrate()
    preparation.collect_static()
    crew.wait_for(sandbox, within=30)  # the demo puts its listings on sale there
    preparation.make_demo()
    crew.launch(portal.nursery())
    preparation.write_demo()
    crew.wait_for(*crew.children, within=90)
    tell(f"ready {portal.environment['PORTAL_URL']}")
    _introduce(home)


def _environment(home: Home, servers: Servers, port: int, sandbox_port: int) -> dict[str, str]:
    sandbox = f"http://127.0.0.1:{sandbox_port}"
    return environment() | servers.addresses | {
        "PORTAL_HOME": str(home.path),
        "PORTAL_DEMO": "1",
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "SANDBOX_URL": sandbox,
        "MARKETPLACE_URL": f"{sandbox}/api",
        "MARKETPLACE_TOKEN": home.secret("marketplace-token"),
        "METRICS_FROM": "127.0.0.1",
        "SECRET_KEY": home.secret("secret-key"),
        "WEBHOOK_LOOPBACK": "1",
        "WEBHOOK_DEMO_SECRET": f"whsec_{home.secret('webhooks').translate(str.maketrans('-_', '+/'))}",
    }  # fmt: skip


def _port() -> int:
    named = os.environ.get("PORT") or "8000"
    if not named.isdigit() or not 0 < int(named) < 65536:
        raise Trouble(f"PORT must be a number from 1 to 65535, not {named!r}")
    end = time.monotonic() + 5  # the web server of a launcher that was killed may still be ending
    while not is_free(int(named)):
        if time.monotonic() > end:
            raise Trouble(f"port {named} is taken by another program. Choose another: make run PORT={int(named) + 1}")
        time.sleep(0.1)
    return int(named)


def _introduce(home: Home) -> None:
    try:
        demo = json.loads((home.path / "demo.json").read_text())
    except FileNotFoundError:
        return
    tell(f"\nThe stand-in marketplace: {demo['sandbox_url']}\nSign in as (all of this is in {home.path}/demo.json):")
    for account in demo["accounts"]:
        tell(f"  {account['role'].replace('_', ' '):<16} {account['email']:<32} {account['password']}")
    tell("\nCtrl-C stops everything.")


def _keep_up(crew: Crew) -> None:
    while True:
        crew.mend()
        time.sleep(0.2)


def _bring_down(crew: Crew, servers: Servers) -> None:
    """Those who work first, then the marketplace they talk to, then those who keep the data."""
    for leaving in (
        [child for child in crew.children if child not in servers.children and child.name != "sandbox"],
        [child for child in crew.children if child not in servers.children],
        servers.children,
    ):
        crew.stop(*(child for child in leaving if child in crew.children))
