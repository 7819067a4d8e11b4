"""The blueprint all of the residents' roster pages hang on."""

from flask import Blueprint

bp = Blueprint("roster_resident", __name__)
