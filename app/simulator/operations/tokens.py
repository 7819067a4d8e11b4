"""Access tokens of the platform: stable ones, legacy ones that rotate, and what an old one is worth."""

import secrets
from datetime import datetime

from app.simulator.operations.refusals import ApiRefusal
from app.simulator.operations.whole import together
from app.simulator.queries.store import Store

LIFE_S = 7200
RENEWED_S = 300  # before the end a stable token is replaced; a rotated legacy one still lives as long
FORCED_APART_S = 30
FORCED_A_DAY = 20
DAY_S = 24 * 3600


def issue_stable(store: Store, *, force: bool, at: datetime) -> dict[str, object]:
    """The token everybody shares; `force` replaces it and kills the former at once."""
    now_s = int(at.timestamp())
    with together(store):
        if force:
            _demand_forceable(store, now_s)
            store.execute("UPDATE token SET is_dead = 1 WHERE kind = 'stable'")
        current = store.execute(
            "SELECT value, expires_at_s FROM token WHERE kind = 'stable' AND NOT is_dead AND expires_at_s > ?"
            " ORDER BY expires_at_s DESC, rowid DESC",
            (now_s + RENEWED_S,),
        ).fetchone()
        if current is not None:
            return {"access_token": current["value"], "expires_in": current["expires_at_s"] - now_s}
        return _issue(store, "stable", now_s, forced=force)


def issue_legacy(store: Store, at: datetime) -> dict[str, object]:
    """A token of the old kind: every fetch makes the former one end within five minutes."""
    now_s = int(at.timestamp())
    with together(store):
        store.execute(
            "UPDATE token SET expires_at_s = min(expires_at_s, ?) WHERE kind = 'legacy'", (now_s + RENEWED_S,)
        )
        return _issue(store, "legacy", now_s)


def demand(store: Store, value: str, at: datetime) -> None:
    """Go on only with a token that lives: 41001 missing, 40001 unknown or replaced, 42001 expired."""
    if not value:
        raise ApiRefusal(41001)
    row = store.execute("SELECT is_dead, expires_at_s FROM token WHERE value = ?", (value,)).fetchone()
    if row is None or row["is_dead"]:
        raise ApiRefusal(40001)
    if row["expires_at_s"] <= int(at.timestamp()):
        raise ApiRefusal(42001)


def revoke_all(store: Store) -> None:
    """As if another machine had fetched anew: every token in use is worth 40001 from now on."""
    store.execute("UPDATE token SET is_dead = 1")


def _demand_forceable(store: Store, now_s: int) -> None:
    """At most twenty forced ones a day, at least thirty seconds apart."""
    forced = [
        row["issued_at_s"]
        for row in store.execute(
            "SELECT issued_at_s FROM token WHERE is_forced AND issued_at_s BETWEEN ? AND ?",
            (now_s - DAY_S + 1, now_s),
        )
    ]
    if len(forced) >= FORCED_A_DAY:
        raise ApiRefusal(45009)
    if any(now_s - issued_at_s < FORCED_APART_S for issued_at_s in forced):
        raise ApiRefusal(45011)


def _issue(store: Store, kind: str, now_s: int, *, forced: bool = False) -> dict[str, object]:
    value = f"90_{secrets.token_urlsafe(96)}"
    store.execute(
        "INSERT INTO token (value, kind, is_forced, issued_at_s, expires_at_s) VALUES (?, ?, ?, ?, ?)",
        (value, kind, forced, now_s, now_s + LIFE_S),
    )
    return {"access_token": value, "expires_in": LIFE_S}
