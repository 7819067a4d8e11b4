"""The roster at the committee's desk."""

from app.roster.views.committee import (
    claims,
    exports,
    importing,
    overview,
    owners,
    past_imports,
    printing,
    publication,
    revealing,
    rights,
    workbooks,
)
from app.roster.views.committee.entrance import bp

__all__ = [
    "bp",
    "claims",
    "exports",
    "importing",
    "overview",
    "owners",
    "past_imports",
    "printing",
    "publication",
    "revealing",
    "rights",
    "workbooks",
]
