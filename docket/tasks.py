"""What the queue brings: hints that deliveries are due."""

from celery import shared_task

from docket import outbox


@shared_task(name="docket.deliver", ignore_result=True)
def deliver(ids: list[int]) -> None:
    """Deliver these rows if they are still due and nobody holds them."""
    outbox.deliver(ids)
