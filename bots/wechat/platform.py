"""wechatpy's knowledge of WeChat's paths and bodies, over our own transport.

Of wechatpy 2.0.0a26 only the API methods are used. Its own way of fetching tokens (no timeout, old
endpoint), of retrying (without end) and of choosing hosts (several are literals) is switched off here.
Messages coming in do not pass through it at all: see `xmltree` for the reason.
"""

import json
from typing import Any

from wechatpy.client import WeChatClient

from bots.wechat.accounts import API_BASE, Account
from bots.wechat.errors import Misconfigured
from bots.wechat.transport import Request, exchange, new_session

CGI = API_BASE + "/cgi-bin/"  # where wechatpy's methods live unless they say otherwise


class Platform(WeChatClient):  # type: ignore[misc]  # wechatpy has no type information
    """The API of one account. Carries a token, so each thread needs its own."""

    def __init__(self, account: Account, timeout_s: int) -> None:
        super().__init__(account.app_id, "", timeout=timeout_s, auto_retry=False)
        self._http = new_session()
        self._api_base = account.api_base
        self.token = ""

    @property
    def access_token(self) -> str:
        """The token that the next call will carry; whoever calls has set it."""
        return self.token

    def fetch_access_token(self) -> None:
        """Tokens come from the TokenStore; wechatpy must never fetch one by itself."""
        raise Misconfigured("token-fetched-elsewhere")

    def ask(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        """POST a body to a path of the API without a token."""
        return exchange(self._http, Request("POST", self._api_base + path, {}, _json(body), self.timeout))

    def _request(self, method: str, url_or_endpoint: str, **options: Any) -> dict[str, Any]:
        """Where wechatpy's methods end: one exchange with the account's own `api_base`."""
        is_whole = url_or_endpoint.startswith(("http://", "https://"))
        url = url_or_endpoint if is_whole else options.get("api_base_url", CGI) + url_or_endpoint
        if not url.startswith(API_BASE + "/"):
            raise Misconfigured("foreign-address")
        params = {"access_token": self.token, **options.get("params", {})}
        body = _json(options["data"]) if "data" in options else None
        address = self._api_base + url.removeprefix(API_BASE)
        return exchange(self._http, Request(method.upper(), address, params, body, self.timeout))


def _json(body: dict[str, object]) -> bytes:
    """WeChat shows escaped characters as they are written, so none are escaped."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8")
