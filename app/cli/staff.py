"""Staff accounts from the command line."""

import sys
from datetime import datetime, timedelta

import click
from flask.cli import AppGroup

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.roster import loading, operations, queries
from surveys.errors import Missing, Refusal

OPERATOR = Actor("cli", "staff")
CITY = "371500"
BAD_USAGE = 2

staff = AppGroup("staff", help="Staff: the first administrators, further accounts.")


@staff.command("bootstrap")
@click.option("--first", default="admin-1", show_default=True, help="User name of the first administrator.")
@click.option("--second", default="admin-2", show_default=True, help="User name of the second.")
def bootstrap(first: str, second: str) -> None:
    """Make the first two administrators, once; prints the passwords they must change."""
    at = clock.now()
    try:
        with transaction():
            loading.load_regions(at)
            loading.load_organisations(at)
            added = operations.bootstrap((first, second), CITY, OPERATOR, at)
    except Refusal as refusal:
        click.echo(f"refused: {refusal.code}", err=True)
        sys.exit(1)
    for one in added:
        click.echo(f"{one.username}\t{one.password}")


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The person's name, as colleagues read it.")
@click.option("--role", required=True, help=", ".join(queries.LEVELS) + ".")
@click.option("--area", default="", help="Path of a region, such as 371500.371502.")
@click.option("--compound", "code", default="", help="Staff code of a compound, instead of --area.")
@click.option("--unit", default="", help="Code of a member unit, for a liaison.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day of the role.")
def add(**options: object) -> None:
    """Make an account with one role over an area; prints the password to be changed."""
    at = clock.now()
    try:
        with transaction():
            new = operations.add_staff(str(options["username"]), str(options["name"]), OPERATOR, at)
            area = _area(str(options["area"]), str(options["code"]))
            unit = queries.get_organisation(str(options["unit"])).id if options["unit"] else None
            grant = Grant(str(options["role"]), area, unit)
            operations.give_role(new.key, grant, OPERATOR, at, until=_end_of(options["until"]))
    except Refusal as refusal:
        click.echo(f"refused: {refusal.code}", err=True)
        sys.exit(1)
    click.echo(f"{new.username}\t{new.password}")


@staff.command("reset-password")
@click.argument("username")
def reset_password(username: str) -> None:
    """Give somebody a new first password; prints it, and signs them out everywhere."""
    try:
        with transaction():
            new = operations.reset_password(username, OPERATOR, clock.now())
    except Missing:
        click.echo(f"nobody signs in as {username}", err=True)
        sys.exit(1)
    click.echo(f"{new.username}\t{new.password}")


@staff.command("units")
def load_units() -> None:
    """Load the member units of the task force with their duties, or bring them up to date."""
    with transaction():
        changed = loading.load_organisations(clock.now())
    click.echo(f"{changed} units loaded or changed")


def _area(path: str, code: str) -> str:
    if bool(path) == bool(code):
        click.echo("give either --area or --compound", err=True)
        sys.exit(BAD_USAGE)
    if not code:
        return path
    try:
        return queries.compound_by_code(code).path
    except Missing:
        click.echo(f"no compound has the code {code}", err=True)
        sys.exit(BAD_USAGE)


def _end_of(day: object) -> datetime | None:
    """The end of a day in Liaocheng."""
    return clock.from_local(day + timedelta(days=1)) if isinstance(day, datetime) else None
