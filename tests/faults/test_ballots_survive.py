"""The whole server is killed without a word, again and again, while owners vote."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from app.audit import operations as log
from app.cli.audit import audit
from app.core.db import db, transaction
from app.decisions.models import Ballot
from tests.app.cli.running import run
from tests.faults import ballots
from tests.faults.ballots import Browser
from tests.faults.crowds import count, kill_among, served, tell

BROWSERS = 8


def survive(app: Flask, folder: Path, *, kills: int, owners: int, between: int) -> tuple[int, int]:
    """Kill, count, verify the log; how many ballots were acknowledged, and in how many attempts."""
    crowd = ballots.owners(app, owners)
    waiting = ballots.signed_ballots(app, crowd, kills)
    with served(app, folder, workers=2, threads=4) as server:
        parts = [waiting[place::BROWSERS] for place in range(BROWSERS)]
        browsers = [Browser(server.port, crowd.decision.public_id, part) for part in parts]
        for browser in browsers:
            browser.start()
        kill_among(
            server, lambda: sum(len(one.acknowledged) for one in browsers), kills=kills, between=between
        )
        for browser in browsers:
            browser.is_over.set()
        for browser in browsers:
            browser.join(60)
            assert not browser.is_alive()
    acknowledged = [key for browser in browsers for key in browser.acknowledged]
    kept = Counter(row.idempotency_key for row in ballots.revisions_in(crowd.decision.id))
    assert sorted(kept) == sorted(acknowledged), "what was acknowledged is kept, and nothing else"
    assert set(kept.values()) == {1}
    assert count(Ballot) == len(kept)
    check_the_log(app)
    return len(acknowledged), sum(browser.attempts for browser in browsers)


def check_the_log(app: Flask) -> None:
    """Every entry finds its place in the chain, and the chain verifies."""
    linked = True
    while linked:
        with transaction():
            linked = bool(log.link_entries())
    verdict = run(app, audit, "verify")
    assert verdict.exit_code == 0, verdict.output
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(db.text("PRAGMA integrity_check")).scalar() == "ok"


def test_no_acknowledged_ballot_is_lost_when_the_server_is_killed(app: Flask, folder: Path) -> None:
    acknowledged, _ = survive(app, folder, kills=1, owners=150, between=20)
    assert acknowledged >= 2 * 20


@pytest.mark.drill
@pytest.mark.timeout(900)
def test_no_acknowledged_ballot_is_lost_in_ten_kills(app: Flask, folder: Path) -> None:
    acknowledged, attempts = survive(app, folder, kills=10, owners=5000, between=200)
    assert acknowledged >= 2000
    tell(f"10 kills, {acknowledged} ballots acknowledged in {attempts} attempts, none lost, none twice")
