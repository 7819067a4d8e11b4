"""The roster from the command line: importing a workbook."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from app.cli.registry import Flags, import_list
from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.roster import imports, loading, operations, queries
from surveys.errors import Invalid, Missing, Refusal

OPERATOR = Actor("cli", "roster")
BAD_USAGE = 2


@dataclass(frozen=True)
class Reading:
    """What the command line says about a workbook: roles by heading, the only sheets to read."""

    roles: dict[str, str]
    sheets: tuple[str, ...]

    def applied_to(self, proposal: imports.Proposal) -> imports.Layout:
        """The proposal with what was said: a column named here is taken from any other that seemed it."""
        said = set(self.roles.values())
        roles = {heading: "" if role in said else role for heading, role in proposal.layout.roles.items()}
        names = [table.name for table in proposal.tables]
        left_out = [name for name in names if name not in self.sheets]
        return imports.Layout(
            roles | self.roles, tuple(left_out) if self.sheets else proposal.layout.left_out
        )


roster = AppGroup("roster", help="Compounds, rooms and owners.")


@roster.command("add-region")
@click.argument("code")
@click.option("--parent", required=True, help="Code of the county, zone or street above it.")
@click.option("--name", required=True)
@click.option("--level", type=click.Choice(["street", "community"]), required=True)
def add_region(code: str, *, parent: str, name: str, level: str) -> None:
    """Add a street or a community; the city, its counties and zones are there from the start."""
    with transaction():
        loading.load_regions(clock.now())
        try:
            details = operations.RegionDetails(code, parent, name, level)
            path = operations.add_region(details, OPERATOR, clock.now())
        except Refusal as refusal:
            click.echo(f"refused: {refusal.code}", err=True)
            sys.exit(1)
    click.echo(path)


@roster.command("add-compound")
@click.argument("code")
@click.option("--region", required=True, help="Code of the street or community it lies in.")
@click.option("--name", required=True)
@click.option("--address", default="")
@click.option("--telephone", default="", help="Whom residents may call.")
@click.option("--opens", default="08:30", show_default=True, help="When the desk opens on working days.")
@click.option("--closes", default="17:30", show_default=True, help="When it closes.")
@click.option("--built", "built_year", type=int, default=None, help="Year it was built.")
def add_compound(code: str, region: str, **details: Any) -> None:
    """Register a compound under a staff code; its rooms come by `flask roster import`."""
    hours = {"days": [1, 2, 3, 4, 5], "from": details.pop("opens"), "to": details.pop("closes")}
    try:
        with transaction():
            compound = operations.CompoundDetails(
                code=code, region_code=region, office_hours=hours, **details
            )
            operations.register_compound(compound, OPERATOR, clock.now())
    except Refusal as refusal:
        click.echo(f"refused: {refusal.code}", err=True)
        sys.exit(1)
    click.echo(queries.compound_by_code(code).public_id)


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--compound", "code", required=True, help="The compound's staff code.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--map", "pairs", multiple=True, metavar="HEADING=COLUMN", help="What a column is; repeatable.")
@click.option("--sheet", "sheets", multiple=True, help="Read only this sheet; repeatable.")
def import_(file: Path, code: str, **options: Any) -> None:
    """Import a workbook (.xlsx, .xls or .csv): every row, or none when one is wrong (exit 1).

    Columns are known by their names, by --map, or as the console confirmed them for this kind of file.
    """
    compound = _compound(code)
    dry_run = options["dry_run"]
    reading = Reading(dict(_pair(text) for text in options["pairs"]), options["sheets"])
    result = _run(file, compound, reading, dry_run=dry_run)
    click.echo(json.dumps(result, ensure_ascii=False) if options["as_json"] else _as_lines(result, dry_run))
    sys.exit(1 if result["errors"] else 0)


@roster.command("undo")
@click.option("--compound", "code", required=True, help="The compound's staff code.")
@click.option("--dry-run", is_flag=True, help="Say whether it can be undone, change nothing.")
def undo(code: str, *, dry_run: bool) -> None:
    """Take the last import of a compound back; exit 1 with the reasons when something depends on it."""
    compound = _compound(code)
    last = next(iter(queries.imports_in(compound.id, 1)), None)
    if last is None:
        click.echo("refused: import-not-found", err=True)
        sys.exit(1)
    obstacles = queries.obstacles_for(compound.id, last.id)
    for one in obstacles:
        click.echo(f"refused: {one.code} ({one.times})", err=True)
    if obstacles:
        sys.exit(1)
    when = f"{clock.local(last.imported_at):%Y-%m-%d %H:%M}"
    if not dry_run:
        with transaction():
            operations.undo_import(compound.id, last.id, OPERATOR, clock.now())
    click.echo(f"{'could undo' if dry_run else 'undone'}: import of {when}, {last.counts['changed']} rows")


@roster.command("registry")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--region", "code", required=True, help="Code of the region the list is about.")
@click.option("--source", required=True, help="Who says so: what the facts are filed under.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day the list is true for.")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def registry(file: Path, code: str, **options: Any) -> None:
    """Import a public list of compounds (.csv, .xlsx, .xls); cells that cannot be read stay unknown."""
    flags = Flags(options["dry_run"], options["as_json"])
    import_list(file, code, source=options["source"], as_of=options["as_of"], flags=flags)


def _compound(code: str) -> queries.CompoundRow:
    try:
        return queries.compound_by_code(code)
    except Missing:
        click.echo(f"no compound has the code {code}", err=True)
        sys.exit(BAD_USAGE)


def _pair(text: str) -> tuple[str, str]:
    heading, _, role = text.rpartition("=")
    if not heading or role not in imports.ROLES:
        click.echo(f"--map {text}: write HEADING=COLUMN, COLUMN one of {' '.join(imports.ROLES)}", err=True)
        sys.exit(BAD_USAGE)
    return heading, role


def _sheet(file: Path, compound: queries.CompoundRow, reading: Reading) -> imports.Sheet:
    """The rows; without a word on the command line or from the console, only under the names we know."""
    content = file.read_bytes()
    tables = imports.tables_in(imports.open_book(content, file.name))
    known = queries.find_layout(compound.id, imports.source_of(tables))
    if known is None and not reading.roles and not reading.sheets:
        return imports.read(content, file.name)
    proposal = imports.propose(tables, imports.Layout(known.roles, known.left_out) if known else None)
    return imports.lines_of(tables, reading.applied_to(proposal))


def _run(file: Path, compound: queries.CompoundRow, reading: Reading, *, dry_run: bool) -> dict[str, Any]:
    """Read, check and, unless it is a dry run or a row is wrong, write."""
    try:
        sheet = _sheet(file, compound, reading)
    except Invalid as problem:
        return _unreadable(problem, file.name)
    if dry_run:
        return _result(imports.plan(compound, sheet))
    with transaction():
        operations.lock_roster(compound.id)
        plan = imports.plan(compound, sheet)
        if not plan.errors and not plan.unanswered:
            operations.apply_import(plan, OPERATOR, clock.now(), file=file.name)
    result = _result(plan)
    return result | ({"changed": 0} if result["errors"] else {})


def _result(plan: imports.Plan) -> dict[str, Any]:
    """The contract's four fields; warnings beside them. Of a dry run, what would change."""
    return {
        "rows": plan.rows,
        "ok": plan.ok,
        "changed": plan.changed,
        "errors": [*(asdict(error) for error in plan.errors), *map(_asked, plan.unanswered)],
        "warnings": [asdict(warning) for warning in plan.warnings],
    }


