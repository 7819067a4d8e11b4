"""The checklist of the walk round a compound: what may be seen of neglect, and what it is a sign of."""

from collections.abc import Iterable

from surveys.errors import Invalid
from surveys.works.facts import SIGNS, Key, Value

CHECKLIST: dict[str, tuple[str, ...]] = {  # sign: what shows it
    "unkept": ("greenery-bare", "lights-dark", "stairs-dirty", "waste-lying"),
    "unrepaired": ("roof-leaking", "facade-falling", "pipes-leaking", "roads-broken", "sewage-standing"),
    "unmanaged": ("nobody-manages", "gate-unwatched", "parking-wild", "built-illegally", "wires-hanging"),
}
ITEMS = tuple(item for items in CHECKLIST.values() for item in items)


def sign_of(item: str) -> str:
    """The sign an item stands under. Raises Invalid `checklist-item-unknown`."""
    for sign, items in CHECKLIST.items():
        if item in items:
            return sign
    raise Invalid("checklist-item-unknown")


def neglect_seen(items: Iterable[str]) -> Value:
    """The fact that follows from what was photographed. Raises Invalid `nothing-photographed` for nothing."""
    seen = {sign_of(item) for item in items}
    if not seen:
        raise Invalid("nothing-photographed")
    return {"yes": True, "signs": [sign for sign in SIGNS[Key.NEGLECTED] if sign in seen]}
