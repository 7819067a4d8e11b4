"""Who may have sent this: WeChat's signature over the query, compared in constant time."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime

from bots.wechat.accounts import Account
from bots.wechat.errors import forged, malformed

_SECONDS = re.compile(r"[0-9]{1,12}")
MAX_ECHO = 512


def sign(token: str, *parts: str) -> str:
    """Hex SHA-1 over the token and the parts, sorted as strings and joined."""
    joined = "".join(sorted((token, *parts)))
    return hashlib.sha1(_raw(joined), usedforsecurity=False).hexdigest()


def is_signed(token: str, signature: str, *parts: str) -> bool:
    """Does the signature fit? An empty token, signature or part never does."""
    if not (token and signature and all(parts)):
        return False
    return hmac.compare_digest(_raw(sign(token, *parts)), _raw(signature))


def is_fresh(timestamp: str, freshness_s: int, at: datetime) -> bool:
    """Was it signed within `freshness_s` seconds of now, on either side? 0 switches the question off."""
    if freshness_s == 0:
        return True
    if _SECONDS.fullmatch(timestamp) is None:
        return False
    return abs(int(at.timestamp()) - int(timestamp)) <= freshness_s


def demand(query: Mapping[str, str], name: str, account: Account, *, over: tuple[str, ...] = ()) -> None:
    """Raise Rejected(403) unless the query's parameter `name` signs timestamp, nonce and `over`."""
    stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    if not is_signed(account.token, query.get(name, ""), stamp, nonce, *over):
        raise forged("bad-signature")


def demand_fresh(query: Mapping[str, str], account: Account, at: datetime) -> None:
    """Raise Rejected(403) when the query was signed too long ago, or in the future."""
    if not is_fresh(query.get("timestamp", ""), account.freshness_s, at):
        raise forged("stale")


def echo(query: Mapping[str, str], account: Account, at: datetime) -> str:
    """Answer WeChat's check of the server address with its own `echostr`, or raise Rejected.

    `echostr` itself is not signed: send it as text/plain, never as HTML.
    """
    demand(query, "signature", account)
    demand_fresh(query, account, at)
    echostr = query.get("echostr", "")
    if not 0 < len(echostr) <= MAX_ECHO or not echostr.isprintable():
        raise malformed("no-echostr")
    return echostr


def _raw(text: str) -> bytes:
    """Any string as bytes, even one that carries half a surrogate pair."""
    return text.encode("utf-8", "surrogatepass")
