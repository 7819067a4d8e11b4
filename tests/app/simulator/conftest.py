"""A pretend platform on one side, a scripted account on the other, real HTTP between them."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from app.core import accounts
from app.simulator.operations.conversations import add_phone
from app.simulator.operations.delivery import Line
from app.simulator.queries.store import Store, store_in
from bots.wechat.accounts import Account
from bots.wechat.inbound import Inbound, open_envelope
from bots.wechat.outbound import seal, text_reply

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANNA = "oSimAnna0000000000000000001"
BORIS = "oSimBoris000000000000000002"

Answer = Callable[[Inbound, Account], Response]


def echo(inbound: Inbound, account: Account) -> Response:
    """A proper reply that says what was heard."""
    return reply(text_reply(inbound, f"heard {inbound.words or inbound.event}"))(inbound, account)


def reply(xml: str) -> Answer:
    """This reply, sealed as the account must."""
    return lambda inbound, account: Response(
        seal(xml, account, int(inbound.created_at.timestamp())), content_type="text/xml"
    )


def raw(body: bytes, status: int = 200) -> Answer:
    """Exactly these bytes."""
    return lambda _inbound, _account: Response(body, status)


def dawdle(seconds: float) -> Answer:
    """Nothing for so long, then a proper reply that nobody waits for any more."""

    def answer(inbound: Inbound, account: Account) -> Response:
        threading.Event().wait(seconds)
        return echo(inbound, account)

    return answer


class ScriptedAccount:
    """The account's server: opens every push with the product's own parser and answers by script."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.address = ""
        self.heard: list[Inbound] = []
        self.script: list[Answer] = []

    def __call__(self, environ: dict[str, object], start_response: object) -> object:
        request = Request(environ)
        inbound = open_envelope(request.args, request.get_data(), self.account, datetime.now(UTC))
        self.heard.append(inbound)
        answer = self.script.pop(0) if self.script else echo
        return answer(inbound, self.account)(environ, start_response)


@pytest.fixture
def account() -> Account:
    """An account in safe mode; its clock stands still, so freshness is off."""
    return account_in("safe")


def account_in(mode: str) -> Account:
    """An account in this mode."""
    return Account(
        name="default", app_id="wx1234567890abcdef", secret="secret", token="token", aes_key="k" * 42 + "A",
        mode=mode, freshness_s=0,
    )  # fmt: skip


@pytest.fixture
def product(account: Account) -> Iterator[ScriptedAccount]:
    """The account's server, listening; its address is `product.address`."""
    yield from serving(ScriptedAccount(account))


def serving(wsgi: ScriptedAccount) -> Iterator[ScriptedAccount]:
    """Serve on a free port of this machine until the test ends."""
    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    wsgi.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield wsgi
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The platform's books with two telephones: Anna follows, Boris does not."""
    with store_in(tmp_path) as opened:
        add_phone(opened, ANNA, "Anna", followed_at=AT)
        add_phone(opened, BORIS, "Boris")
        yield opened


@pytest.fixture
def line(product: ScriptedAccount, tmp_path: Path, store: Store) -> Line:
    """From the platform to the account's server."""
    return Line(product.account, product.address + "/wechat", str(tmp_path), patience_s=0.3)


@pytest.fixture
def simulated(app: Flask) -> Iterator[Flask]:
    """The whole application with a listening stand-in for its own webhook, and the two telephones."""
    listening = serving(ScriptedAccount(replace(accounts.default_account(), freshness_s=0)))
    listener = next(listening)
    app.config["PUBLIC_BASE_URL"] = listener.address
    app.extensions["listener"] = listener
    with store_in(app.config["INSTANCE_DIR"]) as opened:
        add_phone(opened, ANNA, "Anna", followed_at=AT)
        add_phone(opened, BORIS, "Boris")
    yield app
    next(listening, None)


@pytest.fixture
def hand(simulated: Flask) -> FlaskClient:
    """A browser that holds Anna's telephone."""
    browser = simulated.test_client()
    browser.set_cookie("simulator-phone", ANNA)
    simulated.config["WTF_CSRF_ENABLED"] = False
    return browser
