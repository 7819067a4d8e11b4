"""The whole application listening on this machine: its client and the simulator's API talk over real HTTP."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Flask
from werkzeug.serving import make_server

from app.cli.worker import HANDLERS
from app.core import clock
from app.core.db import db
from app.outbox import jobs as outbox
from app.roster.models import Contact
from app.simulator.operations import conversations, faults, quotas
from app.simulator.queries import messages_for
from app.simulator.queries.books import Message
from app.simulator.queries.store import store_in

PATIENCE, HASTE = 1600, 40  # turns of 0.025 seconds
ACCOUNT_CACHES = ("wechat-accounts", "wechat-clients")


class Platform:
    """WeChat's side of the wire for the contacts of a test."""

    def __init__(self, app: Flask, address: str) -> None:
        self.app, self.address, self.folder = app, address, app.config["INSTANCE_DIR"]

    def hand_out(self, *contacts: int, follows: bool = True) -> None:
        """Give these contacts a telephone."""
        with store_in(self.folder) as store:
            for contact in contacts:
                followed_at = clock.now() if follows else None
                conversations.add_phone(store, openid_of(contact), f"{contact}", followed_at=followed_at)

    def let_write(self, contact: int) -> None:
        """They wrote just now: the account may answer for 48 hours."""
        with store_in(self.folder) as store:
            quotas.open_allowance(store, openid_of(contact), "message", clock.now())

    def allow(self, contact: int, template: str) -> None:
        """They allow one message by this template."""
        with store_in(self.folder) as store:
            quotas.grant_credit(store, openid_of(contact), template)

    def block(self, contact: int) -> None:
        """They refuse template messages of the account."""
        with store_in(self.folder) as store:
            conversations.block_templates(store, openid_of(contact), is_blocking=True)

    def fail(self, path: str, errcode: int | None, *, times: int = 1) -> None:
        """The next calls of this API are answered with this number."""
        with store_in(self.folder) as store:
            faults.plan_fault(store, path, faults.Fault(errcode), times=times)

    def read(self, contact: int) -> list[Message]:
        """What stands on their telephone."""
        with store_in(self.folder) as store:
            return messages_for(store, openid_of(contact), 50)

    def settles(self, is_so: Callable[[], bool]) -> None:
        """Wait for the platform's word; one quicker than our own note is heard half a minute later."""
        try:
            until(is_so, turns=HASTE)
        except AssertionError:
            later(self.app, seconds=31)
            work()
            until(is_so)

    def count(self, statement: str) -> int:
        """A figure from the platform's books."""
        with store_in(self.folder) as store:
            found: int = store.execute(statement).fetchone()[0]
        return found


@contextmanager
def listening(app: Flask) -> Iterator[Platform]:
    """Serve the application until the block ends; its own addresses point at itself."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app.config.update(
        PUBLIC_BASE_URL=address,
        WECHAT_API_BASE=address + "/simulator/api",
        WECHAT_OAUTH_BASE=address + "/simulator/open",
    )
    forget_accounts(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Platform(app, address)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        forget_accounts(app)


def forget_accounts(app: Flask) -> None:
    """Accounts and their clients are read once for a process; a test changes the settings."""
    for name in ACCOUNT_CACHES:
        app.extensions.pop(name, None)


def openid_of(contact: int) -> str:
    """Under what name WeChat knows a contact."""
    db.session.rollback()
    return db.session.get_one(Contact, contact).openid


def work() -> int:
    """Do what is due now."""
    db.session.rollback()
    return outbox.work_once(HANDLERS)


def later(app: Flask, **span: int) -> None:
    """Time passes."""
    app.config["CLOCK_OFFSET_S"] += int(timedelta(**span).total_seconds())


def until(is_so: Callable[[], bool], turns: int = PATIENCE) -> None:
    """Wait for what the other side does in its own time."""
    for _ in range(turns):
        db.session.rollback()
        if is_so():
            return
        threading.Event().wait(0.025)
    raise AssertionError("it did not happen in time")
