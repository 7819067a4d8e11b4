"""Logs without personal data: one line an event, telephone numbers and identity numbers masked."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask

LONG_NUMBERS = re.compile(r"\d{9,}[\dXx]?")


def mask_numbers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Telephone and identity numbers become stars, wherever they stand in the line."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = LONG_NUMBERS.sub(lambda found: found.group()[:3] + "****", value)
    return event


def prepare(app: Flask) -> None:
    """JSON lines in production, readable ones elsewhere."""
    in_production = app.config["APP_ENV"] == "production"
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not in_production:
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask_numbers,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )
