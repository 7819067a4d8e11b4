"""The blueprint all of the committee's roster pages hang on."""

from flask import Blueprint, g

from app.roster import queries
from app.roster.queries import CompoundRow

bp = Blueprint("roster_committee", __name__, url_prefix="/roster")


def compound_of(public_id: str) -> CompoundRow:
    """The compound an address names, if whoever is signed in serves it."""
    return queries.compound_for_staff(public_id, g.actor)
