"""Logs without personal data: one line an event, telephone numbers and identity numbers masked."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from flask import Flask
from flask.logging import default_handler

MOBILE = r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
LONG_NUMBERS = re.compile(rf"\d{{9,}}[\dXx]?|(?<!\d){MOBILE}(?!\d)|(?<!\d)0\d{{2,3}}-\d{{7,8}}(?!\d)")


def mask_numbers(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Telephone and identity numbers become stars, wherever they stand in the line."""
    for key, value in event.items():
        event[key] = value if key == "timestamp" else _masked(value)
    return event


def _masked(value: Any) -> Any:
    """The value without long numbers, whatever it is made of."""
    if isinstance(value, Mapping):
        return {key: _masked(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(part) for part in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value if LONG_NUMBERS.fullmatch(str(abs(value))) is None else _stars(str(value))
    return _stars(value) if isinstance(value, str) else value


def _stars(text: str) -> str:
    return LONG_NUMBERS.sub(lambda found: found.group()[:3] + "****", text)


class MaskedLines(logging.Formatter):
    """Lines of libraries, tracebacks too, with the same stars."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, masked as a whole."""
        return _stars(super().format(record))


def prepare(app: Flask) -> None:
    """JSON lines in production, readable ones elsewhere."""
    default_handler.setFormatter(MaskedLines("%(levelname)s %(name)s: %(message)s"))
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
