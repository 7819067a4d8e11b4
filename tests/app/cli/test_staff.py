"""Staff accounts from the command line."""

from flask import Flask

from app.cli.staff import staff
from app.core import clock
from app.core.db import transaction
from app.roster import operations, queries
from tests import factories as make


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(staff, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output.strip()


def signed_in(username: str, password: str) -> operations.SignIn:
    checked = operations.check_password(username, password, clock.now())
    with transaction():
        return operations.sign_in(checked, clock.now())


def actor_after_signing_in(line: str) -> object:
    username, password = line.split("\t")
    result = signed_in(username, password)
    assert result.must_change_password
    return queries.actor_for_session(result.token or "", clock.now())


def test_the_first_administrators_are_made_once_with_the_citys_regions(app: Flask) -> None:
    status, output = run(app, "bootstrap")
    assert status == 0
    assert len(output.splitlines()) == 2
    assert actor_after_signing_in(output.splitlines()[0]).may("admin", "371500.371502")
    assert len(queries.regions_under("371500")) == 12
    assert run(app, "bootstrap") == (1, "refused: already-bootstrapped")


def test_a_clerk_is_added_over_a_compound(app: Flask) -> None:
    compound = make.a_compound(code="XY01")
    status, output = run(app, "add", "li.na", "--name", "李娜", "--role", "clerk", "--compound", "XY01")
    assert status == 0
    assert actor_after_signing_in(output).may("clerk", compound.path)


def test_an_official_is_added_over_a_region_until_a_day(app: Flask) -> None:
    make.a_region()
    command = ("add", "sun.li", "--name", "孙立", "--role", "county", "--area", "371500.371502")
    assert run(app, *command, "--until", "2020-01-01") == (1, "refused: role-ends-before-it-begins")
    status, output = run(app, *command, "--until", "2099-12-31")
    assert status == 0
    assert actor_after_signing_in(output).may("county", "371500.371502.C0001")


def test_a_liaison_is_added_for_a_unit_that_is_loaded(app: Flask) -> None:
    make.a_region()
    assert run(app, "units") == (0, "35 units loaded or changed")
    assert run(app, "units") == (0, "0 units loaded or changed")
    command = ("add", "zhou", "--name", "周", "--role", "liaison", "--area", "371500")
    assert run(app, *command) == (1, "refused: liaison-needs-a-unit")
    assert run(app, *command, "--unit", "nobody") == (1, "refused: unit-office-not-found")
    status, output = run(app, *command, "--unit", "tower")
    assert status == 0
    assert actor_after_signing_in(output).paths("liaison") == ("371500",)


def test_bad_usage_is_said_in_one_line(app: Flask) -> None:
    command = ("add", "li.na", "--name", "李娜", "--role", "clerk")
    assert run(app, *command) == (2, "give either --area or --compound")
    assert run(app, *command, "--compound", "NOSUCH") == (2, "no compound has the code NOSUCH")
    assert run(app, *command, "--area", "nowhere") == (1, "refused: area-unknown")


def test_a_forgotten_password_is_replaced_and_every_session_ends(app: Flask) -> None:
    added = app.test_cli_runner().invoke(args=["staff", "bootstrap"])
    old = added.output.splitlines()[0].split("\t")[1]
    reset = app.test_cli_runner().invoke(args=["staff", "reset-password", "admin-1"])
    assert reset.exit_code == 0
    assert signed_in("admin-1", old).token is None
    found = signed_in("admin-1", reset.output.strip().split("\t")[1])
    assert found.must_change_password
    assert found.first_page == "/staff/people/"


def test_nobodys_password_cannot_be_reset(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["staff", "reset-password", "nobody"]).exit_code == 1
