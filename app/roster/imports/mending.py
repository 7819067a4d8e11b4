"""Rows that were wrong: as they stood in the file, and as they come back mended."""

from collections.abc import Mapping, Sequence

from app.roster.imports import columns
from app.roster.imports.layouts import Layout, Table, chosen_of
from app.roster.imports.reading import Line, Sheet
from surveys.errors import Invalid

MOST_DIGITS = 7
Place = tuple[str, int]  # the sheet, where there are several, and the row
Cells = Mapping[str, str]


def rows_by_place(tables: Sequence[Table], layout: Layout) -> dict[Place, dict[str, str]]:
    """Every row of the chosen sheets as it stands in the file."""
    chosen = chosen_of(tables, layout)
    return {
        (table.name if chosen[1:] else "", number): cells
        for table in chosen
        for number, cells in table.records()
    }


def mended(sheet: Sheet, by_place: Mapping[Place, Cells], layout: Layout) -> Sheet:
    """The rows, those that somebody mended in their place; one that was emptied is gone."""
    lines = []
    for line in sheet.lines:
        fresh = by_place.get((line.sheet, line.row))
        if fresh is None:
            lines.append(line)
        elif any(fresh.values()):
            told = {role: text for heading, text in fresh.items() if (role := layout.roles.get(heading))}
            lines.append(Line(line.row, line.sheet, line.cells | told))
    return Sheet(tuple(lines))


def mended_rows(tables: Sequence[Table]) -> dict[Place, dict[str, str]]:
    """Rows of a sheet of errors that came back, by where they stood. Raises `mended-sheet-unknown`."""
    sheet, number, *words = columns.MARKS
    table = next((one for one in tables if {sheet, number} <= set(one.headings)), None)
    found: dict[Place, dict[str, str]] = {}
    for _, cells in table.records() if table else ():
        name, told = cells.pop(sheet), cells.pop(number)
        if told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS:
            found[name, int(told)] = {
                heading: text for heading, text in cells.items() if heading not in words
            }
    if not found:
        raise Invalid("mended-sheet-unknown")
    return found
