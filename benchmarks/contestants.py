"""Who is measured: the product and its peers, each with a database made ready for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import config
from app import create_app
from app.core.accounts import default_account
from app.core.db import db
from benchmarks import places, seeding
from benchmarks.peers.insert import TABLE
from benchmarks.places import Place
from benchmarks.pushes import Push, sealed_request
from bots.wechat.accounts import Account
from tests import databases

FIRST_ID = 10_000_000_000


@dataclass(frozen=True)
class Contestant:
    """One application behind gunicorn; `counts` is the table in which every message leaves a row."""

    name: str
    application: str
    counts: str = ""
    is_plain: bool = False


PRODUCT = Contestant("product", "app:create_app()", "answer")
BY_HAND = Contestant("(b) by hand", "benchmarks.peers.by_hand:create_app()", "answer", is_plain=True)
ECHO = Contestant("(a) echo", "benchmarks.peers.echo:create_app()")
BY_LIBRARY = Contestant(
    "(b2) SQLAlchemy", "benchmarks.peers.by_library:create_app()", "answer", is_plain=True
)
INSERT = Contestant("(c) one insert", "benchmarks.peers.insert:create_app()", "plain_ballot", is_plain=True)
ALL = (PRODUCT, ECHO, BY_HAND, BY_LIBRARY, INSERT)


@dataclass(frozen=True)
class Arena:
    """A seeded database and the residents in it."""

    place: Place
    folder: Path
    account: Account
    openids: Sequence[str]

    def ready_for(self, contestant: Contestant) -> dict[str, str]:
        """The environment of this contestant over a fresh copy, in which nobody has confirmed yet."""
        original = self.place.plain if contestant.is_plain else self.place.seeded
        return places.environment(self.place.copy(original, "round"), self.folder)

    def requests(self, count: int, sent_s: int, *, start: int = 0) -> list[bytes]:
        """The confirming messages of residents from `start` on, beginning anew when all have written."""
        return [
            sealed_request(
                Push(self.openids[(start + index) % len(self.openids)], seeding.CONFIRMING,
                     FIRST_ID + start + index, sent_s),
                self.account,
            )
            for index in range(count)
        ]  # fmt: skip

    def rows(self, contestant: Contestant, environment: dict[str, str]) -> int:
        """How many rows its messages have left."""
        app = create_app(config.from_environment(environment))
        with app.app_context():
            count = db.session.execute(db.text(f"SELECT count(*) FROM {contestant.counts}")).scalar_one()
            _let_go()
        return int(count)


def prepare(place: Place, folder: Path, residents: int) -> Arena:
    """Seed one database sealed, as the product keeps it, and a copy in plain for its peers."""
    app = create_app(config.from_environment(places.environment(place.seeded, folder)))
    databases.build_schema(app)
    crowd = seeding.gather(app, residents)
    seeding.bring_to_review(app, crowd)
    with app.app_context():
        account = default_account()
        _let_go()
    place.copy(place.seeded, "plain")
    plain = create_app(config.from_environment(places.environment(place.plain, folder)))
    seeding.write_plainly(plain, crowd)
    with plain.app_context(), db.engine.begin() as connection:
        connection.execute(db.text(TABLE))
    with plain.app_context():
        _let_go()
    return Arena(place, folder, account, crowd.openids)


def _let_go() -> None:
    """No connection of this process may hold a database that is copied next."""
    db.session.remove()
    db.engine.dispose()
