"""A rehearsal: a whole decision on a moved clock, among made-up homes, counted nowhere, wiped at the end."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import func, literal, select, union_all, update
from sqlalchemy.exc import IntegrityError

from app.audit import operations as audit
from app.core import clock, files
from app.core.db import db, transaction
from app.decisions import jobs, operations, queries
from app.decisions.models import Decision
from app.decisions.operations import Wish
from app.decisions.queries import DecisionRow, evidence, overview, packs
from app.decisions.views.committee.papers import SHEETS
from app.outbox.models import Job
from app.roster import queries as roster
from surveys.errors import Missing, Refusal
from surveys.tally.recounting import recount
from tests import factories as make
from tests.app.decisions import making, rehearsed
from tests.app.decisions.test_pages_walk import page
from tests.people import World

BASE = "/committee/decisions"
LOG = {"audit_entry", "audit_link", "audit_checkpoint"}
FIELDS = ("title", "wording", "sponsor_name", "authority", "contact_name", "contact_phone", "informed_on",
          "opens_at", "closes_at", "objection_days")  # fmt: skip
MARK = "不算数"
NEEDS_MORE = ("posting_photo", "objection", "objection_sheet", "rehearsal", "receive", "reread")


def rows() -> dict[str, int]:
    """How many rows every table has, but for the log: nothing is ever taken out of that."""
    each = [select(literal(name), func.count()).select_from(table) for name, table in
            db.metadata.tables.items() if name not in LOG]  # fmt: skip
    db.session.rollback()
    return dict(db.session.execute(union_all(*each)).all())


def post(client: FlaskClient, url: str, **form: object) -> str:
    """A form that is taken; where it leads."""
    answer = client.post(url, data=form)
    assert answer.status_code == 303, (url, answer.text[:3000])
    return str(answer.headers["Location"])


def test_from_the_button_to_the_wiped_state_in_pages_alone(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)
    clerk = world.staff(world.clerk)
    before, today = rows(), clock.now()
    assert "先演练一遍" in page(clerk, BASE)
    page(clerk, f"{BASE}/rehearsals")
    place = post(clerk, f"{BASE}/rehearsals", compound=world.compound.public_id)
    assert "编出来的 16 户" in page(clerk, place)
    number = place.rpartition("/")[2]
    form = page(clerk, f"{BASE}/new?compound={number}")
    typed = {name: value_of(form, name) for name in FIELDS}
    chosen = {
        "matter": "other", "sponsor": "residents-committee", "scope": "compound", "mode": "named-public",
        "basis": "person", "precedence": "conflict-case", "standing": "supporting",
    }  # fmt: skip
    url = post(clerk, BASE, compound=number, **typed, **chosen)
    take_step(clerk, url, "approve")
    post(clerk, url + "/announce")
    round_ = {"place": "大厅", "hours": "9 点到 17 点", "teller": "周敏", "box": "1 号箱"}
    post(clerk, url + "/paper/round", **round_)
    post(clerk, url + "/paper/number")
    take_step(clerk, url, "open")
    assert "快进到开始投票" in page(clerk, url)
    post(clerk, url + "/rehearsal/clock")
    assert "快进到投票截止" in page(clerk, url)
    decision = queries.find_decision(url.rpartition("/")[2])
    assert decision
    serial = making.papers(decision)[0].serial
    post(clerk, f"/staff/ballots/{decision.public_id}", serial=serial, choice="agree")
    post(clerk, url + "/rehearsal/papers")
    post(clerk, url + "/rehearsal/owners", count="9", choice="mixed")
    assert "还有 4 位没投" in page(clerk, url)
    post(clerk, url + "/rehearsal/owners", count="4", choice="disagree")
    post(clerk, url + "/rehearsal/clock")
    open_empty_box(clerk, url, decision)
    take_step(clerk, url, "preliminary")
    assert clerk.post(url + "/propose", data={"kind": "final"}).status_code == 409, "objections run"
    post(clerk, url + "/rehearsal/clock")
    take_step(clerk, url, "final")
    assert "演练的第二人（系统扮演）" in page(clerk, url)
    decision = queries.get_decision(decision.id)
    assert decision.final_at
    assert decision.final_at > today + timedelta(days=38)
    if db.engine.dialect.name == "sqlite":  # templates know no database: once is enough
        assert_every_page_says_so(world, clerk, decision)
    post(clerk, place + "/wipe")
    assert rows() == before
    assert making.entries("rehearsal.wiped") == [{"decisions": 1}]
    assert clerk.get(url).status_code == clerk.get(place).status_code == 404


def value_of(html: str, name: str) -> str:
    """What a field of a form is filled with."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html) or re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)<', html
    )
    assert found, name
    return found[1]