def _asked(question: imports.Question) -> dict[str, Any]:
    """Only people who look at the page can say whether it is the same person; a command cannot."""
    where = ", ".join(question.labels)
    return {"row": 0, "column": "", "code": "same-person-or-sale", "value": where, "sheet": ""}


def _unreadable(problem: Invalid, name: str) -> dict[str, Any]:
    """A file that gives no rows at all: one error of the file itself, in row 0."""
    missing = problem.facts.get("columns")
    first = missing[0] if isinstance(missing, list) else ""
    column = str(problem.facts.get("column", first))
    error = {"row": 0, "column": column, "code": problem.code, "value": name, "sheet": ""}
    return {"rows": 0, "ok": 0, "changed": 0, "errors": [error], "warnings": []}


def _as_lines(result: dict[str, Any], dry_run: bool) -> str:
    errors = [f"error: {_as_line(error)}" for error in result["errors"]]
    warnings = [f"warning: {_as_line(warning)}" for warning in result["warnings"]]
    verb = "nothing imported" if errors else "would change" if dry_run else "changed"
    count = "" if errors else f" {result['changed']}"
    return "\n".join([*errors, *warnings, f"{result['rows']} rows, {result['ok']} ok, {verb}{count}"])


def _as_line(cell: dict[str, object]) -> str:
    sheet = f"{cell['sheet']}, " if cell["sheet"] else ""
    return f"{sheet}row {cell['row']} {cell['column']}: {cell['code']} ({cell['value']})"
