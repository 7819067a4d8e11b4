"""Drawing a decision up: everything it must say, and nothing changed once two persons approved it."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.db import transaction
from app.decisions import operations, queries
from app.decisions.operations import Plan
from app.decisions.queries import DecisionRow
from app.roster import queries as roster
from surveys.electorate.scopes import of_buildings
from surveys.errors import Refusal
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CLOSES, OPENS
from tests.factories import AT
from tests.people import World


def refused(code: str, act: Any) -> Refusal:
    """What an act in a transaction of its own is refused with."""
    with pytest.raises(Refusal) as problem, transaction():
        act()
    assert problem.value.code == code
    return problem.value


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"title": "  "}, "decision-needs-title"),
        ({"title": "长" * 121}, "text-too-long"),
        ({"content": "长" * 8001}, "text-too-long"),
        ({"options": ("只有一个",)}, "decision-options-count"),
        ({"options": tuple(f"第{n}家" for n in range(11))}, "decision-options-count"),
        ({"options": ("安居", " 安居 ")}, "decision-options-repeated"),
        ({"options": ("安居", "阳" * 61)}, "text-too-long"),
        ({"mode": "secret"}, "decision-term-unknown"),
        ({"matter": "anything"}, "decision-term-unknown"),
        ({"basis": "money"}, "decision-term-unknown"),
        ({"precedence": "luck"}, "decision-term-unknown"),
        ({"standing": "royal"}, "decision-term-unknown"),
        ({"sponsor": "nobody"}, "decision-term-unknown"),
        ({"matter": "dwelling-to-business"}, "unanimity-required"),
        ({"objection_days": 0}, "decision-objections-too-short"),
        ({"objection_days": 61}, "decision-objections-too-short"),
        ({"opens_at": CLOSES, "closes_at": OPENS}, "decision-window-backwards"),
    ],
)
def test_a_draft_with_a_fault_is_refused_by_its_name(world: World, plan: dict[str, Any], code: str) -> None:
    compound = roster.get_compound(world.compound.id)
    whole = Plan(**making.PLAN | plan)
    refused(code, lambda: operations.create_decision(making.CLERK, compound, whole, AT))


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ({"content": ""}, "decision-needs-text"),
        ({"sponsor_name": ""}, "decision-needs-sponsor"),
        ({"authority": ""}, "decision-needs-authority"),
        ({"contact_phone": ""}, "decision-needs-contact"),
        ({"opens_at": None}, "decision-needs-window"),
        ({"standing": "official"}, "decision-needs-appointment"),
        (
            {"standing": "official", "appointment": "聊住〔2026〕1 号", "appointment_on": AT.date(),
             "mode": "anonymous"},
            "anonymous-cannot-be-official",
        ),
        ({"mode": "anonymous"}, "decision-too-small-to-be-anonymous"),
        ({"opens_at": AT + timedelta(days=14, hours=23)}, "decision-notice-too-short"),
        ({"closes_at": OPENS + timedelta(hours=1)}, "decision-window-out-of-range"),
        ({"closes_at": OPENS + timedelta(days=365)}, "decision-window-out-of-range"),
        ({"objection_days": 1}, "decision-objections-too-short"),
        ({"sponsor": "owners-request"}, "owners-request-too-small"),
        ({"scope": of_buildings(["999"])}, "decision-asks-nobody"),
    ],
)  # fmt: skip
def test_an_unfinished_draft_is_not_even_proposed(world: World, plan: dict[str, Any], code: str) -> None:
    draft = making.a_draft(world.compound, **plan)
    approve = making.proposal("approve")
    refused(code, lambda: operations.propose_step(making.CLERK, draft.id, approve, AT))


def approved(world: World) -> DecisionRow:
    return making.step(making.a_draft(world.compound), "approve", AT)


def test_nothing_in_a_decision_changes_once_it_is_approved(world: World) -> None:
    decision = approved(world)
    other = Plan(**making.PLAN | {"title": "别的事"})
    refused(
        "decision-approved-already",
        lambda: operations.change_decision(making.CLERK, decision.id, other, AT),
    )
    refused("decision-approved-already", lambda: operations.discard_decision(making.CLERK, decision.id, AT))
    assert queries.get_decision(decision.id).title == making.PLAN["title"]


def test_a_changed_draft_takes_back_the_proposal_to_approve_it(world: World) -> None:
    draft = making.a_draft(world.compound)
    with transaction():
        step = operations.propose_step(making.CLERK, draft.id, making.proposal("approve"), AT)
    plan = Plan(**making.PLAN | {"title": "改过的事", "opens_at": OPENS, "closes_at": CLOSES})
    with transaction():
        operations.change_decision(making.CLERK, draft.id, plan, AT)
    refused("step-decided", lambda: operations.confirm_step(making.CHAIR, step, AT))
    assert queries.get_decision(draft.id).title == "改过的事"


def test_a_draft_is_thrown_away_with_everything_that_hung_on_it(world: World) -> None:
    draft = making.a_draft(world.compound, sponsor="owners-request")
    with transaction():
        operations.sign_request(making.CLERK, draft.id, [world.room.id], signed_on=AT.date(), at=AT)
        operations.discard_decision(making.CLERK, draft.id, AT)
    assert queries.find_decision(draft.public_id) is None
    refused("decision-not-found", lambda: operations.discard_decision(making.CLERK, draft.id, AT))


def test_owners_who_ask_count_once_each_up_to_a_fifth(world: World) -> None:
    unit = make.a_unit(make.a_building(world.compound, "5号楼"), "1单元")
    rooms = [make.a_room(unit) for _ in range(8)]
    for room in rooms:
        make.an_owner(room)
    draft = making.a_draft(world.compound, sponsor="owners-request")

    def sign(*ids: int) -> int:
        with transaction():
            return operations.sign_request(making.CLERK, draft.id, ids, signed_on=AT.date(), at=AT)

    refused("room-not-in-scope", lambda: sign_here(draft, world.next_room.id))
    assert sign(world.second_room.id, rooms[0].id) == 2
    assert sign(rooms[0].id) == 0
    signed = queries.signed_for(draft, queries.electorate_of(draft, AT))
    assert (signed.heads, signed.needed, signed.of_heads) == (2, 2, 10)
    assert making.step(draft, "approve", AT).approved_at == AT
    plain = making.a_draft(world.compound)
    refused("decision-not-by-request", lambda: sign_here(plain, rooms[0].id))


def sign_here(draft: DecisionRow, room_id: int) -> None:
    operations.sign_request(making.CLERK, draft.id, [room_id], signed_on=AT.date(), at=AT)
