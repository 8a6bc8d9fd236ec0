"""manage.py sweep: the process that never forgets what is due."""

import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

from docket import pulse, pumps, sweeper
from ipr_portal.database import become


class Command(BaseCommand):
    """Run the sweeper and the periodic jobs until told to stop."""

    help = "Find due deliveries that no worker took, and run the periodic jobs. Any number may run; one leads."

    def handle(self, *args: Any, **options: Any) -> None:
        become("sweeper")
        stopped: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, frame: stopped.append(received))
        jobs = [sweeper.Job(every, import_string(name)) for every, name in settings.PERIODIC_JOBS]
        jobs += [sweeper.Job(every, import_string(name), aside=True) for every, name in settings.LONG_JOBS]
        sweeper.loop(jobs, stop=lambda: bool(stopped))
        pumps.stop_all(within=20)
        pulse.end("sweeper")