def open_empty_box(clerk: FlaskClient, url: str, decision: DecisionRow) -> None:
    """The clerk finds nothing in it, and so does whoever is played."""
    post(clerk, f"/staff/ballots/{decision.public_id}/box", papers="0", serials="")
    (opened,) = queries.steps_waiting_in([decision.id])
    post(clerk, f"{url}/rehearsal/steps/{opened.id}")


def take_step(clerk: FlaskClient, url: str, kind: str) -> None:
    """Proposed by the clerk, confirmed by whoever is played."""
    post(clerk, url + "/propose", kind=kind)
    found = re.search(r'action="([^"]+/rehearsal/steps/\d+)"', page(clerk, url))
    assert found
    post(clerk, found[1])


def assert_every_page_says_so(world: World, clerk: FlaskClient, decision: DecisionRow) -> None:
    """Every address under which anything of a decision can be read."""
    read = 0
    for rule in world.app.url_map.iter_rules():
        _, _, endpoint = rule.endpoint.partition(".")
        room, _, view = endpoint.partition(".")
        is_ours = room in ("decisions_committee", "decisions_public", "decisions_api", "decisions_ballots")
        if not is_ours or "GET" not in (rule.methods or ()) or "public_id" not in rule.arguments:
            continue
        if view in NEEDS_MORE:
            continue
        sheets = SHEETS if "sheet" in rule.arguments else ("",)
        for sheet in sheets:
            values = {"public_id": decision.public_id} | ({"sheet": sheet} if sheet else {})
            _, url = rule.build(values) or ("", "")
            answer = clerk.get(url)
            if view == "edit" or (sheet == "extension" and answer.status_code == 409):
                continue
            assert answer.status_code == 200, url
            assert MARK in words_of(answer.data, url), url
            read += 1
    assert read > 25


