"""The renovation catalogue: what can be done to an old compound, by class (rules.md section 8)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "catalogue.json"


@dataclass(frozen=True)
class Item:
    """One thing that can be renovated: its official name and the words a resident would use.

    `group` tells the main eight basic items from the auxiliary and the joint ones;
    elsewhere it is the class itself.
    """

    code: str
    name: str
    label: str
    group: str
    item_class: str
    class_name: str
    keywords: tuple[str, ...]


@cache
def catalogue() -> tuple[Item, ...]:
    """All items, in the order of their codes within basic, improved, upgraded."""
    data = json.loads(_FILE.read_text("utf-8"))
    names: dict[str, str] = data["classes"]
    return tuple(
        Item(
            each["code"],
            each["name"],
            each["label"],
            each["group"],
            each["class"],
            names[each["class"]],
            tuple(each["keywords"]),
        )
        for each in data["items"]
    )


def items_in(group: str) -> tuple[Item, ...]:
    """The items of one group: basic-main, basic-auxiliary, basic-joint, improved, upgraded."""
    return tuple(item for item in catalogue() if item.group == group)
