"""Web sign-in: codes that live five minutes and are worth one openid once."""

import secrets
from datetime import datetime

from app.simulator.operations.refusals import ApiRefusal
from app.simulator.operations.whole import together
from app.simulator.queries.store import Store

LIFE_S = 300
SCOPES = ("snsapi_base", "snsapi_userinfo")


def issue_code(store: Store, openid: str, scope: str, at: datetime) -> str:
    """A code for the person who holds this telephone."""
    value = secrets.token_urlsafe(24)
    store.execute(
        "INSERT INTO code (value, openid, scope, issued_at_s) VALUES (?, ?, ?, ?)",
        (value, openid, scope, int(at.timestamp())),
    )
    return value


def exchange_code(store: Store, value: str, at: datetime) -> dict[str, object]:
    """Who that was: 41008 without a code, 40029 unknown or too old, 40163 used before."""
    if not value:
        raise ApiRefusal(41008)
    with together(store):
        row = store.execute(
            "SELECT code.*, phone.is_snapshot FROM code JOIN phone USING (openid) WHERE value = ?", (value,)
        ).fetchone()
        if row is None or row["issued_at_s"] + LIFE_S <= int(at.timestamp()):
            raise ApiRefusal(40029)
        if row["is_used"]:
            raise ApiRefusal(40163)
        store.execute("UPDATE code SET is_used = 1 WHERE value = ?", (value,))
    answer: dict[str, object] = {
        "access_token": secrets.token_urlsafe(48),
        "expires_in": 7200,
        "refresh_token": secrets.token_urlsafe(48),
        "openid": row["openid"],
        "scope": row["scope"],
    }
    return answer | {"is_snapshotuser": 1} if row["is_snapshot"] else answer
