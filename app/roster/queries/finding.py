"""Finding compounds and rooms: for staff within their areas, for residents by what they said."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import literal, or_, select

from app.core.actors import Actor
from app.core.db import db
from app.roster.models import Building, Compound, Room, Unit
from app.roster.queries.places import (
    IS_REAL,
    CompoundRow,
    RoomRow,
    compounds_under,
    get_compound_by_public_id,
)
from surveys.errors import Forbidden

DESK_ROLES = ("committee", "clerk")
MOST_MATCHES = 200


def compounds_for_staff(actor: Actor, roles: Sequence[str] = DESK_ROLES) -> list[CompoundRow]:
    """The compounds somebody serves under these roles."""
    return compounds_under(actor.paths(*roles))


def compound_for_staff(public_id: str, actor: Actor, roles: Sequence[str] = DESK_ROLES) -> CompoundRow:
    """The compound an address names, if this actor serves it; else Missing or Forbidden."""
    found = get_compound_by_public_id(public_id)
    if not any(actor.may(role, found.path) for role in roles):
        raise Forbidden("not-your-compound")
    return found


def compounds_named(place: str, own: Sequence[int]) -> list[CompoundRow]:
    """The compounds a place said in conversation may mean: the speaker's own first, then any of the city.

    Where it names none, the speaker's own.
    """
    word = place.strip()
    fits = or_(Compound.name.contains(word, autoescape=True), literal(word).contains(Compound.name))
    is_own = Compound.id.in_(own)
    condition = or_(is_own, fits) if len(word) > 1 else is_own
    known = [getattr(Compound, name) for name in CompoundRow._fields]
    rows = db.session.execute(select(*known).where(IS_REAL, condition).order_by(Compound.path))
    compounds = [CompoundRow(*row) for row in rows]
    mine = [compound for compound in compounds if compound.id in own]
    named = [one for one in compounds if len(word) > 1 and (one.name in word or word in one.name)]
    return [one for one in named if one.id in own] or named or mine


def rooms_matching(
    compound_ids: Sequence[int], parts: Mapping[str, str | int | None]
) -> list[tuple[int, RoomRow]]:
    """(compound, room) of every room that fits all parts said: `building`, `unit`, `floor`, `number`."""
    columns = [getattr(Room, name) for name in RoomRow._fields]
    statement = (
        select(Room.compound_id, Building.name, Unit.name, *columns)
        .join(Unit, Unit.id == Room.unit_id)
        .join(Building, Building.id == Room.building_id)
        .where(Room.compound_id.in_(compound_ids))
        .order_by(Room.compound_id, Building.position, Building.id, Unit.position, Room.floor, Room.number)
    )
    if parts.get("number") is not None:
        statement = statement.where(Room.number == str(parts["number"]).upper())
    if parts.get("floor") is not None:
        statement = statement.where(Room.floor == parts["floor"])
    found = []
    for compound_id, building, unit, *room in db.session.execute(statement):
        if _is_called(building, parts.get("building")) and _is_called(unit, parts.get("unit")):
            found.append((compound_id, RoomRow(*room)))
    return found[:MOST_MATCHES]


def _is_called(name: str, said: str | int | None) -> bool:
    """Whether a plate that reads `3...` is meant by `3`: the same beginning, no digit more."""
    if said is None:
        return True
    return re.match(rf"{re.escape(str(said).lower())}(?![0-9])", name.lower()) is not None
