"""What we ask of WeChat for one account: to send, to set the menu, to make a QR code.

Every method may raise Transient, Refused or Misconfigured and nothing else of the network. After a
`timeout` WeChat may have acted all the same. Call outside transactions: a call can take seconds. While
WeChat is down only the first of many calls waits; the others are told at once to come again.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bots.wechat.accounts import Account
from bots.wechat.errors import ApiError, Transient
from bots.wechat.platform import Platform
from bots.wechat.tokens import LEASE, Token, TokenStore
from bots.wechat.transport import READ_S, STALE_TOKEN
from bots.wechat.trimming import clean, cut

RENEWAL_PATH = "/cgi-bin/stable_token"
MARGIN_S = 200  # WeChat hands out the next token from 300 s before the end of the last
TURNS, TURN_S = 40, 0.1  # how long to wait for another worker's renewal
REST_S = 5  # a round of the worker
DOWN = frozenset({"timeout", "unreachable"})

TemplateData = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class QrCode:
    """A QR code that leads to the account: `url` is what to draw, `ticket` names it at WeChat."""

    ticket: str
    url: str


class Client:
    """The API of one account; one instance may serve all threads of a process."""

    def __init__(
        self, account: Account, tokens: TokenStore, clock: Callable[[], datetime], *, timeout_s: int = READ_S
    ) -> None:
        self._account = account
        self._tokens = tokens
        self._clock = clock
        self._timeout_s = timeout_s
        self._own = threading.local()
        self._rests_until: datetime | None = None
        self._tokenless_until: datetime | None = None

    def send_text(self, openid: str, text: str) -> None:
        """A customer-service message; allowed only inside the windows of `quota`."""
        words = cut(clean(text))
        self._do(lambda platform: platform.message.send_text(openid, words))

    def send_template(self, openid: str, template_id: str, data: TemplateData, *, url: str = "") -> str:
        """A template message; returns the id under which TEMPLATESENDJOBFINISH will report."""
        answer = self._do(
            lambda platform: platform.message.send_template(openid, template_id, dict(data), url=url or None)
        )
        return str(answer.get("msgid", ""))

    def send_subscription(
        self, openid: str, template_id: str, data: TemplateData, *, page_url: str = ""
    ) -> None:
        """A subscription notice; takes one credit of this person for this template."""
        self._do(
            lambda platform: platform.message.send_subscribe_message(
                openid, template_id, dict(data), page=page_url or None
            )
        )

    def push_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu; phones show it within a day."""
        self._do(lambda platform: platform.menu.create(dict(menu)))

    def create_qr(self, scene: str, *, lasts_s: int = 0) -> QrCode:
        """A QR code whose scan brings `scene` (1 to 64 characters); 0 = for good (100,000 per account)."""
        kind: dict[str, object] = (
            {"action_name": "QR_STR_SCENE", "expire_seconds": lasts_s}
            if lasts_s
            else {"action_name": "QR_LIMIT_STR_SCENE"}
        )
        code = {**kind, "action_info": {"scene": {"scene_str": scene}}}
        answer = self._call(lambda platform: platform.qrcode.create(code))
        ticket, url = answer.get("ticket"), answer.get("url")
        if not isinstance(ticket, str) or not isinstance(url, str):
            raise Transient("bad-answer", wait_s=5)
        return QrCode(ticket, url)

    def _do(self, act: Callable[[Platform], dict[str, Any]]) -> dict[str, Any]:
        """Act, and believe that it is done only when WeChat says so: `errcode` 0, in so many words."""
        answer = self._call(act)
        if "errcode" not in answer:
            raise Transient("bad-answer", wait_s=5)
        return answer

    def _call(self, act: Callable[[Platform], dict[str, Any]]) -> dict[str, Any]:
        """Act, unless WeChat was found down a moment ago."""
        if self._is_before(self._rests_until):
            raise Transient("unreachable", wait_s=REST_S)
        try:
            return self._acted(act)
        except Transient as problem:
            if problem.code in DOWN:
                self._rests_until = self._clock() + timedelta(seconds=REST_S)
            raise

    def _acted(self, act: Callable[[Platform], dict[str, Any]]) -> dict[str, Any]:
        """Act once; if the token was no good, once more with the next one, and that is all."""
        platform = self._platform()
        platform.token = self._token(platform)
        try:
            return act(platform)
        except ApiError as error:
            if error.errcode not in STALE_TOKEN:
                raise
        platform.token = self._token(platform, refused=platform.token)
        try:
            return act(platform)
        except ApiError as error:
            if error.errcode not in STALE_TOKEN:
                raise
            raise Transient("token-refused", errcode=error.errcode, wait_s=30) from None

    def _platform(self) -> Platform:
        """This thread's own connection and token."""
        if not hasattr(self._own, "platform"):
            self._own.platform = Platform(self._account, self._timeout_s)
        platform: Platform = self._own.platform
        return platform

    def _token(self, platform: Platform, refused: str = "") -> str:
        """A token that is still good and is not the one just refused; renewed by one worker only."""
        for _ in range(TURNS):
            token = self._tokens.get(self._account)
            if token and token.value != refused and self._is_before(token.good_until):
                return token.value
            if self._is_before(self._tokenless_until):
                break  # the renewal failed, and nobody may try again before its lease has run out
            if self._tokens.lease(self._account, self._clock()):
                return self._renewed(platform, refused)
            threading.Event().wait(TURN_S)
        else:
            self._tokenless_until = self._clock() + timedelta(seconds=REST_S)
        raise Transient("token-awaited", wait_s=REST_S)

    def _is_before(self, end: datetime | None) -> bool:
        return end is not None and self._clock() < end

    def _renewed(self, platform: Platform, refused: str) -> str:
        """The stable token; forced only if WeChat still gives the refused one (20 times a day).

        A failure leaves the lease to run out: until then the other workers do not ask as well.
        """
        leased_at = self._clock()
        try:
            token = self._fetched(platform, force=False)
            if token.value == refused:
                token = self._fetched(platform, force=True)
        except ApiError:
            self._tokenless_until = leased_at + LEASE
            raise
        self._tokens.put(self._account, token)
        return token.value

    def _fetched(self, platform: Platform, *, force: bool) -> Token:
        asked_at = self._clock()
        answer = platform.ask(
            RENEWAL_PATH,
            {
                "grant_type": "client_credential",
                "appid": self._account.app_id,
                "secret": self._account.secret,
                "force_refresh": force,
            },
        )
        value, lasts_s = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(lasts_s, int) or lasts_s <= 0:
            raise Transient("bad-answer", wait_s=5)
        return Token(value, asked_at + timedelta(seconds=max(lasts_s - MARGIN_S, lasts_s // 2)))
