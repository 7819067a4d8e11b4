"""Somebody guesses codes and telephones a thousand times over four workers: almost nothing is looked at."""

import re
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.audit.models import AuditEntry
from app.core.db import db
from app.roster import queries
from tests import factories as make
from tests.faults.crowds import served, tell
from tests.people import World, a_world

GUESSES, WORKERS, SENDERS, MOST_EVALUATED = 1000, 4, 16, 10
Forms = list[tuple[str, dict[str, str]]]
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Guesser(threading.Thread):
    """One browser of a guesser: a session of their own WeChat, so many forms sent one after another."""

    port: int
    cookie: str
    page: str
    forms: Forms
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        """Read a form's token as a browser does, then send guess upon guess."""
        door = HTTPConnection("127.0.0.1", self.port, timeout=60)
        door.request("GET", self.page, headers={"Cookie": self.cookie})
        answer = door.getresponse()
        body, cookie = answer.read().decode(), (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        found = TOKEN.search(body)
        assert found, body[:500]
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        for url, form in self.forms:
            door.request("POST", url, urlencode(form | {"csrf_token": found[1]}), headers)
            answer = door.getresponse()
            answer.read()
            self.statuses.append(answer.status)
        door.close()

    __hash__ = threading.Thread.__hash__


def cookie_of(world: World, contact: int) -> str:
    """The session cookie of a browser signed in as this contact."""
    cookie = world.resident(contact).get_cookie("yishiting")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def evaluated(act: str) -> int:
    """Guesses that were looked at and found wrong: each leaves an entry in the log."""
    db.session.rollback()
    statement = select(func.count()).select_from(AuditEntry).where(AuditEntry.act == act)
    return db.session.execute(statement).scalar_one()


def guess(
    app: Flask, folder: Path, crowd: list[tuple[str, str, list[tuple[str, dict[str, str]]]]]
) -> list[int]:
    """Everybody at once; the statuses of all answers."""
    with served(app, folder, workers=WORKERS, threads=4) as server:
        guessers = [Guesser(server.port, cookie, page, forms) for cookie, page, forms in crowd]
        for one in guessers:
            one.start()
        for one in guessers:
            one.join(250)
        assert "Traceback" not in server.log()
    return [status for one in guessers for status in one.statuses]


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_of_a_thousand_house_codes_over_four_workers_at_most_ten_are_looked_at(
    app: Flask, folder: Path
) -> None:
    world = a_world(app)
    cookie = cookie_of(world, make.a_contact())
    codes = [f"{number:012d}" for number in range(GUESSES)]
    forms = [("/my/bind/code", {"code": code, "name": "路人甲"}) for code in codes]
    statuses = guess(app, folder, [(cookie, "/my/bind", forms[at::SENDERS]) for at in range(SENDERS)])
    assert len(statuses) == GUESSES
    assert set(statuses) <= {422, 423}
    assert evaluated("house-code.miss") <= MOST_EVALUATED
    tell(f"{GUESSES} house codes over {WORKERS} workers: {evaluated('house-code.miss')} looked at, "
         f"{statuses.count(423)} answered with the lock")  # fmt: skip


@pytest.mark.drill
@pytest.mark.timeout(300)
def test_of_a_thousand_telephones_for_one_room_at_most_ten_are_looked_at(app: Flask, folder: Path) -> None:
    world = a_world(app)
    members = [make.a_resident_contact(world.room) for _ in range(SENDERS)]
    crowd = []
    for at, contact in enumerate(members):
        binding = queries.homes_of(contact)[0].binding_id
        phones = [f"139{number:08d}" for number in range(at, GUESSES, SENDERS)]
        forms = [(f"/my/homes/{binding}/owner", {f"phone-{binding}": phone}) for phone in phones]
        crowd.append((cookie_of(world, contact), "/my/homes", forms))
    statuses = guess(app, folder, crowd)
    assert len(statuses) == GUESSES
    assert set(statuses) <= {422, 423}
    assert evaluated("owner-phone.miss") <= MOST_EVALUATED
    looked_at = evaluated("owner-phone.miss")
    tell(f"{GUESSES} telephones by {SENDERS} WeChats over {WORKERS} workers for one room: "
         f"{looked_at} looked at, {statuses.count(423)} answered with the lock")  # fmt: skip
