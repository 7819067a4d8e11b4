"""QR codes of the account: a ticket for each, and the scene that its scan brings."""

import secrets
from datetime import datetime
from typing import Any

from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store

MAX_SCENE = 64
MOST_DAYS = 30
DAY_S = 24 * 3600
ADDRESS = "http://weixin.qq.com/q/"


def create_ticket(store: Store, order: dict[str, Any], at: datetime) -> dict[str, object]:
    """A ticket and the address to draw as QR code; 40053 for a scene that WeChat would not take."""
    action = order.get("action_name")
    scene = _scene(order, is_text=action in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"))
    value = secrets.token_urlsafe(64)
    answer: dict[str, object] = {"ticket": value, "url": ADDRESS + value[:32]}
    expires_at_s = None
    if action in ("QR_STR_SCENE", "QR_SCENE"):
        lasts_s = order.get("expire_seconds", 60)
        if not isinstance(lasts_s, int) or not 0 < lasts_s <= MOST_DAYS * DAY_S:
            raise ApiRefusal(40053)
        expires_at_s = int(at.timestamp()) + lasts_s
        answer["expire_seconds"] = lasts_s
    elif action not in ("QR_LIMIT_STR_SCENE", "QR_LIMIT_SCENE"):
        raise ApiRefusal(40053)
    store.execute(
        "INSERT INTO ticket (value, scene, expires_at_s) VALUES (?, ?, ?)", (value, scene, expires_at_s)
    )
    return answer


def _scene(order: dict[str, Any], *, is_text: bool) -> str:
    info = order.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    given = scene.get("scene_str" if is_text else "scene_id") if isinstance(scene, dict) else None
    is_right = isinstance(given, str) and 0 < len(given) <= MAX_SCENE if is_text else isinstance(given, int)
    if not is_right:
        raise ApiRefusal(40053)
    return str(given)
