"""How a log line looks: one line with the request and the delivery it belongs to; JSON where machines read it."""

import json
import logging
import os
import time
from typing import Any

from docket.tracing import delivery_id, request_id

__all__ = ["JsonFormatter", "LineFormatter", "RequestIdFilter", "request_id"]
# What logging itself puts on a record; anything beyond was added by the caller as `extra`.
USUAL = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {
    "message", "asctime", "request_id", "delivery", "taskName", "request", "color_message"
}  # fmt: skip
PLAIN = (str, int, float, bool, type(None))


class RequestIdFilter(logging.Filter):
    """Adds the request that is being answered, or that caused what is done now, and the delivery if it is one."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.delivery = delivery_id.get()
        return True


class LineFormatter(logging.Formatter):
    """One line a record: what a client wrote cannot start a line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is logging's)
        line = super().formatMessage(record)
        if getattr(record, "delivery", None) is not None:
            line += f" (delivery {record.delivery})"  # type: ignore[attr-defined]
        return line.replace("\r", "\\r").replace("\n", "\\n")


class JsonFormatter(logging.Formatter):
    """One JSON object a record, for collectors: UTC, and the same names everywhere."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
            "process": os.getpid(),
        }
        if getattr(record, "delivery", None) is not None:
            told["delivery"] = record.delivery  # type: ignore[attr-defined]
        told |= {k: v for k, v in vars(record).items() if k not in USUAL and isinstance(v, PLAIN)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
