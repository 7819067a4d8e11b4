"""The WeChat accounts this place serves: the default one from the settings, further ones from a file."""

import json
from pathlib import Path
from typing import Any

from flask import current_app

from bots.wechat.accounts import Account, check
from surveys.errors import Missing

DEFAULT = "main"


def default_account() -> Account:
    """The account of the settings `WECHAT_APP_ID` and so on."""
    return account_named(DEFAULT)


def account_named(name: str) -> Account:
    """One account, checked once; Missing for a name nobody configured."""
    accounts = current_app.extensions.get("wechat-accounts")
    if accounts is None:
        accounts = {account.name: check(account) for account in _configured(current_app.config)}
        current_app.extensions["wechat-accounts"] = accounts
    if name not in accounts:
        raise Missing("wechat-account-unknown")
    found: Account = accounts[name]
    return found


def _configured(settings: dict[str, Any]) -> list[Account]:
    """The default account first, then those of the JSON file `WECHAT_ACCOUNTS`."""
    common = {
        "freshness_s": settings["WECHAT_FRESHNESS_S"],
        "api_base": settings["WECHAT_API_BASE"],
        "oauth_base": settings["WECHAT_OAUTH_BASE"],
    }
    default = Account(
        name=DEFAULT,
        app_id=settings["WECHAT_APP_ID"],
        secret=settings["WECHAT_APP_SECRET"],
        token=settings["WECHAT_TOKEN"],
        aes_key=settings["WECHAT_AES_KEY"],
        mode=settings["WECHAT_MODE"],
        **common,
    )
    if not settings["WECHAT_ACCOUNTS"]:
        return [default]
    further = json.loads(Path(settings["WECHAT_ACCOUNTS"]).read_text(encoding="utf-8"))
    return [default, *(Account(**{**common, **account}) for account in further)]
