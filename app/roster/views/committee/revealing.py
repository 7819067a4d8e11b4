"""The telephone of an owner, masked everywhere else, is shown for a reason, and the look is written down."""

from typing import Any

from flask import g, render_template, request
from werkzeug.datastructures import ImmutableMultiDict

from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Invalid, Missing
from surveys.privacy import mask_phone


@bp.get("/<public_id>/rooms/<int:room_id>/reveal")
def ask_reveal(public_id: str, room_id: int) -> str:
    """Whose number, and why."""
    return _page(public_id, room_id, request.args)


@bp.post("/<public_id>/rooms/<int:room_id>/reveal")
def reveal(public_id: str, room_id: int) -> str | tuple[str, int]:
    """The number in full on this one page; the log keeps who, whose and why."""
    form, found = request.form, compound_of(public_id)
    queries.get_room_facts(found.id, room_id)
    person = form.get("person", "")
    if not person.isascii() or not person.isdigit() or len(person) > 9:
        raise Missing("person-not-found")
    look = operations.Look(
        room_id, int(person), form.get("field", ""), form.get("reason", ""), form.get("words", "")
    )
    try:
        with transaction():
            shown = operations.reveal_field(look, g.actor, clock.now())
    except Invalid as problem:
        return _page(public_id, room_id, form, problem=problem), 422
    return _page(public_id, room_id, ImmutableMultiDict(), shown=shown, field=look.field)


def _page(public_id: str, room_id: int, given: Any, **result: Any) -> str:
    found = compound_of(public_id)
    room = queries.get_room_facts(found.id, room_id)
    return render_template(
        "roster/committee_reveal.html",
        compound=found,
        place_name=found.name,
        room=room,
        people=[(one.person_id, one.name, mask_phone(one.phone)) for one in room.owners if one.phone],
        reasons=operations.REASONS,
        given=given,
        **result,
    )
