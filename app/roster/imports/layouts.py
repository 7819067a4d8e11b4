"""Which sheets of a workbook are read and what its columns mean: proposed, remembered, applied."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.roster.imports import columns
from app.roster.imports.addresses import building_name, whole_number
from app.roster.imports.columns import canonical_heading, likely_heading, plain_heading
from app.roster.imports.guessing import is_data, is_value, role_by_content
from app.roster.imports.reading import MOST_ROWS, Grid, Line, Sheet, Tab, first_of, tidy
from surveys.errors import Invalid

TITLE_ROWS = 15
SAMPLES = 3
MOST_COLUMNS = 120
_ENDS = ("号楼", "栋", "幢", "座", "#", "#楼")


@dataclass(frozen=True)
class Table:
    """A sheet with its headings found; `first` is the row of the file (from 1) where its data begin."""

    name: str
    is_hidden: bool
    headings: tuple[str, ...]
    first: int
    rows: Grid

    def cells(self, place: int) -> Iterator[str]:
        """What stands in one column, row by row."""
        return (tidy(row[place]) if place < len(row) else "" for row in self.rows)

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row as it stands in the file: its number and its cells by heading."""
        columns_here = [list(self.cells(place)) for place in range(len(self.headings))]
        for number in range(len(self.rows)):
            yield (
                self.first + number,
                {name: column[number] for name, column in zip(self.headings, columns_here, strict=True)},
            )


@dataclass(frozen=True)
class Layout:
    """What a clerk confirmed: a role for each heading ("" for none of ours), and the sheets left out."""

    roles: Mapping[str, str]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guess:
    """One column of the file: its heading, some of its values, what we take it for and why."""

    heading: str
    role: str
    how: str  # name, likely, content, remembered, or "" for no idea
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """How a workbook could be read; `is_plain` when nobody needs to be asked."""

    tables: tuple[Table, ...]
    guesses: tuple[Guess, ...]
    layout: Layout
    is_plain: bool
    is_remembered: bool = False
    empty_tabs: tuple[str, ...] = field(default=())


def source_of(tables: Sequence[Table]) -> str:
    """What a kind of workbook is remembered under: the set of its headings, whatever their order."""
    headings = sorted({heading for table in tables for heading in table.headings} - set(columns.MARKS))
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()[:32]


def mark_of(heading: str) -> str:
    """A heading as it is kept: a fingerprint, for a sheet without headings could put a name in its place."""
    return hashlib.sha256(heading.encode()).hexdigest()[:16]


def tables_in(book: Sequence[Tab]) -> tuple[Table, ...]:
    """Every sheet in which a table was found. Raises `headings-not-found` when there is none."""
    tables = tuple(table for tab in book if (table := _table_of(tab)) is not None)
    if not tables:
        raise Invalid("headings-not-found", rows=TITLE_ROWS)
    if sum(len(table.rows) for table in tables if not table.is_hidden) > MOST_ROWS:
        raise Invalid("too-many-rows", most=MOST_ROWS)
    return tables


def propose(tables: Sequence[Table], remembered: Layout | None = None) -> Proposal:
    """What each column most likely is: as confirmed before, by its name, or by what stands in it."""
    guesses: dict[str, Guess] = {}
    for table in tables:
        for guess in _guesses_in(table, remembered):
            if guess.heading not in guesses or (guess.samples and not guesses[guess.heading].samples):
                guesses[guess.heading] = guess
    roles = {guess.heading: guess.role for guess in guesses.values()}
    hidden = tuple(table.name for table in tables if table.is_hidden)
    layout = Layout(roles, remembered.left_out if remembered else hidden)
    chosen = chosen_of(tables, layout)
    return Proposal(
        tuple(tables),
        tuple(guesses.values()),
        layout,
        is_plain=len(tables) == 1 and len(chosen) == 1 and _is_exact(chosen[0]),
        is_remembered=remembered is not None,
    )


def chosen_of(tables: Sequence[Table], layout: Layout) -> list[Table]:
    """The sheets that are read."""
    return [table for table in tables if table.name not in layout.left_out]


def check_layout(tables: Sequence[Table], layout: Layout) -> None:
    """Raises Invalid `no-sheet-chosen`, `column-chosen-twice`, `home-columns-missing` (which ones)."""
    chosen = chosen_of(tables, layout)
    if not chosen:
        raise Invalid("no-sheet-chosen")
    for table in chosen:
        roles = [role for heading in table.headings if (role := layout.roles.get(heading))]
        twice = next((role for role in roles if roles.count(role) > 1), None)
        if twice is not None:
            raise Invalid("column-chosen-twice", column=twice)
        told = {*roles, *([columns.BUILDING] if building_of(table.name) else [])}
        missing = [role for role in columns.HOME if role not in told]
        if missing and columns.ADDRESS not in told:
            raise Invalid("home-columns-missing", columns=missing, sheet=table.name)


def columns_to_look_at(proposal: Proposal, layout: Layout, problem: Invalid) -> list[int]:
    """Which columns of the list a refused choice is about, by their places: the page points at them."""
    taken = [layout.roles.get(guess.heading, "") for guess in proposal.guesses]
    if problem.code == "column-chosen-twice":
        return [place for place, role in enumerate(taken) if role == problem.facts["column"]]
    whole = [
        place
        for place, guess in enumerate(proposal.guesses)
        if role_by_content(guess.samples) == columns.ADDRESS
    ]
    return whole or [
        place for place, role in enumerate(taken) if not role and proposal.guesses[place].samples
    ]


