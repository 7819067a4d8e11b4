"""A resident follows every link and tries everybody's ids: nobody's data is met, nothing breaks."""

import io
import zipfile
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app.cli.sealed import is_sealed, sealed_columns
from app.core.db import db
from app.core.encryption import keyring
from app.roster import queries
from tests.faults.crawls import Crawl
from tests.faults.crowds import tell
from tests.web.access.cast import Cast, a_cast
from tests.web.access.rules import doors_of
from tests.web.access.sides import CLAIMED, IDENTITY, LODGERS, SAID

SHORTEST = 2
LEAST_SECRETS = 25


def everything_sealed() -> Iterator[str]:
    """Every sealed value of the whole place, opened."""
    db.session.rollback()
    for column in sealed_columns():
        for row in db.session.execute(select(column.table).where(is_sealed(column))).mappings():
            yield keyring().open(row[column.name], column.bound_to(row))


def own_words(cast: Cast, who: str) -> set[str]:
    """What somebody may read in full: of themselves, of who lives with them, and their own home's code."""
    if who.startswith("member"):
        return {LODGERS[0], CLAIMED[0], "王秀英"}  # the name they claim to be theirs
    code = queries.house_code_of(cast.sides["A"].place.room.id) or ""
    number = IDENTITY[0]
    return {"王秀英", "13806350001", number, number[-4:], *SAID[0], LODGERS[0], code}


def pages_by_the_map(cast: Cast) -> Iterator[str]:
    """Every page for residents and the public, for both sides."""
    for door in doors_of(cast.app):
        if door.method == "GET" and door.part in ("resident", "public", "api"):
            yield from sorted({door.url(side) for side in cast.sides.values()})


def crawl(app: Flask, who: str, most: int) -> None:
    """Follow every link as somebody of compound A; their own copy of their data is searched too."""
    app.config["WTF_CSRF_ENABLED"] = False  # for the one form that is sent
    cast = a_cast(app)
    own = own_words(cast, who)
    secrets = {value for value in everything_sealed() if len(value) >= SHORTEST} - own
    assert len(secrets) > LEAST_SECRETS, secrets
    ids = [side.ids.values() for side in cast.sides.values()]
    walk = Crawl(cast.clients[who], ids, secrets, own=own)
    walk.walk(["/my/", *pages_by_the_map(cast)], most)
    with zipfile.ZipFile(io.BytesIO(walk.taken_along())) as packed:
        for name in packed.namelist():
            walk.search(name, packed.read(name).decode())
    tell(f"{who}: {len(walk.urls)} requests, {dict(walk.statuses)}, {len(secrets)} secrets")
    assert not walk.found


def test_three_hundred_requests_of_a_resident_meet_nobody_else(app: Flask) -> None:
    crawl(app, "owner in A", 300)


@pytest.mark.drill
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", ["owner in A", "member in A"])
def test_two_thousand_requests_of_a_resident_meet_nobody_else(app: Flask, who: str) -> None:
    crawl(app, who, 2_000)
