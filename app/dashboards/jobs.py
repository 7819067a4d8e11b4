"""Counting what the pages show, beside the requests."""

from datetime import datetime
from typing import Any

from app.core.db import transaction
from app.dashboards import operations, queries


def refresh_figures(_payload: dict[str, Any], at: datetime) -> None:
    """Count every compound afresh: all reading first, then one short write."""
    counted = queries.figures_in(queries.CITY, at)
    with transaction():
        operations.keep_figures(counted)
