"""The roster at the committee's desk."""

from app.roster.views.committee import claims, importing, overview, past_imports, printing, workbooks
from app.roster.views.committee.entrance import bp

__all__ = ["bp", "claims", "importing", "overview", "past_imports", "printing", "workbooks"]