def missing_in(tables: Sequence[Table], layout: Layout) -> list[str]:
    """Columns of the template that the chosen sheets do not have."""
    chosen = chosen_of(tables, layout)
    told = {layout.roles.get(heading, "") for table in chosen for heading in table.headings}
    told |= set(columns.HOME) if columns.ADDRESS in told else set()
    told |= {columns.BUILDING} if all(building_of(table.name) for table in chosen) else set()
    return [heading for heading in columns.HEADINGS if heading not in told]


def lines_of(tables: Sequence[Table], layout: Layout) -> Sheet:
    """The rows of the chosen sheets by role; a sheet is named only where there are several."""
    check_layout(tables, layout)
    chosen = chosen_of(tables, layout)
    if sum(len(table.rows) for table in chosen) > MOST_ROWS:
        raise Invalid("too-many-rows", most=MOST_ROWS)
    return Sheet(
        tuple(line for table in chosen for line in _lines_in(table, layout, table.name if chosen[1:] else ""))
    )


def building_of(sheet_name: str) -> str | None:
    """The building a sheet is named after, where it is: `3号楼`, `3#`, `A座`."""
    stem = next((sheet_name.removesuffix(end) for end in _ENDS if sheet_name.endswith(end)), "")
    is_named = whole_number(stem) is not None or (len(stem) == 1 and stem.isascii() and stem.isalpha())
    return building_name(sheet_name) if is_named else None


def _lines_in(table: Table, layout: Layout, sheet: str) -> Iterator[Line]:
    places = {
        role: place for place, heading in enumerate(table.headings) if (role := layout.roles.get(heading))
    }
    building = None if {columns.BUILDING, columns.ADDRESS} & places.keys() else building_of(table.name)
    for number, row in enumerate(table.rows, start=table.first):
        cells = {role: tidy(row[place]) if place < len(row) else "" for role, place in places.items()}
        if any(cells.values()):
            told = {columns.BUILDING: building, **cells} if building else cells
            yield Line(number, sheet, told, first_of(row))


def _table_of(tab: Tab) -> Table | None:
    """The headings are the row that names most columns, else the first wide row; mere values have none."""
    top = [row[:MOST_COLUMNS] for row in tab.rows[:TITLE_ROWS]]
    named = [len({_named(cell) for cell in row} - {None, ""}) for row in top]
    best = max(named, default=0)
    if best >= 2:
        place = named.index(best)
        return _table(tab, place, [tidy(cell) for cell in top[place]])
    wide = (number for number, row in enumerate(top) if len({tidy(cell) for cell in row} - {""}) >= 3)
    first = next(wide, None)
    if first is None:
        return None
    cells = [tidy(cell) for cell in top[first]]
    return _table(tab, first - 1, [""] * len(cells)) if is_data(cells) else _table(tab, first, cells)


def _named(cell: str) -> str | None:
    """What a cell names if it is a heading."""
    known = canonical_heading(cell)
    return known if known is not None or is_value(tidy(cell)) else likely_heading(cell)


def _table(tab: Tab, place: int, cells: Sequence[str]) -> Table | None:
    """None when nothing stands below the headings, or they are not ours and nobody could be asked so much."""
    rows = tab.rows[place + 1 :]
    width = max((number for number, cell in enumerate(cells, start=1) if cell), default=0)
    if not any(cells):
        width = max((len(row) for row in rows[:50]), default=0)
    headings: list[str] = []
    for number, cell in enumerate(cells[: min(width, MOST_COLUMNS)], start=1):
        name = plain_heading(cell)[:40] or f"第 {number} 列"
        headings.append(name if name not in headings else f"{name}（第 {number} 列）")
    return Table(tab.name, tab.is_hidden, tuple(headings), place + 2, rows)


def _is_exact(table: Table) -> bool:
    """Every column of the template under its own name, each once."""
    return not table.is_hidden and set(columns.HEADINGS) <= set(table.headings)


def _guesses_in(table: Table, remembered: Layout | None) -> list[Guess]:
    """Roles go to the surest sign first: confirmed before, then the name, a likely name, the content."""
    samples = {heading: list(_samples(table, place)) for place, heading in enumerate(table.headings)}
    taken: dict[str, tuple[str, str]] = {}
    signs: tuple[tuple[str, Callable[[str], str | None]], ...] = (
        ("remembered", lambda heading: remembered.roles.get(mark_of(heading)) if remembered else None),
        ("name", lambda heading: "" if heading in columns.MARKS else canonical_heading(heading)),
        ("likely", likely_heading),
        ("content", lambda heading: role_by_content(samples[heading])),
    )
    for how, told in signs:
        for heading in table.headings:
            role = told(heading) if heading not in taken else None
            if role is not None and (not role or role not in {one for one, _ in taken.values()}):
                taken[heading] = (role, how)
    _read_addresses(taken, samples)
    return [
        Guess(heading, *taken.get(heading, ("", "")), tuple(samples[heading][:SAMPLES]))
        for heading in table.headings
    ]


def _read_addresses(taken: dict[str, tuple[str, str]], samples: Mapping[str, Sequence[str]]) -> None:
    """A room column that holds whole addresses is one of them, unless building and stairwell stand apart."""
    roles = {role for role, _ in taken.values()}
    if columns.ADDRESS in roles or {columns.BUILDING, columns.UNIT} <= roles:
        return
    for heading, (role, how) in taken.items():
        is_whole = role == columns.NUMBER and role_by_content(samples[heading]) == columns.ADDRESS
        if is_whole and how != "remembered":
            taken[heading] = (columns.ADDRESS, "content")


def _samples(table: Table, place: int) -> Iterator[str]:
    return islice((cell for cell in table.cells(place) if cell), 30)
