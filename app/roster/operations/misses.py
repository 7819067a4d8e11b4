"""Wrong sign-ins counted by the network address they come from, so that one machine cannot try every name."""

import ipaddress
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.operations import record
from app.core.db import db
from app.core.encryption import blind_index
from app.roster.models import SignInMiss

MOST = 20  # an office behind one address has several desks
WINDOW_MINUTES = 15
WINDOW = timedelta(minutes=WINDOW_MINUTES)
KEPT = timedelta(days=1)
INDEX = "sign_in_miss.address_index"
HOME_BITS = 64  # who has one address of the new kind has all of its network


def address_locked_until(address: str, at: datetime) -> datetime | None:
    """When this address may try again; None while it may. The edge knows the address (TRUSTED_PROXIES)."""
    if not address:
        return None
    began_at = _window(at)
    count = db.session.execute(
        select(SignInMiss.count).where(
            SignInMiss.address_index == _index(address), SignInMiss.began_at == began_at
        )
    ).scalar()
    return began_at + WINDOW if count is not None and count >= MOST else None


def count_miss(address: str, at: datetime) -> None:
    """Count one more wrong sign-in from here; the log learns when it was the last one allowed."""
    if not address:
        return
    index, began_at = _index(address), _window(at)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    one = dialect.insert(SignInMiss).values(address_index=index, began_at=began_at, count=1)
    more = one.on_conflict_do_update(
        index_elements=[SignInMiss.address_index, SignInMiss.began_at], set_={"count": SignInMiss.count + 1}
    )
    count = db.session.execute(more.returning(SignInMiss.count)).scalar_one()
    if count == 1:
        db.session.execute(delete(SignInMiss).where(SignInMiss.began_at < at - KEPT))
    if count == MOST:
        record("system:sign-in", "address.lock", f"address:{index}", at, misses=count)


def _window(at: datetime) -> datetime:
    """The quarter of an hour this instant lies in."""
    return at.replace(minute=at.minute // WINDOW_MINUTES * WINDOW_MINUTES, second=0, microsecond=0)


def _index(address: str) -> str:
    """A keyed fingerprint: the address itself is personal and is not kept."""
    return blind_index(_network(address), INDEX)


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, HOME_BITS), strict=False))
