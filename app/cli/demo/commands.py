"""`flask demo load` and `flask demo show`: the made-up city for trying things out."""

import json
import random
import sys
from datetime import datetime
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli.demo import city, decisions, doors, life, survey
from app.core import accounts, clock
from app.core.db import transaction
from app.decisions import queries as decided
from app.polls import queries as polls
from app.roster import queries as roster
from app.roster.queries.visits import rounds_in
from app.simulator.operations import conversations as phones
from app.simulator.operations import menus
from app.simulator.queries import store as stores
from bots.wechat.menu import menu_for
from surveys.errors import Missing

SEED = 2020
DAYS = 90

demo = AppGroup("demo", help="The made-up city for development.")


@demo.command("load")
@click.option("--seed", default=SEED, show_default=True, help="Another seed makes another city.")
def load(seed: int) -> None:
    """Fill an empty database with the demo city; the same seed makes the same city."""
    _refuse_production()
    if _is_loaded():
        click.echo("the demo city is there already")
        return
    load_city(seed)
    click.echo(f"demo city loaded, seed {seed}")


@demo.command("show")
@click.option("--json", "as_json", is_flag=True, help="Everything a script needs to act, as JSON.")
def show(as_json: bool) -> None:
    """Accounts, residents with their openids and house codes, staff sign-ins, ids of polls."""
    _refuse_production()
    if not _is_loaded():
        click.echo("there is no demo city; load it with `flask demo load`", err=True)
        sys.exit(1)
    click.echo(json.dumps(facts(), ensure_ascii=False, indent=2) if as_json else "\n".join(signs()))


def load_if_empty() -> bool:
    """Load the demo city into a database without compounds; False when there are some."""
    if current_app.config["APP_ENV"] == "production" or roster.compounds_under(["371500"]):
        return False
    load_city(SEED)
    return True


def load_city(seed: int) -> None:
    """Everything in one transaction: a half-made city helps nobody."""
    chance = random.Random(seed)  # noqa: S311 - a reproducible city, not a secret
    at = clock.now()
    with transaction():
        compound = city.build_places(chance, at)
        residents = city.fill_roster(chance, compound, at)
        staff = city.appoint_staff(compound, at)
        survey.survey_city(at)
        homes = life.bind_residents(compound, residents, at - life.BOUND_BEFORE)
        life.tell_the_story(compound, at)
        life.closed_poll(chance, compound, homes, at)
        running = life.live_poll(chance, compound, homes, at)
        life.waiting_work(compound, at)
        doors.walk_the_doors(compound, running, at)
        decisions.decide(chance, decisions.Scene(compound, staff, homes), at)
    _give_out_phones(at)


def _give_out_phones(at: datetime) -> None:
    """Some of the residents' telephones lie in the simulator, with the menu already on them."""
    folder = current_app.config["INSTANCE_DIR"]
    shown = [_resident(index) for index in range(1, life.BOUND + 1)]
    phones.add_phones(folder, {one["openid"]: " · ".join((one["name"], *one["rooms"])) for one in shown}, at)
    with stores.store_in(folder) as store:
        menus.create_menu(store, menu_for(current_app.config["PUBLIC_BASE_URL"]))


def signs() -> list[str]:
    """Where to go and how to sign in, for people."""
    base = current_app.config["PUBLIC_BASE_URL"]
    lines = [f"  public pages  {base}/", f"  simulator     {base}/simulator/"]
    if _is_loaded():
        names = ", ".join(username for username, _ in city.STAFF)
        lines += [
            f"  staff         {base}/staff/sign-in",
            f"                {names}  password: {city.PASSWORD}",
        ]
    return lines


def facts() -> dict[str, Any]:
    """What a script needs: nothing here is secret, for all of it is made up."""
    compound = roster.compound_by_code(city.MAIN_CODE)
    account = accounts.default_account()
    return {
        "accounts": [
            {"name": account.name, "app_id": account.app_id, "token": account.token,
             "aes_key": account.aes_key, "mode": account.mode},
        ],
        "compound": {"code": compound.code, "public_id": compound.public_id, "name": compound.name},
        "residents": [_resident(index) for index in range(1, life.BOUND + 1)],
        "house_codes": [
            {"unit": unit, "number": number, "code": code}
            for unit, number, code in roster.slips_in(compound.id)
        ],
        "staff": [
            {"username": username, "password": city.PASSWORD, "role": role} for username, role in city.STAFF
        ],
        "polls": [
            {"public_id": poll.public_id, "title": poll.title, "state": poll.state(clock.now())}
            for poll in polls.polls_in(compound.id)
        ],
        "rounds": [
            {"public_id": one.public_id, "title": one.title, "purpose": one.purpose}
            for one in rounds_in([compound.id], is_open=True)
        ],
        "decisions": [
            {
                "public_id": row.public_id, "title": row.title, "mode": row.mode,
                "stage": row.stage(clock.now()),
            }
            for row in decided.decisions_in(compound.id)
        ],
        "projects": [],
    }  # fmt: skip


def _resident(index: int) -> dict[str, Any]:
    openid = f"demo-{index:03d}"
    contact_id = roster.find_contact(life.ACCOUNT, openid)
    homes = roster.homes_of(contact_id) if contact_id else []
    return {
        "openid": openid,
        "name": homes[0].person_name if homes else "",
        "rooms": [home.label for home in homes],
        "is_owner": any(home.is_owner for home in homes),
        "house_code": roster.house_code_of(homes[0].room_id) if homes else "",
    }


def _is_loaded() -> bool:
    try:
        roster.compound_by_code(city.MAIN_CODE)
    except Missing:
        return False
    return True


def _refuse_production() -> None:
    if current_app.config["APP_ENV"] == "production":
        click.echo("the demo city is for development only", err=True)
        sys.exit(1)
