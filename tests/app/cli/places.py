"""Places full of sealed values, and fresh ones of either database beside them."""

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, inspect, select, text

import config
from app import create_app
from app.audit.jobs import link_new_entries, sign_chain
from app.chats import operations as chats
from app.core import clock
from app.core.accounts import default_account
from app.core.db import db, transaction
from app.decisions import operations as decisions
from app.decisions.models import (
    AnonymousMark,
    DecisionPicture,
    Objection,
    ObjectionEvent,
    ObjectionKind,
    ObjectionMove,
    PaperBallot,
)
from app.decisions.queries import DecisionRow
from app.notifications import operations as notices
from app.notifications.jobs import DatabaseTokens
from app.polls import operations as polls
from app.polls.operations import Whose
from app.roster import imports, queries
from app.roster import operations as roster
from app.roster.operations.telephones import put_own
from bots.wechat.tokens import Token
from surveys.electorate.scopes import of_units
from tests import factories as make
from tests.app.decisions import making as deciding
from tests.app.notifications import making as announcing
from tests.app.polls import making
from tests.app.roster import workbooks
from tests.factories import a_code
from tests.people import World, a_world, poured

LATER = datetime(2026, 3, 20, tzinfo=UTC)
PICTURE = "ab/" + "ab" * 32 + ".jpg"
WORDS = "屋顶漏水，一下雨就接盆"


def a_full_place(app: Flask) -> World:
    """A world in which every sealed column holds something, with a linked and signed log and two files."""
    engine = db.engine.dialect.name
    world = poured(app, "full place", _fill)
    files = _files.setdefault(engine, files_of(app))
    for name, body in files.items():
        write_file(app, name, body)
    return world


_files: dict[str, dict[str, bytes]] = {}


def _fill(app: Flask) -> World:
    world = a_world(app)
    poll = making.an_open_poll(world.compound)
    home = making.home_of(world.wang)
    making.answer(poll, home, {"first": "roof", "words": WORDS})
    making.close(poll)
    second = making.an_open_poll(world.compound)
    at = clock.now()
    with transaction():
        polls.save_draft(
            Whose(second.id, world.li, world.room.id, world.li_person.id), {"first": "road"}, "also", at
        )
        roster.reissue_code(world.room.id, making.CLERK, at)
        chats.open_help(world.wang, world.compound.id, "13806350001 打不通", at)
        chats.hold_conversation(world.wang, at)
        chats.keep_conversation(world.wang, {"memo": {"name": "王秀英"}}, at)
        chats.hold_conversation(world.li, at)  # one that only begins is not sealed yet
        chats.take_in(a_message("message-1", "请王秀英放心", at))
        publish_the_roster(world, at)
    an_import(world)
    at_the_desk(world, at)
    with transaction():
        roster.begin_factor(world.clerk.key, at)
    secret = queries.factor_state_of(world.clerk.key).pending_secret or ""
    with transaction():
        roster.confirm_factor(world.clerk.key, a_code(secret, at), "", at)
    from_door_to_door(world, at)
    an_owner_decision(world)
    tokens = DatabaseTokens()
    tokens.lease(default_account(), at)
    tokens.put(default_account(), Token("token-of-wechat", at))
    link_new_entries({}, at)
    sign_chain({}, at)
    write_file(app, PICTURE, b"\xff\xd8 a picture" * 200_000)
    write_file(app, "rosters/" + "c" * 32, b"")
    return world


def publish_the_roster(world: World, at: datetime) -> None:
    """An owner's number noted; a correction asked for and answered."""
    here = world.compound.id
    number = roster.Number(world.wang_person.id, "371502198001010018")
    roster.note_number(here, number, making.CLERK, at)
    put_own(world.li_person, "13806350077")
    roster.open_publication(here, roster.Window(at, at + timedelta(days=3)), making.CLERK, at)
    (home, *_) = queries.homes_of(world.li)
    asked = roster.ask_correction(world.li, roster.Complaint(home.binding_id, "area", "92.30"), at)
    roster.answer_correction(here, roster.Answer(asked, False, "92.30"), making.CLERK, at)


def an_owner_decision(world: World) -> None:
    """A ballot online and one on paper, counted; an objection; a mark that belongs to nobody."""
    decision = deciding.an_open_decision(world.compound)
    deciding.vote(decision, world.wang, place=1)
    serial = db.session.execute(select(PaperBallot.serial).order_by(PaperBallot.id)).scalars().first()
    with transaction():
        reading = decisions.Reading(str(serial), "agree")
        decisions.enter_ballot(deciding.CLERK, decision.id, reading, deciding.OPENS)
    with transaction():
        reading = decisions.Reading(str(serial), "agree")
        decisions.enter_ballot(deciding.CHAIR, decision.id, reading, deciding.OPENS)
    a_signed_list(world, decision)
    decision = deciding.a_counted_decision(decision)
    at, due_at = deciding.CLOSES, deciding.CLOSES + timedelta(days=7)
    objection = Objection(
        public_id="OBJECTION1", decision_id=decision.id, kind=ObjectionKind.COUNT, recorded_by="test:maker",
        raised_at=at, due_at=due_at,
    )  # fmt: skip
    objection.said = "数错了一张"
    mark = AnonymousMark(name="a" * 32, decision_id=decision.id)
    mark.choice = "agree"
    with transaction():
        db.session.add_all([objection, mark])
        db.session.flush()
        event = ObjectionEvent(
            objection_id=objection.id, move=ObjectionMove.ANSWERED, made_by="test:maker", made_at=at
        )
        event.words = "查过了，没有错"
        picture = DecisionPicture(
            name="decisions/" + "d" * 32, decision_id=decision.id, is_ballot=False,
            kept_by="test:maker", kept_at=at,
        )  # fmt: skip
        picture.key = "a-key-of-its-own"
        db.session.add_all([event, picture])


