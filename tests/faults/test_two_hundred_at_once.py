"""Two hundred residents answer at the same moment, and WeChat delivers everything three times."""

import random
import time
from pathlib import Path

from flask import Flask

from app.chats.models import InboundMessage
from app.core import accounts
from app.polls.models import Answer, AnswerRevision
from benchmarks import client, seeding
from benchmarks.client import Plan, Shot
from benchmarks.pushes import Push, sealed_request
from tests.faults.crowds import count, served, tell, words_in

RESIDENTS, COPIES = 200, 3
STEPS = (*seeding.UNTIL_REVIEW, seeding.CONFIRMING)


def deliver(port: int, pushes: list[Push], chance: random.Random) -> list[tuple[Push, Shot]]:
    """Every push three times, all of them shuffled, over as many connections as there are residents."""
    copies = pushes * COPIES
    chance.shuffle(copies)
    requests = [sealed_request(push, accounts.default_account()) for push in copies]
    shots = client.run(Plan(port, requests, connections=RESIDENTS, seconds=60, is_kept=True))
    return [(copies[shot.number], shot) for shot in shots]


def test_two_hundred_answers_at_once_are_two_hundred_answers(app: Flask, folder: Path) -> None:
    crowd = seeding.gather(app, RESIDENTS)
    chance, times = random.Random(4), []
    with served(app, folder, workers=4, threads=4) as server:
        for step, words in enumerate(STEPS):
            first, now = 10_000_000 * (step + 1), int(time.time())
            pushes = [Push(openid, words, first + index, now) for index, openid in enumerate(crowd.openids)]
            delivered = deliver(server.port, pushes, chance)
            replies: dict[Push, set[str]] = {push: set() for push in pushes}
            for push, shot in delivered:
                assert shot.status == 200, server.log()
                replies[push].add(words_in(shot.body))
            assert len(delivered) == RESIDENTS * COPIES
            assert all(len(said) == 1 for said in replies.values())
            times += [shot.took_ms for _, shot in delivered]
    assert count(Answer) == count(AnswerRevision) == RESIDENTS
    assert count(InboundMessage) == RESIDENTS * len(STEPS)
    p99_ms = sorted(times)[int(len(times) * 0.99)]
    tell(f"{RESIDENTS} residents, {len(times)} deliveries, 0 errors, p99 {p99_ms:.0f} ms")
