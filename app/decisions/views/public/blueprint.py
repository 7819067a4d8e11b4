"""The blueprint of everything about decisions that needs no sign-in."""

from flask import Blueprint

bp = Blueprint("decisions_public", __name__)
