"""What can be owned and by whom: exclusive parts, their area and its source, kinds of owners."""

from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What an exclusive part is used as; parking counts only where the rules say so."""

    DWELLING = "dwelling"
    SHOP = "shop"
    PARKING = "parking"
    STORAGE = "storage"


class AreaSource(StrEnum):
    """Where an area figure comes from, best first: the order the court's interpretation (art. 8) gives."""

    REGISTERED = "registered"
    SURVEYED = "surveyed"
    CONTRACT = "contract"


class OwnerKind(StrEnum):
    """As what somebody holds a part; public housing that was never sold belongs to its unit."""

    PERSON = "person"
    INSTITUTION = "institution"
    DEVELOPER_UNSOLD = "developer-unsold"
    DEVELOPER_UNDELIVERED = "developer-undelivered"
    PUBLIC_HOUSING = "public-housing"


DEVELOPER = frozenset({OwnerKind.DEVELOPER_UNSOLD, OwnerKind.DEVELOPER_UNDELIVERED})
RANK = tuple(AreaSource)


@dataclass(frozen=True)
class Part:
    """One exclusive part; `area` in 0.01 m², None while nobody knows it, which is never nought."""

    key: int
    kind: PartKind = PartKind.DWELLING
    area: int | None = None
    source: AreaSource | None = None


@dataclass(frozen=True)
class Holding:
    """Somebody owns a part, alone or with others."""

    part: int
    owner: int
    kind: OwnerKind = OwnerKind.PERSON


def is_weaker(new: AreaSource | None, known: AreaSource | None) -> bool:
    """Whether a figure from `new` may not silently replace one from `known`."""
    if known is None:
        return False
    return new is None or RANK.index(new) > RANK.index(known)
