"""A call that ends in time: resolvers know no limit, and a byte now and then keeps a connection for ever."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def bounded(seconds: float, call: Callable[[], T]) -> T:
    """What the call gives, or TimeoutError. The thread that still waits then ends with its socket."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True, name="webhook").start()
    return future.result(timeout=seconds)
