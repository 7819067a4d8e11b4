"""Talking to the bot in a terminal, as one of the residents."""

import secrets
import sys
from collections.abc import Iterable, Iterator
from typing import Any, cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.chats.desk import RoomDesk
from app.core import clock
from app.core.accounts import DEFAULT
from app.core.db import transaction
from app.roster import queries as roster
from bots import terminal
from bots.desk import Desk

bot = AppGroup("bot", help="The chatbot without WeChat.")


@bot.command("talk")
@click.option("--as", "openid", required=True, help="Whose WeChat: an openid of `flask demo show`.")
def talk(openid: str) -> None:
    """Talk line by line; `/scan house:CODE`, `/click KEY` and `/voice WORDS` stand for WeChat's events."""
    if current_app.config["APP_ENV"] == "production":
        click.echo("in production residents speak for themselves", err=True)
        sys.exit(1)
    contact_id = roster.find_contact(DEFAULT, openid)
    if contact_id is None:
        click.echo(f"nobody has the openid {openid}", err=True)
        sys.exit(1)
    desk = _FreshDesk(contact_id)
    terminal.talk(cast(Desk, desk), _one_by_one(sys.stdin, desk), click.echo, clock=clock.now)


class _FreshDesk:
    """A desk made anew for every line, as for every message: its key makes one act one act."""

    def __init__(self, contact_id: int) -> None:
        self._contact_id = contact_id
        self.renew()

    def renew(self) -> None:
        """The next line is heard."""
        self._desk = RoomDesk(self._contact_id, f"terminal:{secrets.token_hex(12)}", clock.now())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)


def _one_by_one(lines: Iterable[str], desk: _FreshDesk) -> Iterator[str]:
    """Each line in a transaction; whatever it makes the bot do is done when the next one is read."""
    for line in lines:
        with transaction():
            desk.renew()
            yield line
