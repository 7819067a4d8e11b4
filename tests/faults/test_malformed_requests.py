"""Whatever comes in, no address answers with a bug or keeps anybody waiting."""

import random
import time
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import accounts, clock
from tests.faults.malformed import Shot, shots
from tests.people import a_world

SLOWEST_S = 1.0


def fire(app: Flask, count: int, seed: int) -> Counter[int]:
    """Send so many broken requests, as a stranger, a resident and a clerk in turn; nothing may break."""
    world = a_world(app)
    clients = list(world.clients().values())
    chance = random.Random(seed)
    statuses: Counter[int] = Counter()
    stamp = int(clock.now().timestamp())
    for number, shot in enumerate(shots(app, accounts.default_account(), chance, count=count, stamp=stamp)):
        began = time.perf_counter()
        status = send(clients[number % len(clients)], shot)
        took = time.perf_counter() - began
        assert status < 500, (shot.method, shot.path, shot.query, shot.headers, shot.body[:300])
        assert took < SLOWEST_S, (took, shot.method, shot.path, len(shot.body))
        statuses[status] += 1
    return statuses


def send(client: FlaskClient, shot: Shot) -> int:
    """The status of the answer."""
    answer = client.open(
        shot.path, method=shot.method, query_string=shot.query, data=shot.body, headers=shot.headers
    )
    status: int = answer.status_code
    answer.close()
    return status


def test_eight_hundred_broken_requests_break_nothing(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # so that the bodies reach the views
    statuses = fire(app, 800, 20260501)
    assert sum(statuses.values()) == 800
    assert statuses[200] > 0, "some pushes were whole and must have been answered"


@pytest.mark.drill
def test_ten_thousand_broken_requests_break_nothing(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    statuses = fire(app, 10_000, 7)
    print(f"10000 requests, by status: {dict(sorted(statuses.items()))}")
