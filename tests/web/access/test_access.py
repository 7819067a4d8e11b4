"""Every route for fourteen kinds of people, with own ids and with foreign ones."""

import io
from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.audit import queries as audit
from app.core.db import db
from tests import factories as make
from tests.app.roster import registries, workbooks
from tests.conftest import ENGINES
from tests.web.access.cast import Cast, a_cast
from tests.web.access.rules import AUDIENCES, EVERYBODY, NARROWER, NOT_NOW, Door, doors_of, form_of, query_of
from tests.web.access.sides import Side

SIGN_IN = ("/oauth/start", "/staff/sign-in")
REFUSED = (403, 404)
TO_ADD = "give it an id on both sides in tests/web/access/sides.py"


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Everybody before two full sides; forms need no token, so that who sends them is what is refused."""
    app.config["WTF_CSRF_ENABLED"] = False
    return a_cast(app)


def tried(cast: Cast, who: str, door: Door, *sides: Side) -> TestResponse:
    """One request; a POST carries a plausible form where it may come as far as being read."""
    client = cast.clients[who]
    came_with = client.get_cookie("yishiting")
    if door.method == "POST":
        form = form_of(door, who, *sides) if who in AUDIENCES[door.part] else {}
        answer = client.post(door.url(*sides), data=form)
    else:
        answer = client.get(door.url(*sides), query_string=query_of(who, *sides))
    answer.close()
    if came_with is not None:  # signed in as before, whatever the page did with the session
        client.set_cookie("yishiting", came_with.value)
    return answer


def is_refused(answer: TestResponse) -> bool:
    """Forbidden, missing, or sent to a sign-in."""
    return answer.status_code in REFUSED or (
        answer.status_code == 303 and answer.location.startswith(SIGN_IN)
    )


def every_second_of(app: Flask, engine: str) -> list[Door]:
    """The doors that are tried on this database; the other one takes the others."""
    return list(doors_of(app))[ENGINES.index(engine) :: len(ENGINES)]


def turned_away(cast: Cast, doors: Iterable[Door]) -> Iterator[tuple[str, Door, tuple[Side, ...]]]:
    """Whoever has no business at a door at all."""
    for door, who in product(doors, EVERYBODY):
        if not door.is_open_to(who):
            yield who, door, (cast.sides["A"],)


def foreign_tries(cast: Cast, doors: Iterable[Door]) -> Iterator[tuple[str, Door, tuple[Side, ...]]]:
    """Somebody at a right door with ids of another side, or with such an id beside one's own."""
    for door, who in product(doors, EVERYBODY):
        own = door.own_sides(who)
        pure = {door.url(cast.sides[name]) for name in own}
        for names in product("AB", repeat=len(door.arguments)):
            sides = tuple(cast.sides[name] for name in names)
            if names and door.is_open_to(who) and door.url(*sides) not in pure:
                yield who, door, sides


def counted() -> dict[str, int]:
    """How many rows every table has."""
    each = [select(literal(name), func.count()).select_from(table) for name, table in
            db.metadata.tables.items()]  # fmt: skip
    db.session.rollback()
    return dict(db.session.execute(union_all(*each)).all())


def test_every_audience_and_every_narrower_route_exists(whole_app: Flask) -> None:
    doors = list(doors_of(whole_app))
    assert {door.part for door in doors} == set(AUDIENCES)
    assert set(NARROWER) <= {door.endpoint for door in doors}


def without_ids(cast: Cast) -> set[str]:
    """Arguments of routes that the table of ids has forgotten."""
    found = set()
    for door in doors_of(cast.app):
        for argument, side in product(door.arguments, cast.sides.values()):
            try:
                side.of(door.endpoint, argument)
            except KeyError:
                found.add(f"<{argument}> of {door.endpoint}: {TO_ADD}")
    return found


def let_in(cast: Cast, tries: Iterable[tuple[str, Door, tuple[Side, ...]]]) -> list[str]:
    """Which of these were not refused."""
    found = []
    for who, door, sides in tries:
        answer = tried(cast, who, door, *sides)
        if not is_refused(answer):
            found.append(f"{who}: {door.method} {door.endpoint} {door.url(*sides)}: {answer.status_code}")
    return found


def changes_since(before: dict[str, int]) -> str:
    """Which tables have other numbers of rows now, and what the log says of it."""
    after = counted()
    changed = {name: after[name] - rows for name, rows in before.items() if after[name] != rows}
    newest = [entry.act for entry in audit.entries_in("", "", before=2**62, limit=9)]
    return f"{changed}, newest acts {newest}" if changed else ""


def test_whoever_has_no_business_at_a_door_is_turned_away_and_changes_nothing(
    cast: Cast, engine: str
) -> None:
    before = counted()
    assert not let_in(cast, turned_away(cast, every_second_of(cast.app, engine)))
    assert not changes_since(before)


def test_foreign_ids_open_nothing_and_change_nothing(cast: Cast, engine: str) -> None:
    assert not without_ids(cast)
    before = counted()
    assert not let_in(cast, foreign_tries(cast, every_second_of(cast.app, engine)))
    assert not changes_since(before)


def test_the_right_people_are_let_in_so_that_the_ids_above_are_real(
    cast: Cast, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each act is tried and taken back, so that the next one meets the same world."""
    monkeypatch.setattr(Session, "commit", lambda session: (session.flush(), session.rollback()))
    found = []
    for door, who in product(every_second_of(cast.app, engine), EVERYBODY):
        for name in door.own_sides(who)[:1]:
            answer = tried(cast, who, door, cast.sides[name])
            if (is_refused(answer) and door.endpoint not in NOT_NOW) or answer.status_code >= 500:
                found.append(f"{who}: {door.method} {door.endpoint} {name}: {answer.status_code}")
    assert not found


def uploaded(cast: Cast, door: Door, who: str, *, side: Side) -> None:
    """A file waits in this browser: one with a wrong row where the rows to mend are asked for."""
    client, is_wrong = cast.clients[who], door.endpoint.endswith("errors_workbook")
    if door.part == "committee":
        room = workbooks.row(building="9号楼", area="8x" if is_wrong else "88.00")
        sent = {"file": (io.BytesIO(workbooks.xlsx_of([room])), "名册.xlsx")}
        answer = client.post(f"/committee/roster/{side.ids['compound']}/import", data=sent)
    else:
        listed = io.BytesIO(registries.a_list(registries.row()))
        sent = {"region": make.COUNTY, "source": "公示名单", "as_of": "", "file": (listed, "名单.csv")}
        answer = client.post("/official/registry/import", data=sent)
    assert answer.status_code == 303, answer.text


def test_whoever_has_uploaded_a_file_is_let_in_where_one_must_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the doors that are closed to everybody as long as no file waits."""
    monkeypatch.setattr(Session, "commit", lambda session: (session.flush(), session.rollback()))
    side, found, tries = cast.sides["A"], {}, 0
    for door in doors_of(cast.app):
        if door.endpoint in NOT_NOW:
            who = "clerk of A" if door.part == "committee" else "official"
            uploaded(cast, door, who, side=side)
            answer = tried(cast, who, door, side)
            tries += 1
            if answer.status_code not in (200, 303, 409, 422) or is_refused(answer):  # 409: not seen yet
                found[door.endpoint] = answer.status_code
            if door.part == "committee":
                assert is_refused(tried(cast, who, door, cast.sides["B"])), door.endpoint
    assert not found
    assert tries == len(NOT_NOW)