def words_of(body: bytes, url: str) -> str:
    """Everything a page, a workbook, an archive or a pack says."""
    if url.endswith(".xlsx"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    if url.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        assert json.loads(archive.read("notice.json"))["rehearsal"] is True
        assert json.loads(archive.read("pack.json"))["rehearsal"] is True
        return archive.read("README.txt").decode()
    if url.endswith((".pdf", "/pack")):
        return MARK if b'"rehearsal":true' in body or url.endswith(".pdf") else ""
    if "/api/" in url:
        return MARK if json.loads(body)["is_drill"] is True else ""
    return body.decode()


def test_the_made_up_homes_are_fourteen_heads_of_sixteen(world: World) -> None:
    decision = rehearsed.an_open_one(rehearsed.a_rehearsal(world))
    heads = queries.heads_in(decision.id)
    assert len(heads) == 14
    assert max(len(head.rooms) for head in heads) == 3, "one owner of three flats is one head"
    assert decision.is_drill
    assert decision.compound_path == world.compound.path


def test_nothing_of_a_rehearsal_is_counted_listed_or_told_anywhere(world: World) -> None:
    real = making.an_open_decision(world.compound, clock.now() - timedelta(days=20))
    rehearsal = rehearsed.a_rehearsal(world)
    waiting = rehearsed.a_draft(rehearsal, title="练习的草稿")
    with transaction():
        operations.propose_step(making.CLERK, waiting.id, making.proposal("approve"), clock.now())
    told = db.session.execute(select(func.count()).select_from(Job)).scalar_one()
    open_one = rehearsed.an_open_one(rehearsal, title="练习正在投")
    final = rehearsed.a_final_one(rehearsal, title="练习投完了", mode="named-public")
    rehearsed.step(final, "release", "给审计看")
    assert db.session.execute(select(func.count()).select_from(Job)).scalar_one() == told
    mine = {waiting.id, open_one.id, final.id}
    paths, at = [make.CITY], clock.now()
    here = [world.compound.id, world.next_compound.id]
    lists = {
        "staff": queries.decisions_for_staff(paths), "under": queries.decisions_under(paths),
        "in": queries.decisions_in(here), "running": queries.decisions_running_in(here),
        "overseen": overview.decisions_overseen_in(paths, overview.Wanted(), at),
        "waiting": overview.decisions_waiting_in(paths),
        "reader": queries.decisions_for_reader(making.CHAIR), "released": packs.released_in(paths),
    }  # fmt: skip
    for name, found in lists.items():
        assert not mine & {row.id for row in found}, name
    assert real.id in {row.id for row in lists["staff"]}
    assert queries.count_undecided_by("CLERK00001") == 0
    assert queries.summary_for(world.compound.id, at)["open"] == 1
    assert sum(queries.summary_for(world.compound.id, at).values()) == 1
    assert_no_list_of_compounds_has(rehearsal)
    clients = world.clients()
    pages = {
        "stranger": ("/", f"/c/{world.compound.public_id}", "/api/v1/compounds",
                     f"/api/v1/decisions?compound={world.compound.public_id}"),
        "clerk": ("/committee/", BASE, "/staff/ballots/"),
        "official": ("/official/", "/official/decisions", "/official/registry"),
        "wang": ("/my/", "/my/decisions"),
    }  # fmt: skip
    for who, urls in pages.items():
        for url in urls:
            answer = clients[who].get(url, follow_redirects=True)
            assert answer.status_code == 200, url
            assert "练习" not in answer.text, url
            assert rehearsal.compound.name not in answer.text, url
    assert clients["stranger"].get(f"/c/{rehearsal.compound.public_id}").status_code == 404
    assert clients["stranger"].get(f"/api/v1/compounds/{rehearsal.compound.public_id}").status_code == 404
    wrong = f"/api/v1/decisions?compound={rehearsal.compound.public_id}"
    assert clients["stranger"].get(wrong).status_code == 404
    assert clients["official"].get(f"/official/decisions/{final.public_id}").status_code == 404


def assert_no_list_of_compounds_has(rehearsal: Any) -> None:
    """By area, by turn, by name, by address, by staff code."""
    place = rehearsal.compound
    lists = [
        roster.compounds_under([make.CITY, make.COUNTY]), roster.compounds_in_turn(after=0, limit=50),
        roster.compounds_named(place.name, ()), roster.registry_under([make.CITY]),
    ]  # fmt: skip
    assert all(place.id not in {one.id for one in found} for found in lists)
    assert roster.find_compound(place.public_id) is None
    assert not roster.is_area(place.path)
    for ask, name in (
        (roster.get_compound_by_public_id, place.public_id),
        (roster.compound_by_code, place.code),
        (roster.get_unit_by_public_id, roster.units_in(place.id)[0].public_id),
    ):
        with pytest.raises(Missing):
            ask(name)


def test_real_decisions_keep_the_true_clock_whatever_is_rehearsed(world: World) -> None:
    since = clock.now() - timedelta(days=20)
    real = making.an_open_decision(world.compound, since)
    practised = rehearsed.forward(rehearsed.an_open_one(rehearsed.a_rehearsal(world)))
    assert practised.stage(practised.by_its_clock(clock.now())) == "closed"
    assert queries.get_decision(real.id) == real
    assert real.by_its_clock(since) == since
    assert queries.due_for_closing(clock.now()) == []
    jobs.close_due_decisions({}, clock.now())
    assert queries.get_decision(real.id).closed_at is None
    at = clock.now()
    with transaction():
        waiting = operations.propose_step(making.CLERK, real.id, making.proposal("void"), at)
    with pytest.raises(Missing, match="step-not-found"), transaction():
        operations.play_second_person(making.CLERK, practised.id, waiting, at)
    for act in (
        lambda: operations.move_clock(making.CLERK, real.id, at),
        lambda: operations.play_owners(making.CLERK, real.id, Wish(1), at),
        lambda: operations.play_second_reading(making.CLERK, real.id, at),
        lambda: operations.play_second_person(making.CLERK, real.id, waiting, at),
    ):
        with pytest.raises(Refusal, match="rehearsal-only"), transaction():
            act()
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Decision).where(Decision.id == real.id).values(ahead_s=60))


def test_the_worker_opens_and_closes_by_the_moved_clock(world: World) -> None:
    decision = rehearsed.an_open_one(rehearsed.a_rehearsal(world))
    with transaction():
        operations.play_owners(making.CLERK, decision.id, Wish(14, "agree"), rehearsed.now(decision))
    with transaction():
        stopped = making.proposal("stop", "人人都投了")
        number = operations.propose_step(making.CLERK, decision.id, stopped, rehearsed.now(decision))
    with transaction():
        operations.confirm_step(making.CHAIR, number, rehearsed.now(decision))
    assert queries.get_decision(decision.id).closed_at is None
    jobs.close_due_decisions({}, clock.now())
    assert queries.get_decision(decision.id).closed_at is not None
    with pytest.raises(Refusal, match="rehearsal-waits-for-nothing"):
        rehearsed.forward(decision)


