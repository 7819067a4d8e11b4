"""Talking to the bot in a terminal, as one of the residents."""

import secrets
import sys
from collections.abc import Iterable, Iterator

import click
from flask import current_app
from flask.cli import AppGroup

from app.chats.desk import RoomDesk
from app.core import clock
from app.core.accounts import DEFAULT
from app.core.db import transaction
from app.roster import queries as roster
from bots import terminal

bot = AppGroup("bot", help="The chatbot without WeChat.")


@bot.command("talk")
@click.option("--as", "openid", required=True, help="Whose WeChat: an openid, as `flask demo show` lists them.")
def talk(openid: str) -> None:
    """Talk line by line; `/scan house:CODE`, `/click KEY` and `/voice WORDS` stand for WeChat's events."""
    if current_app.config["APP_ENV"] == "production":
        click.echo("in production residents speak for themselves", err=True)
        sys.exit(1)
    contact_id = roster.find_contact(DEFAULT, openid)
    if contact_id is None:
        click.echo(f"nobody has the openid {openid}", err=True)
        sys.exit(1)
    desk = RoomDesk(contact_id, f"terminal:{secrets.token_hex(12)}", clock.now())
    terminal.talk(desk, _each_in_a_transaction(sys.stdin), click.echo, clock=clock.now)


def _each_in_a_transaction(lines: Iterable[str]) -> Iterator[str]:
    """Whatever a line makes the bot do is done when the next one is read."""
    for line in lines:
        with transaction():
            yield line