def a_signed_list(world: World, decision: DecisionRow) -> None:
    """A list a representative brought, on which an owner repeats what they have said already."""
    day = clock.local(deciding.OPENS).date()
    area = of_units([(str(world.unit.building_id), str(world.unit.id))])
    since = clock.local(decision.noticed_at or deciding.OPENS).date()
    mandate = decisions.Mandate("吴桂芳", area, "业主推选书", since, since, day)
    with transaction():
        sent = decisions.appoint_representative(deciding.CLERK, decision.id, mandate, deciding.OPENS)
    rows = [(deciding.act_of(decision, world.wang, 1).head_id, "agree")]
    handed = decisions.HandedIn(sent, day, "a" * 64, rows)
    with transaction():
        read = decisions.receive_bundle(deciding.CLERK, decision.id, handed, deciding.OPENS)
    with transaction():
        decisions.read_bundle(deciding.CHAIR, decision.id, read.bundle_id, rows=rows, at=deciding.OPENS)


def an_import(world: World) -> None:
    """A workbook that came in, with what undoing it needs."""
    sheet = imports.read(workbooks.csv_of([workbooks.row(building="9号楼", name="", phone="")]), "名册.csv")
    with transaction():
        plan = imports.plan(queries.get_compound(world.next_compound.id), sheet)
        roster.apply_import(plan, making.CLERK, clock.now(), file="名册.csv")


def at_the_desk(world: World, at: datetime) -> None:
    """A disputed claim with its photograph, what one side says, and a wish that was answered."""
    claimant = make.a_contact()
    with transaction():
        claim = roster.request_binding(claimant, world.room.id, at, name="王秀英")
        roster.add_photo(claimant, claim, ("ab" * 32 + ".sealed", "a key of its own"), at)
    (dispute,) = queries.disputes_in([world.compound.id])
    home = making.home_of(world.wang)
    with transaction():
        roster.speak_in_dispute(world.wang, dispute.id, "房产证在王秀英手里", at)
        wish = roster.ask_change(world.wang, home.binding_id, roster.Asked("other", "面积写错了"), at)
    with transaction():
        roster.refuse_change(wish, making.CLERK, "请王秀英带房产证来", at)


def from_door_to_door(world: World, at: datetime) -> None:
    """A visit with a note, and a sheet somebody else than the owner signed."""
    notice = announcing.a_notice(world.compound, [world.room])
    with transaction():
        plan = roster.RoundPlan("送房屋码", "binding")
        planned = roster.plan_round(world.compound.id, plan, making.CLERK, at, room_ids=[world.room.id])
        said = roster.VisitSaid(world.room.id, "0123456789abcdef", "done", "王秀英的女儿在家")
        roster.note_visit(planned.id, said, making.CLERK, at)
        sheet = notices.Returned(notice, world.unit.id, clock.today())
        line = notices.PaperLine(world.room.id, "signed", "李建国")
        notices.return_sheet(sheet, [line], making.CLERK, clock.now())


def a_message(key: str, reply: str, at: datetime) -> dict[str, Any]:
    """A message taken in, with its sealed reply."""
    return {
        "dedupe_key": key, "account": "main", "kind": "text", "event": "", "received_at": at,
        "reply_sealed": chats.sealed_reply(key, reply),
    }  # fmt: skip


def write_file(app: Flask, name: str, body: bytes) -> Path:
    """An uploaded file."""
    path = Path(app.config["UPLOAD_DIR"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def files_of(app: Flask) -> dict[str, bytes]:
    """Everything below UPLOAD_DIR."""
    folder = Path(app.config["UPLOAD_DIR"])
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def rows_of(app: Flask) -> dict[str, list[str]]:
    """Every row of every table as the application reads it, whatever the database."""
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            known = set(inspect(connection).get_table_names())
            return {
                name: sorted(json.dumps(list(row), default=str) for row in connection.execute(table.select()))
                for name, table in db.metadata.tables.items()
                if name in known
            }


@contextlib.contextmanager
def a_fresh_place(engine: str, folder: Path, postgres_url: str, **settings: str) -> Iterator[Flask]:
    """Another place with an empty database of this kind, not even migrated."""
    url = f"sqlite:///{folder / 'fresh.sqlite'}"
    if engine == "postgresql":
        url = postgres_url.replace("/postgres?", "/fresh?")
    with _database(engine, postgres_url):
        app = create_app(
            config.Testing({"DATABASE_URL": url, "INSTANCE_DIR": str(folder / "fresh"), **settings})
        )
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def _database(engine: str, postgres_url: str) -> Iterator[None]:
    if engine != "postgresql":
        yield
        return
    run_on(postgres_url, "DROP DATABASE IF EXISTS fresh", "CREATE DATABASE fresh")
    try:
        yield
    finally:
        run_on(postgres_url, "DROP DATABASE fresh WITH (FORCE)")


def run_on(url: str, *statements: str) -> None:
    """Statements that want no transaction."""
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
