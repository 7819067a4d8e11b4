"""Roster workbooks in: read, checked row by row, compared with what is known."""

from app.roster.imports.planning import Plan, plan
from app.roster.imports.reading import MOST_BYTES, Sheet, read
from app.roster.imports.rows import CellError

__all__ = ["MOST_BYTES", "CellError", "Plan", "Sheet", "plan", "read"]
