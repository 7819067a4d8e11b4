"""The member units of the task force and what each of them is there for."""

from flask import Blueprint, render_template

from app.roster import queries

bp = Blueprint("organisations", __name__)
CITY = "371500"


@bp.get("/organisations")
def organisations() -> str:
    """Every unit with its published duties: posts, never people."""
    return render_template("roster/public_organisations.html", units=queries.organisations_in(CITY))
