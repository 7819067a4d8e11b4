"""The table of command groups, imported when somebody calls one: a web worker never does."""

from collections.abc import Mapping

import click
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """What extensions registered, and ours."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every name, for `flask --help`."""
        return sorted({*super().list_commands(ctx), *_ours()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        return super().get_command(ctx, cmd_name) or _ours().get(cmd_name)


def init_app(app: Flask) -> None:
    """`flask worker`, `flask audit`, `flask doctor` and the others."""
    app.cli = Commands(app.cli.name, commands=app.cli.commands)


def _ours() -> Mapping[str, click.Command]:
    """A quarter of what importing the application takes, and only operators need it."""
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

    return {
        "audit": audit, "backup": backup, "bot": bot, "demo": demo, "doctor": doctor, "keys": keys,
        "restore": restore, "roster": roster, "serve": serve, "staff": staff, "wechat": wechat,
        "worker": worker,
    }  # fmt: skip
