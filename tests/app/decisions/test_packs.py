"""The recount pack: for everybody where ballots are public, for auditors once it is released."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.core.actors import Actor, Grant
from app.core.db import transaction
from app.decisions import queries
from app.decisions.operations.releasing import read_evidence, read_pack
from app.decisions.queries.packs import find_release_step, get_pack_text, readings_of
from surveys.errors import Missing, Refusal
from surveys.tally.recounting import recount
from tests import factories as make
from tests.app.decisions import making, rehearsed
from tests.app.decisions.counted import a_result, look_on
from tests.app.decisions.test_announced import OFFICIAL
from tests.app.decisions.test_pages_walk import page
from tests.people import World
from tests.web.test_api import answer_of, fits

VOTES = ["agree"] * 9 + ["disagree"] * 3
ROOT = Path(__file__).parents[3]


def test_a_downloaded_pack_is_recounted_by_anybody(world: World, tmp_path: Path) -> None:
    decision = a_result(world, VOTES, mode="named-public", **OFFICIAL)
    look_on(world, decision)
    client = world.app.test_client()
    reply = client.get(f"/api/v1/decisions/{decision.public_id}/pack")
    assert reply.status_code == 200
    assert client.get(reply.request.path, headers={"If-None-Match": reply.headers["ETag"]}).status_code == 304
    assert fits(reply.get_json(), answer_of("/decisions/{public_id}/pack"))
    for secret in ("王秀英", "单元501", "3号楼"):
        assert secret not in reply.text
    (tmp_path / "pack.json").write_bytes(reply.data)
    command = [sys.executable, "-m", "surveys", "recount", str(tmp_path / "pack.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["matches"], answer["passed"]) == (0, True, True)
    told = client.get(f"/api/v1/decisions/{decision.public_id}").get_json()
    assert fits(told, answer_of("/decisions/{public_id}"))
    assert (told["result"]["passed"], told["result"]["legal_effect"]) == (True, True)
    assert "legal_effect" not in answer
    listed = client.get(f"/api/v1/decisions?compound={world.compound.public_id}").get_json()
    assert [one["id"] for one in listed["items"]] == [decision.public_id]
    assert fits(listed, answer_of("/decisions"))


@pytest.mark.parametrize("mode", ["named-public", "named-sealed"])
def test_of_an_intention_no_program_reads_that_it_passed(world: World, mode: str) -> None:
    plan = {"covenant_clause": "第九条", "options": ["北门", "南门"]}
    decision = a_result(world, ["option-1"] * 9 + ["option-2"] * 3, mode=mode, **plan)
    look_on(world, decision)
    reply = world.app.test_client().get(f"/api/v1/decisions/{decision.public_id}")
    told = reply.get_json()["result"]
    assert fits(reply.get_json(), answer_of("/decisions/{public_id}"))
    assert told["legal_effect"] is False
    assert [told[name] for name in ("passed", "outcome", "winner", "with_deemed", "of_all")] == [None] * 5
    assert {one["met"] for one in told["lines"]} == {None}
    assert {one["passed"] for one in told["choices"]} <= {None}
    found = queries.find_result(decision.id)
    assert found
    published = found.sheet["published"]
    assert (published["passed"], published["winner"]) == (None, None)
    pack = json.loads(get_pack_text(decision.id))
    answer = recount(pack)
    assert (pack["legal_effect"], answer["legal_effect"], answer["matches"]) == (False, False, True)


@pytest.mark.parametrize(("mode", "code"), [("named-sealed", "pack-sealed"), ("anonymous", "pack-anonymous")])
def test_other_modes_give_no_pack_and_say_why(world: World, mode: str, code: str) -> None:
    decision = a_result(world, VOTES if mode != "anonymous" else [], mode=mode)
    look_on(world, decision)
    reply = world.app.test_client().get(f"/api/v1/decisions/{decision.public_id}/pack")
    assert (reply.status_code, reply.get_json()["code"]) == (403, code)


def test_before_the_publication_there_is_no_pack_and_no_result(world: World) -> None:
    decision = making.an_open_decision(world.compound, mode="named-public")
    making.vote(decision, world.wang)
    look_on(world, decision, days=1)
    client = world.app.test_client()
    reply = client.get(f"/api/v1/decisions/{decision.public_id}/pack")
    assert (reply.status_code, reply.get_json()["code"]) == (409, "not-closed")
    told = client.get(f"/api/v1/decisions/{decision.public_id}").get_json()
    assert (told["result"], told["turnout"]["heads"]) == (None, 1)
    draft = making.a_draft(world.next_compound)
    assert client.get(f"/api/v1/decisions/{draft.public_id}").status_code == 404


def test_an_auditor_reads_a_released_pack_and_leaves_a_trace(world: World) -> None:
    decision = a_result(world, VOTES)
    auditor = Actor("staff", "AUDITOR001", "auditor", (Grant("auditor", make.CITY),))
    look_on(world, decision)
    with pytest.raises(Refusal, match="pack-not-released"), transaction():
        read_pack(auditor, decision.public_id, making.CLOSES)
    making.step(decision, "release", making.CLOSES, reason="审计要看")
    with pytest.raises(Missing), transaction():
        read_pack(making.CLERK, decision.public_id, making.CLOSES)
    assert readings_of([decision.id]) == []
    world.app.config["WTF_CSRF_ENABLED"] = False
    account = make.a_staff_account("auditor", make.CITY)
    client = world.staff(account)
    url = f"/staff/oversight/packs/{decision.public_id}"
    assert decision.title in page(client, "/staff/oversight/packs")
    reply = client.post(url)
    assert json.loads(reply.text)["result"]["passed"] is True
    assert [one.read_by for one in readings_of([decision.id])] == [f"staff:{account.key}"]
    assert "谁看过" in page(client, "/staff/oversight/packs")
    assert world.staff(world.clerk).post(url).status_code == 403


@pytest.mark.parametrize("mode", ["named-public", "named-sealed", "anonymous"])
def test_an_auditor_takes_the_released_evidence_and_leaves_a_trace(world: World, mode: str) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = a_result(world, VOTES if mode != "anonymous" else [], mode=mode)
    look_on(world, decision)
    account = make.a_staff_account("auditor", make.CITY)
    client, url = world.staff(account), f"/staff/oversight/packs/{decision.public_id}/evidence"
    assert client.post(url).status_code == 409, "nobody has released it"
    making.step(decision, "release", making.CLOSES, reason="审计要看")
    assert "下载证据包" in page(client, "/staff/oversight/packs")
    reply = client.post(url)
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    theirs = world.staff(world.clerk).get(f"/committee/decisions/{decision.public_id}/evidence.zip").data
    mine, committees = (zipfile.ZipFile(io.BytesIO(body)) for body in (reply.data, theirs))
    assert mine.namelist() == committees.namelist()
    assert ("pack.json" in mine.namelist()) is (mode == "named-public")
    assert ('"content"' in mine.read("ballots.json").decode()) is (mode == "named-public")
    assert [one.read_by for one in readings_of([decision.id])] == [f"staff:{account.key}"]
    assert [one["step"] for one in making.entries("evidence.read")] == [find_release_step(decision.id)]
    pack = client.post(url.removesuffix("/evidence")).status_code
    assert pack == (404 if mode == "anonymous" else 200)


def test_only_an_auditor_of_its_area_takes_the_evidence(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = a_result(world, VOTES)
    look_on(world, decision)
    making.step(decision, "release", making.CLOSES, reason="审计要看")
    make.a_region("371503", name="茌平区")
    outside = make.a_staff_account("auditor", f"{make.CITY}.371503", username="outside")
    url = f"/staff/oversight/packs/{decision.public_id}/evidence"
    neighbour = world.staff(make.a_clerk(world.next_compound, username="next"))
    for name, client in (world.clients() | {"next": neighbour}).items():
        assert client.post(url).status_code in (303, 403), name
    assert world.staff(outside).post(url).status_code == 404
    assert readings_of([decision.id]) == []


def test_a_rehearsal_and_a_void_decision_leave_the_house_by_no_auditor(world: World) -> None:
    auditor = Actor("staff", "AUDITOR001", "auditor", (Grant("auditor", make.CITY),))
    rehearsed_one = rehearsed.a_final_one(rehearsed.a_rehearsal(world), mode="named-sealed")
    rehearsed.step(rehearsed_one, "release", "给审计看")
    for read in (read_pack, read_evidence):
        with pytest.raises(Missing), transaction():
            read(auditor, rehearsed_one.public_id, clock.now())
    decision = a_result(world, VOTES)
    making.step(decision, "release", making.CLOSES, reason="审计要看")
    making.step(decision, "void", making.CLOSES + timedelta(days=2), reason="范围弄错了")
    with pytest.raises(Refusal, match="not-closed"), transaction():
        read_evidence(auditor, decision.public_id, making.CLOSES + timedelta(days=3))
