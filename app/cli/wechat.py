"""Setting up the WeChat account: its menu."""

import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.accounts import DEFAULT
from app.notifications import jobs as notifications
from bots.wechat.errors import ApiError
from bots.wechat.menu import menu_for
from surveys.errors import Missing

wechat = AppGroup("wechat", help="The WeChat account.")


@wechat.command("push-menu")
@click.option("--dry-run", is_flag=True, help="Print the menu, send nothing.")
@click.option("--account", default=DEFAULT, show_default=True, help="Which account.")
def push_menu(dry_run: bool, account: str) -> None:
    """Check the menu against WeChat's limits and put it on the account."""
    menu = menu_for(current_app.config["PUBLIC_BASE_URL"])
    if dry_run:
        click.echo(json.dumps(menu, ensure_ascii=False, indent=2))
        return
    try:
        notifications.client_for(account).push_menu(menu)
    except Missing:
        click.echo(f"no WeChat account has the name {account}", err=True)
        sys.exit(2)
    except ApiError as problem:
        click.echo(f"WeChat refused: {problem}", err=True)
        sys.exit(1)
    click.echo("the menu is on the account; phones show it within a day")
