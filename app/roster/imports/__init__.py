"""Roster workbooks and lists of compounds in: read, checked row by row, compared with what is known."""

from app.roster.imports.planning import Plan, plan
from app.roster.imports.reading import MOST_BYTES, Sheet, read
from app.roster.imports.registry import Origin, RegistryPlan, plan_registry
from app.roster.imports.registry_cells import find_registry_columns
from app.roster.imports.rows import CellError

__all__ = [
    "MOST_BYTES",
    "CellError",
    "Origin",
    "Plan",
    "RegistryPlan",
    "Sheet",
    "find_registry_columns",
    "plan",
    "plan_registry",
    "read",
]