def test_its_pack_is_recounted_like_any_other(world: World) -> None:
    decision = rehearsed.a_final_one(rehearsed.a_rehearsal(world), mode="named-public")
    pack = json.loads(packs.get_pack_text(decision.id))
    assert recount(pack)["matches"] is True
    assert recount(pack)["rehearsal"] is True
    del pack["rehearsal"]
    assert "rehearsal" not in recount(pack)
    assert {ballot["channel"] for ballot in pack["ballots"]} == {"online", "paper"}


def test_after_its_days_the_worker_wipes_it_with_its_pictures(world: World) -> None:
    before = rows()
    rehearsal = rehearsed.a_rehearsal(world)
    decision = rehearsed.a_final_one(rehearsal)
    anonymous = rehearsed.an_open_one(rehearsal, mode="anonymous")
    with transaction():
        operations.play_owners(making.CLERK, anonymous.id, Wish(3), rehearsed.now(anonymous))
    (photo,) = [row.photo for row in queries.postings_of(decision.id) if row.photo]
    assert files.path_of(photo).is_file()
    jobs.wipe_old_rehearsals({}, rehearsal.ends_at - timedelta(minutes=1))
    assert roster.find_rehearsal(rehearsal.compound.id) is not None
    jobs.wipe_old_rehearsals({}, rehearsal.ends_at)
    assert rows() == before
    with pytest.raises(Missing):
        files.path_of(photo)
    assert making.entries("rehearsal.wiped") == [{"decisions": 2}]


def test_the_log_of_a_real_decision_never_holds_lines_of_a_rehearsal_that_had_its_number(
    world: World,
) -> None:
    rehearsal = rehearsed.a_rehearsal(world)
    gone = rehearsed.an_open_one(rehearsal)
    with transaction():
        operations.wipe_rehearsal(making.CLERK, rehearsal, clock.now())
    real = making.a_counted_decision(
        making.an_open_decision(world.compound, clock.now() - timedelta(days=40))
    )
    if db.engine.dialect.name == "sqlite":
        assert real.id == gone.id
    with transaction():
        audit.link_entries()
    lines = dict(evidence.evidence_for(real))["log.jsonl"].decode().splitlines()
    acts = [json.loads(line)["entry"]["act"] for line in lines]
    assert acts.count("decision.created") == 1
    assert acts[0] == "decision.created"
    assert not [act for act in acts if act.startswith("rehearsal.")]


def test_a_compound_has_one_rehearsal_at_a_time(world: World) -> None:
    rehearsed.a_rehearsal(world)
    with pytest.raises(Refusal, match="rehearsal-already"):
        rehearsed.a_rehearsal(world)


def test_only_the_staff_of_its_compound_come_to_a_rehearsal(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    rehearsal = rehearsed.a_rehearsal(world)
    decision = rehearsed.a_draft(rehearsal)
    place = f"{BASE}/rehearsals/{rehearsal.compound.public_id}"
    colleague = world.staff(make.a_staff_account("committee", world.compound.path, username="chair"))
    elsewhere = world.staff(make.a_staff_account("clerk", world.next_compound.path, username="next"))
    doors = (
        ("GET", place), ("POST", place + "/wipe"), ("GET", f"{BASE}/{decision.public_id}"),
        ("POST", f"{BASE}/{decision.public_id}/rehearsal/clock"),
        ("POST", f"{BASE}/{decision.public_id}/rehearsal/owners"),
        ("POST", f"{BASE}/{decision.public_id}/rehearsal/papers"),
        ("POST", f"{BASE}/{decision.public_id}/rehearsal/steps/1"),
    )  # fmt: skip
    others = world.clients() | {"elsewhere": elsewhere}
    del others["clerk"]
    for name, client in others.items():
        for method, url in doors:
            answer = client.open(url, method=method)
            is_sent_away = answer.status_code == 303 and "sign-in" in answer.location
            assert answer.status_code in (403, 404) or is_sent_away, (name, url, answer.status_code)
    assert (
        elsewhere.post(f"{BASE}/rehearsals", data={"compound": world.compound.public_id}).status_code == 403
    )
    draft = {"compound": rehearsal.compound.public_id}
    assert elsewhere.post(BASE, data=draft).status_code == 403
    assert colleague.get(place).status_code == 200
    assert post(colleague, place + "/wipe") == f"{BASE}/rehearsals"
