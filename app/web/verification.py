"""WeChat's check that a domain is ours: a small file in the instance folder, served under its name."""

import re
from pathlib import Path

from flask import Blueprint, Response, current_app

from surveys.errors import Missing

bp = Blueprint("verification", __name__)
NAME = re.compile(r"[A-Za-z0-9]{1,64}")


@bp.get("/MP_verify_<mark>.txt")
def domain_file(mark: str) -> Response:
    """The file as WeChat handed it out; a name nobody laid there does not exist."""
    found = Path(current_app.config["INSTANCE_DIR"]) / f"MP_verify_{mark}.txt"
    if not NAME.fullmatch(mark) or not found.is_file():
        raise Missing("page-not-found")
    return Response(found.read_bytes()[:1024], content_type="text/plain; charset=utf-8")
