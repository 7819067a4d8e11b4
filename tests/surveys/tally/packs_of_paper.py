"""Recount packs for tests, small and large."""

from random import Random
from typing import Any

Pack = dict[str, Any]
SHANGHAI = [("agree", 406), ("disagree", 414), ("agree", 15)]


def flats(*said: tuple[str | None, int], **manifest: object) -> Pack:
    """Equal flats of 60 m², each its own head, in groups that said the same."""
    rights = [
        {"id": f"r{group}-{place}", "head": f"h{group}-{place}", "area": "60.00"}
        for group, (_, size) in enumerate(said)
        for place in range(size)
    ]
    choices = [choice for choice, size in said for _ in range(size)]
    ballots = [
        {"right": right["id"], "choice": choice, "channel": "online"}
        for right, choice in zip(rights, choices, strict=True)
        if choice
    ]
    told = {"matter": "other", "rule_pack": "liaocheng@2021-03-01", "basis": "person", **manifest}
    return {"manifest": told, "rights": rights, "ballots": ballots, "result": {"passed": True}}


def shanghai() -> Pack:
    """One owner of fifteen flats among 820 owners of one."""
    pack = flats(*SHANGHAI)
    for right in pack["rights"][820:]:
        right["head"] = "one owner"
    pack["result"] = {"passed": False, "agreed": {"heads": 407, "area": "25260"}, "total": {"heads": 821}}
    return pack


def large(size: int, seed: int = 1) -> Pack:
    """A compound of any size."""
    lot = Random(seed)
    areas = [f"{lot.randrange(40, 160)}.{lot.randrange(100):02d}" for _ in range(size)]
    rights = [
        {"id": f"r{place:06x}", "head": f"h{place - place % 7 // 6:06x}", "area": area}
        for place, area in enumerate(areas)
    ]
    choices = lot.choices(["agree", "disagree", "abstain", "void"], [80, 10, 6, 4], k=size)
    ballots = [
        {"right": right["id"], "choice": choice, "channel": "paper"}
        for right, choice in zip(rights, choices, strict=True)
    ]
    told = {"matter": "elevator", "rule_pack": "liaocheng@2021-03-01", "basis": "person"}
    return {"manifest": told, "rights": rights, "ballots": ballots, "result": {}}
