"""What the queue brings: hints that there is work, and a canary that shows that hints arrive."""

from celery import shared_task

from docket import pulse, pumps


@shared_task(name="docket.deliver", ignore_result=True)
def deliver(names: list[str]) -> None:
    """Wake the pumps of these dependencies; they do the work in threads of their own."""
    pumps.wake(names)


@shared_task(name="docket.canary", ignore_result=True)
def canary() -> None:
    """Came through the queue alive."""
    pulse.mark("canary", {"by": pulse.process()})
