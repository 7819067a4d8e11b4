"""How many customer-service messages an account may send to whom, and one-time subscription credit."""

from datetime import datetime

from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store

# what the person did: (messages it allows, for how many seconds)
ALLOWANCES = {
    "message": (5, 48 * 3600),
    "click": (3, 60),
    "follow": (3, 60),
    "scan": (3, 60),
}


def open_allowance(store: Store, openid: str, reason: str, at: datetime) -> None:
    """The person did something: what this kind of act allows begins afresh, it never adds up."""
    count, seconds = ALLOWANCES[reason]
    store.execute(
        "INSERT OR REPLACE INTO allowance (openid, reason, left_over, closes_at_s) VALUES (?, ?, ?, ?)",
        (openid, reason, count, int(at.timestamp()) + seconds),
    )


def close_allowances(store: Store, openid: str) -> None:
    """Whoever stops following cannot be written to any more, and keeps no subscription credit."""
    store.execute("DELETE FROM allowance WHERE openid = ?", (openid,))
    store.execute("DELETE FROM credit WHERE openid = ?", (openid,))


def spend_message(store: Store, openid: str, at: datetime) -> None:
    """Take one from the allowance that ends soonest; 45015 when none is open, 45047 when all are used up."""
    now_s = int(at.timestamp())
    spent = store.execute(
        "UPDATE allowance SET left_over = left_over - 1 WHERE rowid = (SELECT rowid FROM allowance"
        " WHERE openid = ? AND closes_at_s > ? AND left_over > 0 ORDER BY closes_at_s LIMIT 1)",
        (openid, now_s),
    )
    if spent.rowcount == 1:
        return
    is_open = store.execute(
        "SELECT 1 FROM allowance WHERE openid = ? AND closes_at_s > ?", (openid, now_s)
    ).fetchone()
    raise ApiRefusal(45047 if is_open else 45015)


def grant_credit(store: Store, openid: str, template_id: str) -> None:
    """The person allowed one more message by this template."""
    store.execute(
        "INSERT INTO credit (openid, template_id, left_over) VALUES (?, ?, 1)"
        " ON CONFLICT (openid, template_id) DO UPDATE SET left_over = left_over + 1",
        (openid, template_id),
    )


def withdraw_credit(store: Store, openid: str, template_id: str) -> None:
    """The person refuses this template from now on."""
    store.execute("DELETE FROM credit WHERE openid = ? AND template_id = ?", (openid, template_id))


def spend_credit(store: Store, openid: str, template_id: str) -> None:
    """Use up one permission, or 43101."""
    spent = store.execute(
        "UPDATE credit SET left_over = left_over - 1 WHERE openid = ? AND template_id = ? AND left_over > 0",
        (openid, template_id),
    )
    if spent.rowcount != 1:
        raise ApiRefusal(43101)
