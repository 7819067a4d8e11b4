"""A home is sold while its owners vote: what was given before stands, else the buyer has the paper."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.documents.evidence import evidence_archive
from app.decisions.queries import DecisionRow
from app.decisions.queries.evidence import evidence_for
from app.decisions.queries.packs import get_pack_text
from app.roster import operations as roster
from app.roster.operations.acting import Authorisation
from app.roster.queries import homes_of
from surveys.electorate.parts import OwnerKind
from surveys.tally.manifest import Manifest, SaleRule, hash_of
from surveys.tally.recounting import recount
from tests import factories as make
from tests.app.decisions import making, rehearsed
from tests.app.decisions.counted import a_result, look_on
from tests.app.decisions.making import OPENS
from tests.app.decisions.test_announced import OFFICIAL
from tests.app.decisions.test_evidence import a_module, link_and_sign
from tests.app.decisions.test_pages_walk import page
from tests.app.decisions.test_results_counted import sheet_of
from tests.people import World

SOLD = OPENS + timedelta(days=2)
NEW = {"id", "compound", "authority", "appointment", "objection_days", "rehearsal", "on_sale"}


@pytest.fixture
def decision(world: World) -> DecisionRow:
    """Wang has two heads: 501 with Li, 502 alone."""
    return making.an_open_decision(world.compound)


def sell(world: World, room_id: int, *owners: roster.Somebody) -> None:
    buyers = list(owners) or [roster.Somebody(name="孙某")]
    told = roster.Transfer(room_id, buyers, OwnerKind.PERSON, "卖了")
    with transaction():
        roster.transfer_ownership(world.compound.id, told, "test:clerk", SOLD)


def rooms_of(decision: DecisionRow, contact_id: int) -> list[str]:
    later = SOLD + timedelta(hours=1)
    return [act.rooms[0][-3:] for act in queries.acts_for(decision, homes_of(contact_id), later)]


def test_the_manifest_says_what_a_sale_does(decision: DecisionRow) -> None:
    assert decision.manifest
    assert decision.manifest["on_sale"] == SaleRule.BALLOT_STANDS


def test_who_sold_votes_no_more_though_they_live_next_door(world: World, decision: DecisionRow) -> None:
    assert rooms_of(decision, world.wang) == ["501", "502"]
    sell(world, world.room.id)
    assert rooms_of(decision, world.wang) == ["502"], "a binding to another home is no right to this one"
    assert rooms_of(decision, world.li) == []


def test_a_ballot_given_before_the_sale_stands(world: World, decision: DecisionRow) -> None:
    making.vote(decision, world.wang, "agree", place=1)
    sell(world, world.second_room.id)
    assert rooms_of(decision, world.wang) == ["501"]
    sheet = sheet_of(making.a_counted_decision(queries.get_decision(decision.id)))
    assert sheet["agreed"] == {"heads": 1, "area": "104.50"}
    assert sheet["total"]["heads"] == 2


def test_the_buyer_votes_with_the_paper_of_a_silent_head_under_a_new_number(
    world: World, decision: DecisionRow
) -> None:
    sell(world, world.second_room.id)
    mine = {head.rooms[0][-3:]: head.id for head in queries.heads_in(decision.id)}
    old = next(one for one in making.papers(decision) if one.head_id == mine["502"])
    with transaction():
        operations.replace_ballot(making.CLERK, decision.id, str(old.serial), reason="换给买家", at=SOLD)
    new = next(one for one in making.papers(decision) if one.head_id == mine["502"])
    assert new.serial != old.serial, "the one the seller kept is dead"
    for actor in (making.CLERK, making.CHAIR):
        with transaction():
            operations.enter_ballot(actor, decision.id, operations.Reading(str(new.serial), "disagree"), SOLD)
    sheet = sheet_of(making.a_counted_decision(queries.get_decision(decision.id)))
    assert sheet["present"] == {"heads": 1, "area": "104.50"}


def test_the_agent_of_who_sold_is_nobodys_agent(world: World, decision: DecisionRow) -> None:
    agent = make.a_resident_contact(make.a_room(world.unit, "101"), is_owner=True)
    somebody = roster.Somebody(person_id=homes_of(agent)[0].person_id)
    told = Authorisation(world.wang_person.id, somebody, OPENS, making.CLOSES, seen="signed")
    with transaction():
        roster.record_proxy(world.compound.id, told, "test:clerk", OPENS)
    assert rooms_of(decision, agent) == ["502"]
    sell(world, world.second_room.id)
    assert rooms_of(decision, agent) == []


def test_who_sold_to_a_co_owner_or_keeps_a_part_has_sold_nothing_of_the_others(
    world: World, decision: DecisionRow
) -> None:
    sell(world, world.room.id, roster.Somebody(person_id=world.wang_person.id))
    assert rooms_of(decision, world.wang) == ["501", "502"]
    assert rooms_of(decision, world.li) == []


def test_everybody_is_told_of_the_rule_where_they_need_it(world: World, decision: DecisionRow) -> None:
    look_on(world, decision, days=-3)
    clerk, owner, nobody = world.staff(world.clerk), world.resident(world.wang), world.app.test_client()
    base = f"/committee/decisions/{decision.public_id}"
    for client, url in (
        (clerk, f"{base}/papers/announcement"),
        (clerk, f"{base}/paper"),
        (clerk, f"/staff/ballots/{decision.public_id}"),
        (owner, f"/my/decisions/{decision.public_id}"),
        (nobody, f"/d/{decision.public_id}"),
        (nobody, "/rules"),
    ):
        assert "过户材料" in page(client, url), url


def test_what_was_announced_before_there_was_a_rule_keeps_its_bytes_and_is_recounted(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = Manifest.to_json
    monkeypatch.setattr(
        Manifest, "to_json", lambda one: {key: value for key, value in whole(one).items() if key not in NEW}
    )
    decision = a_result(world, ["agree"] * 9 + ["disagree"] * 3, mode="named-public")
    monkeypatch.undo()
    assert decision.manifest
    assert not NEW & set(decision.manifest)
    assert hash_of(decision.manifest) == decision.manifest_hash
    look_on(world, decision)
    assert "过户材料" not in page(world.app.test_client(), f"/d/{decision.public_id}")
    answer = recount(json.loads(get_pack_text(decision.id)))
    assert (answer["matches"], answer["unchecked"]) == (True, [])
    link_and_sign()
    (tmp_path / "evidence.zip").write_bytes(b"".join(evidence_archive(evidence_for(decision))))
    assert a_module()["main"](["--evidence", str(tmp_path / "evidence.zip")]) == 0


def test_the_manifest_names_place_authority_appointment_and_days(world: World) -> None:
    decision = making.an_announced_decision(world.compound, **OFFICIAL)
    told = decision.manifest
    assert told
    assert {key: told[key] for key in NEW - {"on_sale"}} == {
        "id": decision.public_id,
        "compound": {"id": world.compound.public_id, "name": world.compound.name},
        "authority": {"document": "向阳居〔2026〕3 号", "date": "2026-02-27"},
        "appointment": {"document": "聊建〔2026〕9 号", "date": "2026-02-27"},
        "objection_days": 7,
        "rehearsal": False,
    }
    practised = rehearsed.an_open_one(rehearsed.a_rehearsal(world))
    assert practised.manifest
    assert practised.manifest["rehearsal"] is True
