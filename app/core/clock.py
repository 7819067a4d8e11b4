"""The only clock of the product."""

import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import Connection, text

from app.core.db import db

HERE = ZoneInfo("Asia/Shanghai")
_DATABASE_TIME = text("SELECT clock_timestamp()")


def now() -> datetime:
    """The instant, aware and in UTC; inside a transaction it is the database's clock.

    SQLite lives in this very process, so its clock is this machine's and needs no query.
    """
    writing: Connection | None = db.session().info.get("writing")
    if writing is not None and writing.dialect.name == "postgresql":
        instant: datetime = writing.execute(_DATABASE_TIME).scalar_one().astimezone(UTC)
    else:
        instant = datetime.now(UTC)
    return instant + timedelta(seconds=_offset_s())


def today() -> date:
    """The calendar day in Liaocheng."""
    return now().astimezone(HERE).date()


def local(instant: datetime) -> datetime:
    """The same instant as people in Liaocheng read it."""
    return instant.astimezone(HERE)


def day_of(instant: datetime) -> date:
    """The calendar day in Liaocheng at an instant."""
    return local(instant).date()


def from_local(moment: datetime) -> datetime:
    """A date and time typed by a person (no zone) as the instant it means."""
    return moment.replace(tzinfo=HERE).astimezone(UTC)


def move(seconds: int) -> int:
    """Move the development clock on by `seconds`; returns the whole shift. Production has no such file."""
    if not current_app.config["WECHAT_SIMULATOR"]:
        raise RuntimeError("the clock can be moved in development only")
    shift = _moved_s() + seconds
    _shift_file().parent.mkdir(parents=True, exist_ok=True)
    fresh = _shift_file().with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_text(str(shift), encoding="ascii")
    fresh.replace(_shift_file())  # at once: another process must never read half a number
    return shift


def _offset_s() -> int:
    """Seconds added to the true time: always 0 in production."""
    settings = current_app.config
    if not settings["WECHAT_SIMULATOR"]:
        return 0
    return int(settings["CLOCK_OFFSET_S"]) + _moved_s()


def _moved_s() -> int:
    """The shift that the simulator's buttons made, shared by web and worker through one small file."""
    try:
        return int(_shift_file().read_text(encoding="ascii"))
    except FileNotFoundError:
        return 0


def _shift_file() -> Path:
    return Path(current_app.config["INSTANCE_DIR"]) / "clock-shift"
