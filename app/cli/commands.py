"""The table of command groups."""

from flask import Flask

from app.cli.audit import audit
from app.cli.backup.commands import backup, restore
from app.cli.bot import bot
from app.cli.demo.commands import demo
from app.cli.doctor import doctor
from app.cli.keys import keys
from app.cli.roster import roster
from app.cli.serve import serve
from app.cli.staff import staff
from app.cli.wechat import wechat
from app.cli.worker import worker

COMMANDS = (worker, audit, doctor, roster, staff, demo, serve, bot, wechat, backup, restore, keys)


def init_app(app: Flask) -> None:
    """`flask worker`, `flask audit`, `flask doctor` and the others."""
    for command in COMMANDS:
        app.cli.add_command(command)
