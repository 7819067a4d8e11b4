"""What a resident shows and says while the desk looks into a claim."""

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from app.core import clock, files
from app.core.db import transaction
from app.roster import operations, queries
from app.roster.views.resident.entrance import bp
from app.roster.views.resident.homes import SENT_BACK, homes_page
from surveys.errors import Invalid, Missing


@bp.post("/disputes/<int:dispute_id>")
def speak(dispute_id: int) -> Response | tuple[str, int]:
    """One side says how it is; the desk reads it beside the other's."""
    words = request.form.get(f"words-{dispute_id}", "")
    try:
        with transaction():
            operations.speak_in_dispute(g.contact_id, dispute_id, words, clock.now())
    except Invalid as problem:
        return homes_page(disputed=dispute_id, problem=problem.code, typed=words), SENT_BACK
    return redirect(url_for(".homes", done="said"), 303)


@bp.post("/claims/<int:binding_id>/photo")
def show_photo(binding_id: int) -> Response | tuple[str, int]:
    """A photograph for the desk alone, sealed before it is kept."""
    if binding_id not in {claim.binding_id for claim in queries.claims_of(g.contact_id)}:
        raise Missing("claim-not-found")
    given = request.files.get(f"photo-{binding_id}")
    try:
        if given is None or not given.filename:
            raise Invalid("picture-missing")
        sealed = files.keep_sealed_picture(given.stream)
    except Invalid as problem:
        return homes_page(claimed=binding_id, problem=problem.code), SENT_BACK
    with transaction():
        operations.add_photo(g.contact_id, binding_id, sealed, clock.now())
    return redirect(url_for(".homes", done="shown"), 303)
