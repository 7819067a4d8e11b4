"""One HTTP exchange with WeChat: bounded in time and size, its failure classed, its secrets kept.

Addresses carry tokens and secrets, so no exception of the HTTP library leaves this file.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from bots.wechat.errors import ApiError, Misconfigured, Refused, Restart, Transient

CONNECT_S = 3
READ_S = 5
MAX_ANSWER_BYTES = 1024 * 1024

STALE_TOKEN = frozenset({40001, 40014, 42001})
_NOT_NOW = {-1: 5, 45011: 60, 45009: 3600}  # errcode: seconds to wait
_NOT_THIS_PERSON = frozenset({40003, 43004, 43019, 43101, 45015, 45047, 46004, 48002, 50002, 50005})
_NOT_THIS_CODE = frozenset({40029, 40163, 41008, 42003})
_REASONS = {
    40001: "wrong-secret",
    40013: "wrong-app-id",
    40037: "wrong-template",
    40125: "wrong-secret",
    40164: "address-not-allowed",
    45002: "too-long",
    47003: "wrong-template-data",
    48001: "not-entitled",
}


@dataclass(frozen=True)
class Request:
    """What to ask of WeChat; `body` goes as it is."""

    method: str
    url: str
    params: Mapping[str, str]
    body: bytes | None = None
    read_s: int = READ_S


def new_session() -> requests.Session:
    """A session that ignores the machine's proxy and password settings."""
    session = requests.Session()
    session.trust_env = False
    return session


def exchange(session: requests.Session, request: Request) -> dict[str, Any]:
    """The JSON object that WeChat answers, or one of the ApiErrors."""
    answer = _decoded(_answer(session, request))
    errcode = _errcode(answer)
    if errcode:
        raise classified(errcode)
    return answer


def classified(errcode: int) -> ApiError:
    """The error class of a number. An unknown number is a misconfiguration: a person should look at it."""
    if errcode in _NOT_NOW:
        return Transient("busy", errcode=errcode, wait_s=_NOT_NOW[errcode])
    if errcode in _NOT_THIS_PERSON:
        return Refused("not-reachable", errcode=errcode)
    if errcode in _NOT_THIS_CODE:
        return Restart("code-used-up", errcode=errcode)
    return Misconfigured(_REASONS.get(errcode, "unexpected"), errcode=errcode)


def _answer(session: requests.Session, request: Request) -> bytes:
    """The bytes of the answer. Redirects are not followed: they would carry the token elsewhere."""
    try:
        with session.request(
            request.method,
            request.url,
            params=dict(request.params),
            data=request.body,
            headers={"Content-Type": "application/json; charset=utf-8"} if request.body else None,
            timeout=(CONNECT_S, request.read_s),
            allow_redirects=False,
            stream=True,
        ) as response:
            _check_status(response.status_code)
            return _limited(response.iter_content(64 * 1024))
    except requests.Timeout:
        raise Transient("timeout", wait_s=5) from None
    except requests.RequestException:
        raise Transient("unreachable", wait_s=5) from None


def _check_status(status: int) -> None:
    """WeChat says 200 even to a refusal; another status comes from something between us and it."""
    if 400 <= status < 500 and status not in (408, 429):
        raise Misconfigured("wrong-address")
    if status != 200:
        raise Transient("bad-answer", wait_s=5)


def _limited(chunks: Iterable[bytes]) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            raise Transient("bad-answer", wait_s=5)
    return body


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        raise Transient("bad-answer", wait_s=5) from None
    if not isinstance(answer, dict):
        raise Transient("bad-answer", wait_s=5)
    return answer


def _errcode(answer: Mapping[str, Any]) -> int:
    try:
        return int(answer.get("errcode", 0))
    except (TypeError, ValueError):
        raise Transient("bad-answer", wait_s=5) from None
