"""Anybody with a receipt number learns that the ballot is kept and unchanged; nobody learns what it says."""

from flask import request

from app.core import clock
from app.core.db import transaction
from app.decisions import queries
from app.decisions.operations.receipts import look_up_receipt
from app.decisions.views.public.announced import LONGEST_RECEIPT, page
from app.decisions.views.public.blueprint import bp
from surveys.errors import Invalid


@bp.post("/d/<public_id>/receipt")
def look_up(public_id: str) -> tuple[str, int]:
    """What stands behind a number; wrong ones are counted, so this is no GET."""
    decision = queries.get_public_decision(public_id)
    typed = request.form.get("receipt", "")[:LONGEST_RECEIPT]
    try:
        with transaction():
            answer = look_up_receipt(decision, typed, request.remote_addr or "", clock.now())
    except Invalid as fault:
        return page(decision, typed=typed, fault=fault), 422
    status = 200 if answer.found else 429 if answer.until else 404
    return page(decision, typed=typed, answer=answer), status
