"""A WeChat service account: who it is at WeChat, and how its messages are protected."""

import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from surveys.errors import Invalid

MODES = ("plain", "compatible", "safe")
API_BASE = "https://api.weixin.qq.com"
OAUTH_BASE = "https://open.weixin.qq.com"

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_VISIBLE = re.compile(r"[\x21-\x7e]{1,128}")
_AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_TOKEN = re.compile(r"[\x21-\x7e]{1,64}")


@dataclass(frozen=True)
class Account:
    """One account; its secrets stay out of `repr`, hence out of logs and tracebacks.

    `api_base` and `oauth_base` are WeChat's hosts or the simulator's, with or without a path;
    `/cgi-bin/…`, `/sns/…` and `/connect/…` are appended to them.
    """

    name: str
    app_id: str
    secret: str = field(repr=False)
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    mode: str = "safe"
    freshness_s: int = 300
    api_base: str = API_BASE
    oauth_base: str = OAUTH_BASE


def check(account: Account) -> Account:
    """The same account, or Invalid with the name of the setting that cannot be right."""
    found = next((setting for setting, is_right in _conditions(account) if not is_right), None)
    if found is not None:
        raise Invalid("wechat-account-invalid", account=account.name, setting=found)
    return account


@lru_cache(maxsize=64)
def raw_key(aes_key: str) -> bytes:
    """The 32 bytes behind the 43 characters of an EncodingAESKey.

    The last character carries two bits too many; WeChat leaves them as they fall, so they are ignored.
    """
    return binascii.a2b_base64(aes_key + "=")


def _conditions(account: Account) -> tuple[tuple[str, bool], ...]:
    keyless = account.mode == "plain" and account.aes_key == ""
    return (
        ("name", _NAME.fullmatch(account.name) is not None),
        ("app_id", _VISIBLE.fullmatch(account.app_id) is not None),
        ("secret", _VISIBLE.fullmatch(account.secret) is not None),
        ("token", _TOKEN.fullmatch(account.token) is not None),
        ("mode", account.mode in MODES),
        ("aes_key", keyless or _AES_KEY.fullmatch(account.aes_key) is not None),
        ("freshness_s", account.freshness_s >= 0),
        ("api_base", _is_base(account.api_base)),
        ("oauth_base", _is_base(account.oauth_base)),
    )


def _is_base(address: str) -> bool:
    """An address that paths can be appended to; plain http is for the simulator."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return False
    bare = not (parts.query or parts.fragment or parts.username or address.endswith("/"))
    return parts.scheme in ("http", "https") and bool(host) and bare
