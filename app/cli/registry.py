"""The registry of compounds from the command line: importing a public list."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click

from app.core import clock
from app.core.actors import Actor
from app.core.db import transaction
from app.roster import imports, operations, queries
from surveys.errors import Invalid, Refusal

OPERATOR = Actor("cli", "registry")
BAD_USAGE = 2
NAMES = {
    "rows": "rows", "ok": "without an error", "new": "new compounds", "facts": "new facts",
    "disputed": "compounds with disputed facts", "eligible": "eligible", "excluded": "not eligible",
    "undecided": "undecided", "in_time": "built by the end of 2005", "too_late": "built later",
    "year_unknown": "year not known", "first_class": "first class, built before 2000",
}  # fmt: skip


class Flags(NamedTuple):
    """How an import is run."""

    dry_run: bool
    as_json: bool


def import_list(file: Path, code: str, *, source: str, as_of: datetime | None, flags: Flags) -> None:
    """Import a list or, on a dry run, only say what it would bring; ends the process where it is refused."""
    region = queries.find_region(code)
    if region is None:
        click.echo(f"no region has the code {code}", err=True)
        sys.exit(BAD_USAGE)
    try:
        origin = imports.Origin(region, operations.checked_source(source), as_of.date() if as_of else None)
        sheet = imports.read(file.read_bytes(), file.name, imports.find_registry_columns)
    except Refusal as problem:
        click.echo(_refused(problem, file.name, flags.as_json), err=not flags.as_json)
        sys.exit(BAD_USAGE if problem.code == "source-malformed" else 1)
    result = _result(_run(origin, sheet, flags.dry_run))
    click.echo(json.dumps(result, ensure_ascii=False) if flags.as_json else _as_lines(result, flags.dry_run))


def _run(origin: imports.Origin, sheet: imports.Sheet, dry_run: bool) -> imports.RegistryPlan:
    """Compare and, unless it is a dry run, write: all of it, or nothing."""
    if dry_run:
        return imports.plan_registry(origin, sheet, clock.now())
    with transaction():
        operations.lock_registry()
        at = clock.now()
        plan = imports.plan_registry(origin, sheet, at)
        operations.apply_registry(plan, OPERATOR, at)
    return plan


def _result(plan: imports.RegistryPlan) -> dict[str, Any]:
    """What the list brought, and how its compounds stand now; of a dry run, what would be."""
    judged = [one.assessment.judgement for one in plan.places]
    built = [str(one.criteria[0].state) for one in judged]
    return {
        "rows": plan.rows,
        "ok": plan.ok,
        "new": plan.new,
        "facts": plan.new_facts,
        "changed": plan.changed,
        "disputed": sum(bool(one.assessment.disputed) for one in plan.places),
        "eligible": sum(one.eligible is True for one in judged),
        "excluded": sum(one.eligible is False for one in judged),
        "undecided": sum(one.eligible is None for one in judged),
        "in_time": built.count("met"),
        "too_late": built.count("failed"),
        "year_unknown": built.count("unknown"),
        "first_class": sum(one.is_first_class is True and one.eligible is not False for one in judged),
        "errors": [asdict(error) for error in plan.errors],
        "warnings": [asdict(warning) for warning in plan.warnings],
    }


def _refused(problem: Refusal, name: str, as_json: bool) -> str:
    """A file that gives no rows at all: one error of the file itself, in row 0."""
    column = str(problem.facts.get("column", "")) if isinstance(problem, Invalid) else ""
    error = {"row": 0, "column": column, "code": problem.code, "value": name, "sheet": ""}
    empty = dict.fromkeys((*NAMES, "changed"), 0) | {"errors": [error], "warnings": []}
    return json.dumps(empty, ensure_ascii=False) if as_json else f"refused: {name}: {problem.code} {column}"


def _as_lines(result: dict[str, Any], dry_run: bool) -> str:
    errors = [f"error: {_as_line(error)}" for error in result["errors"]]
    warnings = [f"warning: {_as_line(warning)}" for warning in result["warnings"]]
    counts = [f"{result[key]} {words}" for key, words in NAMES.items()]
    verb = "would be made" if dry_run else "made"
    return "\n".join([*errors, *warnings, *counts, f"{result['changed']} changes {verb}"])


def _as_line(cell: dict[str, object]) -> str:
    sheet = f"{cell['sheet']}, " if cell["sheet"] else ""
    return f"{sheet}row {cell['row']} {cell['column']}: {cell['code']} ({cell['value']})"
