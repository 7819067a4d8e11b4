"""Published pictures, for everybody."""

from flask import Blueprint, Response, send_file

from app.bulletins import queries
from app.core import files
from surveys.errors import Missing

bp = Blueprint("bulletins_public", __name__)
YEAR_S = 365 * 24 * 3600


@bp.get("/pictures/<name>")
def picture(name: str) -> Response:
    """A picture of the timeline; anything not published does not exist here."""
    if not queries.is_published_picture(name):
        raise Missing("picture-not-found")
    return send_file(files.path_of(name), mimetype="image/jpeg", max_age=YEAR_S)
