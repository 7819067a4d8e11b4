"""Owners in great number before one decision, casting from threads, processes and browsers."""

import contextlib
import http.client
import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select, update

import config
from app import create_app
from app.core import clock
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import BallotRevision, Channel
from app.decisions.queries import DecisionRow
from app.roster import queries as roster
from app.roster.models import AreaSource, Compound, Ownership, Room
from benchmarks import seeding
from surveys.errors import Refusal
from tests.app.decisions import making

CHOICES = ("agree", "disagree", "abstain")


@dataclass(frozen=True)
class Owners:
    """Contacts, each of them the sole owner of one home, and the decision put to them."""

    decision: DecisionRow
    contact_ids: Sequence[int]


class Outcome(NamedTuple):
    """What became of one ballot: the reading of the clock, and its receipt and revision or the refusal."""

    contact_id: int
    choice: str
    at: datetime
    receipt: str
    revision: int
    refusal: str


def owners(app: Flask, count: int, *, rich: int = 0) -> Owners:
    """So many homes with an owner each, one more owner of `rich` homes, and a decision that has opened."""
    crowd = seeding.gather(app, count + rich)
    holders = [*crowd.person_ids[:count], *crowd.person_ids[count : count + 1] * rich]
    since = clock.now() - (making.OPENS - making.AT)
    with transaction():
        registered = {"area_source": AreaSource.REGISTERED}
        db.session.execute(update(Room).where(Room.id.in_(crowd.room_ids)).values(**registered))
        rows = [
            {"room_id": room, "person_id": person, "is_primary": True, "began_at": since - timedelta(days=1)}
            for room, person in zip(crowd.room_ids, holders, strict=True)
        ]
        db.session.execute(insert(Ownership), rows)
    compound = db.session.get_one(Compound, crowd.poll.compound_id)
    return Owners(making.an_open_decision(compound, since), crowd.contact_ids[:count])


def cast(contact_id: int, decision_id: int, choice: str, *, key: str) -> Outcome:
    """One ballot in a transaction of its own, as the page hands it in."""
    at, refusal, receipt = clock.now(), "", None
    try:
        with transaction():
            held = operations.hold_decision(decision_id)
            at = clock.now()
            act = queries.acts_for(held.row, roster.homes_of(contact_id), at)[0]
            receipt = operations.cast_ballot(held, act, operations.Mark(choice, Channel.H5, key), at)
    except Refusal as problem:
        refusal, receipt = problem.code, None
    number, revision = (receipt.number, receipt.revision) if receipt else ("", 0)
    return Outcome(contact_id, choice, at, number, revision, refusal)


Shots = Sequence[tuple[int, str, float]]
Crew = Callable[[Shots], list[Outcome]]


def cast_by_threads(app: Flask, decision_id: int, shots: Shots, *, threads: int) -> list[Outcome]:
    """Ballots `(contact, choice, wall clock or 0)`, each at its moment or as soon as a thread is free."""

    def one(shot: tuple[int, str, float]) -> Outcome:
        contact_id, choice, moment = shot
        time.sleep(max(0.0, moment - time.time()))
        with app.app_context():
            try:
                return cast(contact_id, decision_id, choice, key=f"{contact_id}-{choice}-{random.random()}")
            finally:
                db.session.remove()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, shots))


@contextlib.contextmanager
def two_processes(app: Flask, crowd: Owners, threads: int) -> Iterator[Crew]:
    """Two processes that share nothing but the database, both of them up and waiting for their shots."""
    environment = {
        "APP_ENV": "testing",
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_DIR": app.config["INSTANCE_DIR"],
    }
    db.session.remove()
    db.engine.dispose()
    spawning = multiprocessing.get_context("spawn")
    lines = [spawning.Pipe() for _ in range(2)]
    crew = [
        spawning.Process(
            target=_wait_for_shots, args=(far, environment, crowd), kwargs={"threads": threads}, daemon=True
        )
        for _, far in lines
    ]
    for process, (_, far) in zip(crew, lines, strict=True):
        process.start()
        far.close()  # a process that fails ends the line, and with it the waiting
    for near, _ in lines:
        assert near.recv() == "ready"

    def fire(shots: Shots) -> list[Outcome]:
        for place, (near, _) in enumerate(lines):
            near.send(shots[place::2])
        return [outcome for near, _ in lines for outcome in near.recv()]

    yield fire
    for process in crew:
        process.join(30)


def _wait_for_shots(line: Connection, environment: dict[str, str], crowd: Owners, *, threads: int) -> None:
    app = create_app(config.Testing(environment))
    with app.app_context():  # what a process does only once is done before the first shot
        row = queries.get_decision(crowd.decision.id)
        queries.acts_for(row, roster.homes_of(crowd.contact_ids[0]), clock.now())
        db.session.remove()
    line.send("ready")
    line.send(cast_by_threads(app, crowd.decision.id, line.recv(), threads=threads))


def revisions_in(decision_id: int) -> list[BallotRevision]:
    """Everything that was kept, in the order of heads and revisions."""
    db.session.rollback()
    statement = select(BallotRevision).where(BallotRevision.decision_id == decision_id)
    ordered = statement.order_by(BallotRevision.head_id, BallotRevision.revision)
    return list(db.session.execute(ordered).scalars())


class Browser(threading.Thread):
    """An owner's browser: hands ballots in and tries each again with its key until it is acknowledged."""

    def __init__(self, port: int, decision: str, ballots: Sequence[tuple[dict[str, str], dict[str, str]]]):
        super().__init__(daemon=True)
        self.port, self.address, self.ballots = port, f"/my/decisions/{decision}/ballot", list(ballots)
        self.is_over = threading.Event()
        self.acknowledged: list[str] = []
        self.attempts = 0

    def run(self) -> None:
        """One ballot after the other; never leaves one of which nobody knows what became."""
        for headers, form in self.ballots:
            while not self._is_taken(headers, form):
                time.sleep(0.05)
            self.acknowledged.append(form["idempotency_key"])
            if self.is_over.wait(0.01):
                return

    def _is_taken(self, headers: dict[str, str], form: dict[str, str]) -> bool:
        self.attempts += 1
        with contextlib.suppress(OSError, http.client.HTTPException):
            door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            try:
                door.request("POST", self.address, urlencode(form), headers)
                status = door.getresponse().status
            finally:
                door.close()
            assert status in (303, 503), status
            return status == 303
        return False


def signed_ballots(app: Flask, crowd: Owners, seed: int) -> list[tuple[dict[str, str], dict[str, str]]]:
    """A ballot for every owner as their browser would send it: cookie, token, head, choice, key."""
    chance, found = random.Random(seed), []
    with app.test_request_context():
        token, raw = generate_csrf(), session["csrf_token"]
    for contact_id in crowd.contact_ids:
        client = app.test_client()
        with client.session_transaction() as signed:
            signed.update(contact=contact_id, csrf_token=raw)
        cookie = client.get_cookie("yishiting")
        assert cookie is not None
        headers = {
            "Cookie": f"{cookie.key}={cookie.value}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = {
            "csrf_token": token, "head": "", "choice": chance.choice(CHOICES),
            "idempotency_key": f"drill-{contact_id}-{chance.random()}",
        }  # fmt: skip
        found.append((headers, form))
    return found
