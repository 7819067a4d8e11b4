"""The access token: one row for all processes, fetched once, sealed, renewed when it is refused."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import accounts, clock
from app.core.db import db
from app.notifications import jobs
from app.notifications.models import WechatToken
from app.simulator.operations import tokens
from app.simulator.queries.store import store_in
from bots.wechat.errors import Misconfigured
from bots.wechat.tokens import LEASE, Token
from tests.app.notifications.making import a_notice, fate
from tests.app.notifications.platform import Platform, later, work
from tests.people import a_world

FETCHED = "SELECT count(*) FROM token"


def at_once(app: Flask, count: int, act: object) -> list[object]:
    """The same act in several threads, each with its own connection; what came out of it."""
    gate, found = threading.Barrier(count), []

    def run() -> None:
        with app.app_context():
            gate.wait()
            found.append(act())  # type: ignore[operator]  # any function

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_several_threads_fetch_the_token_once(app: Flask, platform: Platform) -> None:
    client = jobs.client_for("main")
    menu = {"button": [{"type": "click", "name": "A", "key": "menu:polls"}]}
    assert at_once(app, 6, lambda: client.push_menu(menu)) == [None] * 6
    assert platform.count(FETCHED) == 1


def test_another_process_finds_the_token_in_the_database(app: Flask, platform: Platform) -> None:
    menu = {"button": [{"type": "click", "name": "A", "key": "menu:polls"}]}
    jobs.client_for("main").push_menu(menu)
    app.extensions.pop("wechat-clients")
    jobs.client_for("main").push_menu(menu)
    assert platform.count(FETCHED) == 1


def test_the_token_stands_sealed_in_its_row(app: Flask) -> None:
    account, store = accounts.default_account(), jobs.DatabaseTokens()
    assert store.get(account) is None
    assert store.lease(account, clock.now())
    store.put(account, Token("SECRET-TOKEN", clock.now() + timedelta(hours=1)))
    found = store.get(account)
    assert found is not None
    assert found.value == "SECRET-TOKEN"
    db.session.rollback()
    assert "SECRET-TOKEN" not in repr(db.session.execute(text("SELECT * FROM wechat_token")).all())


def test_of_many_only_one_may_renew_until_the_lease_runs_out(app: Flask) -> None:
    account, store, at = accounts.default_account(), jobs.DatabaseTokens(), clock.now()
    assert sorted(at_once(app, 5, lambda: store.lease(account, at))) == [False] * 4 + [True]
    assert not store.lease(account, at + LEASE - timedelta(seconds=1))
    assert store.lease(account, at + LEASE)
    store.put(account, Token("t", at + timedelta(hours=1)))
    assert store.lease(account, at + LEASE + timedelta(seconds=1))


def test_a_token_that_was_replaced_elsewhere_is_renewed_and_the_message_still_goes(
    app: Flask, platform: Platform
) -> None:
    world = a_world(app)
    platform.hand_out(world.zhao)
    first = a_notice(world.next_compound, [world.next_room], "poll:A")
    work()
    with store_in(platform.folder) as store:
        tokens.revoke_all(store)
    second = a_notice(world.next_compound, [world.next_room], "poll:B")
    work()
    assert {row[0] for row in fate(first) + fate(second)} <= {"sent", "delivered"}
    assert len(platform.read(world.zhao)) == 2


def test_a_token_near_its_end_is_replaced_in_time(app: Flask, platform: Platform) -> None:
    menu = {"button": [{"type": "click", "name": "A", "key": "menu:polls"}]}
    client = jobs.client_for("main")
    client.push_menu(menu)
    later(app, hours=2)
    client.push_menu(menu)
    assert platform.count(FETCHED) == 2


def test_a_renewal_that_fails_leaves_the_row_and_the_next_one_heals(app: Flask, platform: Platform) -> None:
    platform.fail("/cgi-bin/stable_token", 40125)
    menu = {"button": [{"type": "click", "name": "A", "key": "menu:polls"}]}
    with pytest.raises(Misconfigured, match="wrong-secret"):
        jobs.client_for("main").push_menu(menu)
    later(app, seconds=20)
    jobs.client_for("main").push_menu(menu)
    db.session.rollback()
    assert db.session.execute(select(WechatToken.lease_ends_at)).scalar() is None
