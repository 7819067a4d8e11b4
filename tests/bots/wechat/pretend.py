"""A pretend WeChat on this machine: real HTTP, one token at a time, refusals inside status 200."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from bots.wechat.accounts import Account
from tests.bots.wechat.wire import ACCOUNT

OK = {"errcode": 0, "errmsg": "ok"}


@dataclass(frozen=True)
class Call:
    """One request as it arrived, the token left out."""

    method: str
    path: str
    params: dict[str, str]
    body: dict[str, object]
    raw: bytes


@dataclass(frozen=True)
class Answer:
    """An answer out of the ordinary: raw bytes, a status, a delay, a header."""

    body: bytes = b"{}"
    status: int = 200
    after_s: float = 0
    headers: dict[str, str] = field(default_factory=dict)


class Pretend:
    """What the platform knows; tests read and turn its knobs."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.calls: list[Call] = []
        self.renewals: list[dict[str, object]] = []
        self.token = "token-1"
        self.expires_in: object = 7200
        self.renewal_takes_s: float = 0
        self.scripted: dict[str, list[object]] = {}
        self.base = ""

    @property
    def account(self) -> Account:
        """The account that this platform serves, under a path as the simulator has one."""
        return replace(
            ACCOUNT, api_base=self.base + "/simulator/api", oauth_base=self.base + "/simulator/open"
        )

    def rotate(self) -> None:
        """Somebody else renewed the token: the one handed out before is dead."""
        self.token = f"token-{int(self.token.split('-')[1]) + 1}"

    def script(self, path: str, *answers: object) -> None:
        """The next answers for a path: an Answer, or a value to send as JSON."""
        self.scripted.setdefault(path, []).extend(answers)

    def answer(self, call: Call) -> object:
        """Decide on a request, one at a time."""
        path = call.path.removeprefix("/simulator/api")
        with self.lock:
            queue = self.scripted.get(path, [])
            if path == "/cgi-bin/stable_token":
                self.renewals.append(call.body)
                return queue.pop(0) if queue else self._renewed(call.body)
            self.calls.append(replace(call, path=path))
            if path.startswith("/cgi-bin/") and call.params.get("access_token") != self.token:
                return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid"}
            return queue.pop(0) if queue else OK

    def _renewed(self, body: dict[str, object]) -> object:
        if (body["appid"], body["secret"]) != (ACCOUNT.app_id, ACCOUNT.secret):
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if body["force_refresh"]:
            self.rotate()
        given = {"access_token": self.token, "expires_in": self.expires_in}
        return Answer(json.dumps(given).encode(), after_s=self.renewal_takes_s)


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pretend: Pretend

    def do_GET(self) -> None:
        """Answer from the script or by the rules."""
        self._serve()

    def do_POST(self) -> None:
        """Answer from the script or by the rules."""
        self._serve()

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        call = Call(self.command, parts.path, dict(parse_qsl(parts.query)), json.loads(raw or b"{}"), raw)
        found = self.pretend.answer(call)
        answer = found if isinstance(found, Answer) else Answer(json.dumps(found).encode())
        self.pretend.closing.wait(answer.after_s)
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except OSError:
            self.close_connection = True  # the client gave up, as it should after its timeout

    def log_message(self, *_details: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Pretend]:
    """The platform, for the length of a test."""
    pretend = Pretend()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Desk", (_Desk,), {"pretend": pretend}))
    pretend.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield pretend
    finally:
        pretend.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
