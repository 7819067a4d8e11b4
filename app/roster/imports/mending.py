"""Rows that were wrong: as they stood in the file, and as they come back mended."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.roster.imports import columns
from app.roster.imports.layouts import Layout, Table, chosen_of, lines_of
from app.roster.imports.reading import Line, Sheet
from app.roster.imports.rows import MOST_SHOWN, CellError
from app.roster.imports.suggestions import may_be_taken
from surveys.errors import Invalid

MOST_DIGITS = 7
Place = tuple[str, int]  # the sheet, where there are several, and the row
Cells = Mapping[str, str]
Rows = dict[Place, list[dict[str, str]]]  # several where rows were put in below one


def rows_by_place(tables: Sequence[Table], layout: Layout) -> Rows:
    """Every row of the chosen sheets as it stands in the file."""
    chosen = chosen_of(tables, layout)
    return {
        (table.name if chosen[1:] else "", number): [cells]
        for table in chosen
        for number, cells in table.records()
    }


def one_heading_each(rows: Iterable[Cells], layout: Layout) -> list[dict[str, str]]:
    """The same rows with one heading for each role, the first met: sheets may call one thing differently."""
    told = list(rows)
    first: dict[str, str] = {}
    for heading in (heading for cells in told for heading in cells):
        if role := layout.roles.get(heading):
            first.setdefault(role, heading)
    return [
        {first.get(layout.roles.get(heading, ""), heading): text for heading, text in cells.items()}
        for cells in told
    ]


def mended(tables: Sequence[Table], layout: Layout, rows: Rows) -> Sheet:
    """The rows to import, those that somebody mended in their place; one that was emptied is gone."""
    chosen = chosen_of(tables, layout)
    own = {
        table.name if chosen[1:] else "": {
            role for name in table.headings if (role := layout.roles.get(name))
        }
        for table in chosen
    }
    lines: list[Line] = []
    for line in lines_of(tables, layout).lines:
        fresh = rows.get((line.sheet, line.row))
        if fresh is None:
            lines.append(line)
            continue
        told = [_by_role(cells, layout) for cells in fresh if any(cells.values())]
        lines += [
            Line(line.row, line.sheet, line.cells | _meant(cells, told[0], own[line.sheet])) for cells in told
        ]
    return Sheet(tuple(lines))


def mended_rows(tables: Sequence[Table], known: Collection[Place]) -> Rows:
    """Rows of a sheet of errors that came back, by where they stood; one put in belongs to the one above.

    Raises `mended-sheet-unknown`, `mended-row-unknown` (a row the file does not have).
    """
    sheet, number, *_ = columns.MARKS
    table = next((one for one in tables if {sheet, number} <= set(one.headings)), None)
    found: Rows = {}
    above: Place | None = None
    for row, told in table.records() if table else ():
        cells = {heading: text for heading, text in told.items() if heading not in columns.MARKS}
        place = _place(told[sheet], told[number])
        if not told[number]:
            if not any(cells.values()):
                continue  # an empty line, or the words at the foot
            place = above if above and told[sheet] in ("", above[0]) else None
        if place is None or place not in known:
            raise Invalid("mended-row-unknown", row=row)
        found.setdefault(place, []).append(cells)
        above = place
    if not found:
        raise Invalid("mended-sheet-unknown")
    return found


def as_suggested(rows: Rows, faults: Iterable[CellError], layout: Layout) -> Rows:
    """The rows whose cells can only mean what is suggested, written so; the others are left out."""
    written: Rows = {}
    for fault in filter(is_plain, faults):
        place = (fault.sheet, fault.row)
        written[place] = [_with(cells, fault, layout) for cells in written.get(place, rows[place])]
    return written


def _with(cells: Cells, fault: CellError, layout: Layout) -> dict[str, str]:
    """A row with what is suggested in place of what is wrong."""
    return {
        heading: fault.suggestion
        if layout.roles.get(heading) == fault.column and text[:MOST_SHOWN] == fault.value
        else text
        for heading, text in cells.items()
    }


def is_plain(fault: CellError) -> bool:
    """Whether one click may write what is suggested, since the cell can only mean that."""
    return may_be_taken(fault.code, fault.suggestion)


def _place(sheet: str, number: str) -> Place | None:
    is_number = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    return (sheet, int(number)) if is_number else None


def _by_role(cells: Cells, layout: Layout) -> dict[str, str]:
    """What a row says by role; an empty cell never hides another of the same meaning."""
    told: dict[str, str] = {}
    for heading, text in cells.items():
        if role := layout.roles.get(heading):
            told[role] = told.get(role) or text
    return told


def _meant(cells: Cells, first: Cells, own: Collection[str]) -> dict[str, str]:
    """A row without a home is of the home of the first; a column its sheet does not have empties nothing."""
    home = (*columns.HOME, columns.ADDRESS)
    lent = {} if any(cells.get(role) for role in home) else {role: first.get(role, "") for role in home}
    told = {**cells, **{role: text for role, text in lent.items() if text}}
    return {role: text for role, text in told.items() if text or role in own}
