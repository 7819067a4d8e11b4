"""How heads are counted where the law leaves it to the owners' own rules of procedure."""

from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """What one head is: a voting person (the court's interpretation, art. 9), or a room."""

    PERSON = "person"
    ROOM = "room"


@dataclass(frozen=True)
class CountingRules:
    """What a rule pack says about counting; the defaults hold where a compound has agreed on nothing.

    `max_proxies`: owners one agent may act for. Liaocheng sets no figure; Weifang's regulation (art. 32)
    says three.
    """

    basis: Basis = Basis.PERSON
    counts_parking: bool = False
    max_proxies: int = 3


DEFAULT = CountingRules()
