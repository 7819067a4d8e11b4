"""The blueprint all of the committee's roster pages hang on."""

from flask import Blueprint, g

from app.roster import queries
from app.roster.queries import CompoundRow
from bots import texts
from surveys.errors import Invalid, Refusal

bp = Blueprint("roster_committee", __name__, url_prefix="/roster")


def compound_of(public_id: str) -> CompoundRow:
    """The compound an address names, if whoever is signed in serves it."""
    return queries.compound_for_staff(public_id, g.actor)


def said(fault: Refusal) -> tuple[str, int]:
    """A refusal as a sentence above the form that comes back, and the status it comes back with."""
    return texts.text_of(fault.code, fault.facts), 422 if isinstance(fault, Invalid) else 409
