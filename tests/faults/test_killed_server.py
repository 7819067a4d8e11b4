"""The whole server is killed without a word, again and again, while residents answer."""

import contextlib
import http.client
import queue
import threading
import time
from pathlib import Path

import pytest
from flask import Flask

from app.core import accounts
from app.core.db import db
from app.polls.models import Answer, AnswerRevision
from benchmarks import seeding
from benchmarks.pushes import Push, sealed_request
from benchmarks.servers import Server
from bots.wechat.accounts import Account
from tests.faults.crowds import count, kill_among, served, tell, words_in

SENDERS = 8
PAUSE_S = 0.02
PATIENCE_S = 60.0


class Resident(threading.Thread):
    """A phone that takes pushes one after the other and delivers each until it is acknowledged."""

    def __init__(
        self, port: int, account: Account, pushes: "queue.Queue[Push]", *, is_over: threading.Event
    ) -> None:
        super().__init__()
        self._port, self._account, self._pushes, self._is_over = port, account, pushes, is_over
        self.replies: dict[Push, bytes] = {}

    def run(self) -> None:
        """Stop when it is over, but never with a push of which nobody knows what became."""
        while not self._is_over.wait(PAUSE_S):
            with contextlib.suppress(queue.Empty):
                push = self._pushes.get_nowait()
                self.replies[push] = delivered(self._port, push, self._account)


def delivered(port: int, push: Push, account: Account) -> bytes:
    """The reply to a push, delivered as often as it takes."""
    gives_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < gives_up:
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, body = attempt(port, push, account)
            if status == 200:
                return body
        time.sleep(0.05)
    raise AssertionError("a push was never acknowledged")


def attempt(port: int, push: Push, account: Account) -> tuple[int, bytes]:
    """One delivery; the server may die at any point of it."""
    head, _, body = sealed_request(push, account).partition(b"\r\n\r\n")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", head.split(b" ", 2)[1].decode(), body, {"Content-Type": "text/xml"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def under_fire(server: Server, pushes: list[Push], *, kills: int, between: int) -> dict[Push, bytes]:
    """What was acknowledged while the server was killed so many times, with `between` answers around each."""
    waiting: queue.Queue[Push] = queue.Queue()
    for push in pushes:
        waiting.put(push)
    is_over, account = threading.Event(), accounts.default_account()
    residents = [Resident(server.port, account, waiting, is_over=is_over) for _ in range(SENDERS)]
    for resident in residents:
        resident.start()
    try:
        kill_among(server, lambda: sum(len(one.replies) for one in residents), kills=kills, between=between)
    finally:
        is_over.set()
        for resident in residents:
            resident.join(PATIENCE_S)
    return {push: body for resident in residents for push, body in resident.replies.items()}


def survive(app: Flask, folder: Path, *, kills: int, residents: int, between: int) -> int:
    """Kill, count, deliver everything acknowledged once more, count again; how many were acknowledged."""
    crowd = seeding.gather(app, residents)
    seeding.bring_to_review(app, crowd)
    now = int(time.time())
    pushes = [
        Push(openid, seeding.CONFIRMING, 50_000_000 + at, now) for at, openid in enumerate(crowd.openids)
    ]
    with served(app, folder, workers=2, threads=4) as server:
        acknowledged = under_fire(server, pushes, kills=kills, between=between)
        kept = count(Answer)
        assert kept == count(AnswerRevision) == len(acknowledged)
        for push, body in acknowledged.items():
            again = delivered(server.port, push, accounts.default_account())
            assert words_in(again) == words_in(body)
    assert count(Answer) == count(AnswerRevision) == kept
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(db.text("PRAGMA integrity_check")).scalar() == "ok"
    return len(acknowledged)


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(app: Flask, folder: Path) -> None:
    assert survive(app, folder, kills=2, residents=400, between=30) >= 3 * 30


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_no_acknowledged_answer_is_lost_in_ten_kills(app: Flask, folder: Path) -> None:
    acknowledged = survive(app, folder, kills=10, residents=6000, between=200)
    assert acknowledged >= 2000
    tell(f"10 kills, {acknowledged} acknowledged, none lost, none twice")
