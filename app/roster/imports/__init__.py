"""Roster workbooks and lists of compounds in: read, checked row by row, compared with what is known."""

from app.roster.imports.columns import ROLES
from app.roster.imports.diffs import Diff, diff_of
from app.roster.imports.faults import how_to_mend, what_is_wrong
from app.roster.imports.layouts import (
    Layout,
    Proposal,
    Table,
    check_layout,
    columns_to_look_at,
    lines_of,
    mark_of,
    missing_in,
    propose,
    source_of,
    tables_in,
)
from app.roster.imports.matching import ANSWERS, Question
from app.roster.imports.mending import (
    Rows,
    as_suggested,
    is_plain,
    mended,
    mended_rows,
    one_heading_each,
    rows_by_place,
)
from app.roster.imports.planning import Plan, plan
from app.roster.imports.reading import MOST_BYTES, Line, Sheet, open_book, read
from app.roster.imports.registry import Origin, RegistryPlan, plan_registry
from app.roster.imports.registry_cells import find_registry_columns
from app.roster.imports.rows import CellError

__all__ = [
    "ANSWERS",
    "MOST_BYTES",
    "ROLES",
    "CellError",
    "Diff",
    "Layout",
    "Line",
    "Origin",
    "Plan",
    "Proposal",
    "Question",
    "RegistryPlan",
    "Rows",
    "Sheet",
    "Table",
    "as_suggested",
    "check_layout",
    "columns_to_look_at",
    "diff_of",
    "find_registry_columns",
    "how_to_mend",
    "is_plain",
    "lines_of",
    "mark_of",
    "mended",
    "mended_rows",
    "missing_in",
    "one_heading_each",
    "open_book",
    "plan",
    "plan_registry",
    "propose",
    "read",
    "rows_by_place",
    "source_of",
    "tables_in",
    "what_is_wrong",
]
