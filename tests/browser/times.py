"""Dates as people in Liaocheng type them into a form."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")


def in_liaocheng(later: timedelta) -> str:
    """So much later than now, as a field for date and time wants it."""
    return (datetime.now(UTC) + later).astimezone(HERE).strftime("%Y-%m-%dT%H:%M")
