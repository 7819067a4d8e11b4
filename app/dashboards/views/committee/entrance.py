"""The blueprint of a clerk's day, and the round an address names."""

from flask import Blueprint, g

from app.roster import queries as roster
from app.roster.queries import CompoundRow
from app.roster.queries.visits import RoundRow, get_round

bp = Blueprint("dashboards_committee", __name__)


def compound_of(public_id: str) -> CompoundRow:
    """The compound an address names, if whoever is signed in serves it."""
    return roster.compound_for_staff(public_id, g.actor)


def round_of(public_id: str, round_id: str) -> tuple[CompoundRow, RoundRow]:
    """A compound somebody serves, and one of its rounds."""
    found = compound_of(public_id)
    return found, get_round(found.id, round_id)
