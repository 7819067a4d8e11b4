"""A home claimed twice: nothing changes before the desk has decided, both sides are told."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.outbox.models import Job
from app.roster import operations, queries
from app.roster.models import Person, Room
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

CLERK = "staff:CLERK"
WANG, WANGS_PHONE = "王秀英", "13806350001"


def a_bound_room() -> tuple[Room, Person, int]:
    room = make.a_room()
    wang = make.an_owner(room, WANG, WANGS_PHONE)
    return room, wang, make.a_resident_contact(room, person=wang, is_owner=True)


def claimed(room: Room, name: str = WANG, phone: str | None = None) -> tuple[int, int]:
    contact = make.a_contact()
    with transaction():
        return contact, operations.request_binding(contact, room.id, make.AT, name=name, phone=phone)


def decide(
    dispute_id: int, outcome: str, owner: int | None = None, *, reason: str = "看过证", removes: bool = False
) -> None:
    decision = operations.Ruling(outcome, reason, "deed" if owner else "in-person", owner, removes)
    with transaction():
        operations.decide_dispute(dispute_id, CLERK, decision, make.AT)


def the_dispute(room: Room) -> queries.DisputeRow:
    (found,) = queries.disputes_in([room.compound_id])
    return found


def told() -> list[tuple[str, int]]:
    jobs = db.session.execute(select(Job).where(Job.kind == "notice.binding").order_by(Job.id)).scalars()
    return [(job.payload["code"], job.payload["contact"]) for job in jobs]


@pytest.mark.parametrize(
    ("name", "phone"), [(WANG, None), ("路人甲", None), ("路人甲", WANGS_PHONE), (WANG, "13999999999")]
)
def test_a_second_claim_on_a_bound_room_is_a_dispute_and_changes_nothing(
    app: Flask, name: str, phone: str | None
) -> None:
    room, _, first = a_bound_room()
    second, binding_id = claimed(room, name, phone)
    dispute = the_dispute(room)
    assert (dispute.claim_id, dispute.cause) == (binding_id, "owner-bound")
    assert [side.contact_id for side in dispute.sides] == [second, first]
    assert told() == [("owner-claimed", first)]
    assert queries.homes_of(first)[0].is_owner
    assert queries.homes_of(second) == []
    assert entries_about(f"binding:{binding_id}")[-1].act == "dispute.open"


def test_a_co_owner_nobody_is_bound_as_disputes_nothing(app: Flask) -> None:
    room, *_ = a_bound_room()
    make.an_owner(room, "李建国", "13806350002", is_primary=False)
    claimed(room, "李建国")
    claimed(room, "建国", "13806350002")
    assert queries.disputes_in([room.compound_id]) == []


def test_who_only_lives_there_disputes_nothing(app: Flask) -> None:
    room, *_ = a_bound_room()
    contact = make.a_contact()
    with transaction():
        binding_id = operations.request_membership(contact, room.id, make.AT, name="租户小刘")
    assert queries.disputes_in([room.compound_id]) == []
    assert not queries.get_claim(binding_id).wants_owner


def test_both_sides_say_how_it_is_and_only_they(app: Flask) -> None:
    room, _, first = a_bound_room()
    second, _ = claimed(room)
    dispute_id = the_dispute(room).id
    with transaction():
        operations.speak_in_dispute(first, dispute_id, " 房产证在我手里 ", make.AT)
        operations.speak_in_dispute(second, dispute_id, "我去年买的", make.AT)
    assert [side.words for side in the_dispute(room).sides] == ["我去年买的", "房产证在我手里"]
    stranger = make.a_contact()
    with pytest.raises(Missing, match="dispute-not-found"), transaction():
        operations.speak_in_dispute(stranger, dispute_id, "我也要", make.AT)
    for words, code in (("  ", "words-needed"), ("长" * 501, "words-too-long")):
        with pytest.raises(Invalid, match=code), transaction():
            operations.speak_in_dispute(first, dispute_id, words, make.AT)


def test_the_claimant_wins_and_the_holder_loses_the_home_with_a_reason(app: Flask) -> None:
    room, wang, first = a_bound_room()
    second, _ = claimed(room)
    dispute = the_dispute(room)
    decide(dispute.id, "claimant", wang.id)
    assert queries.homes_of(first) == []
    assert queries.homes_of(second)[0].is_owner
    assert told()[1:] == [("binding-confirmed", second), ("dispute-lost", first)]
    ended = next(row for row in queries.history_of(room.id) if row.state == "ended")
    assert (ended.ended_why, ended.reason) == ("dispute", "看过证")
    assert entries_about(f"dispute:{dispute.id}")[-1].facts["outcome"] == "claimant"


def test_the_holder_stays_and_the_claim_is_turned_down(app: Flask) -> None:
    room, _, first = a_bound_room()
    second, binding_id = claimed(room)
    decide(the_dispute(room).id, "holder", reason="不是房主")
    assert queries.homes_of(first)[0].is_owner
    assert queries.find_tie(binding_id).state == "refused"
    assert told()[1:] == [("binding-refused", second), ("dispute-kept", first)]


@pytest.mark.parametrize(("removes", "kept"), [(False, 1), (True, 0)])
def test_a_losing_claimant_leaves_the_household_only_if_the_clerk_says_so(
    app: Flask, removes: bool, kept: int
) -> None:
    room, *_ = a_bound_room()
    member = make.a_resident_contact(room, name="王小明")
    with transaction():
        operations.request_binding(member, room.id, make.AT, name=WANG)
    decide(the_dispute(room).id, "holder", removes=removes)
    assert len(queries.homes_of(member)) == kept
    assert (("binding-ended", member) in told()) is removes


def test_both_may_belong_to_the_home(app: Flask) -> None:
    room, wang, first = a_bound_room()
    second, _ = claimed(room)
    decide(the_dispute(room).id, "both", wang.id)
    assert [queries.homes_of(contact)[0].is_owner for contact in (first, second)] == [True, True]
    assert ("dispute-both", first) in told()


def test_a_dispute_is_decided_once_and_with_a_reason(app: Flask) -> None:
    room, *_ = a_bound_room()
    claimed(room)
    dispute_id = the_dispute(room).id
    for outcome, reason, code in (("holder", " ", "reason-needed"), ("withdrawn", "x", "outcome-unknown")):
        with pytest.raises(Invalid, match=code):
            decide(dispute_id, outcome, reason=reason)
    decide(dispute_id, "holder")
    with pytest.raises(Refusal, match="dispute-decided"):
        decide(dispute_id, "holder")


@pytest.mark.parametrize("how", ["unbind", "unfollow"])
def test_a_claim_that_is_gone_is_disputed_no_more(app: Flask, how: str) -> None:
    room, _, first = a_bound_room()
    second, binding_id = claimed(room)
    dispute_id = the_dispute(room).id
    with transaction():
        if how == "unbind":
            operations.unbind(second, binding_id, make.AT)
        else:
            operations.unfollow("main", queries.get_contact(second).openid, make.AT)
    assert queries.disputes_in([room.compound_id]) == []
    assert queries.get_dispute(dispute_id).outcome == "withdrawn"
    assert queries.homes_of(first)[0].is_owner


def redeemed(room: Room, name: str) -> int:
    contact = make.a_contact()
    with transaction():
        code = queries.house_code_of(room.id) or operations.reissue_code(room.id, CLERK, make.AT)
        assert isinstance(operations.redeem(contact, code, make.AT, name=name), operations.Redeemed)
    return contact


def test_the_first_code_brings_the_family_in_and_tells_the_owner(app: Flask) -> None:
    room, _, first = a_bound_room()
    redeemed(room, "王小明")
    redeemed(room, "王小红")
    assert queries.disputes_in([room.compound_id]) == []
    assert told() == [("member-joined", first), ("member-joined", first)]


@pytest.mark.parametrize("outcome", ["holder", "claimant"])
def test_who_comes_in_by_a_reissued_code_is_a_case_for_the_desk(app: Flask, outcome: str) -> None:
    room, _, first = a_bound_room()
    with transaction():
        operations.reissue_code(room.id, CLERK, make.AT)
    with transaction():
        operations.reissue_code(room.id, CLERK, make.AT.replace(day=9))
    second = redeemed(room, "新房主")
    dispute = the_dispute(room)
    assert dispute.cause == "new-code"
    assert [len(queries.homes_of(contact)) for contact in (first, second)] == [1, 1]
    decide(dispute.id, outcome)
    loser, winner = (second, first) if outcome == "holder" else (first, second)
    assert queries.homes_of(loser) == []
    assert len(queries.homes_of(winner)) == 1
    assert ("dispute-lost", loser) in told()


def claimed_twice(room: Room) -> int:
    """Somebody came in by a reissued code, and proves with the owner's telephone to be the owner."""
    for day in (8, 9):
        with transaction():
            operations.reissue_code(room.id, CLERK, make.AT.replace(day=day))
    second = redeemed(room, "新房主")
    with transaction():
        assert isinstance(
            operations.prove_owner(second, room.id, WANGS_PHONE, make.AT.replace(day=10)), operations.Waiting
        )
    return second


@pytest.mark.parametrize("outcome", ["holder", "claimant", "both"])
@pytest.mark.parametrize("place", [0, 1])
def test_all_a_telephone_claims_of_a_home_is_one_case_and_is_settled_at_one_stroke(
    app: Flask, outcome: str, place: int
) -> None:
    room, wang, first = a_bound_room()
    second = claimed_twice(room)
    disputes = queries.disputes_in([room.compound_id])
    assert [one.cause for one in disputes] == ["new-code", "owner-bound"]
    assert queries.count_claims([room.compound_id]) == 1
    waiting = disputes[1].claim_id
    with pytest.raises(Refusal, match="dispute-open"), transaction():
        operations.confirm_binding(waiting, CLERK, make.AT, evidence="deed", owner_person_id=wang.id)
    decide(disputes[place].id, outcome, None if outcome == "holder" else wang.id)
    assert queries.disputes_in([room.compound_id]) == queries.claims_in([room.compound_id]) == []
    assert queries.count_claims([room.compound_id]) == 0
    assert {queries.get_dispute(one.id).outcome for one in disputes} == {outcome}
    assert all(entries_about(f"dispute:{one.id}")[-1].act == "dispute.decide" for one in disputes)
    owners = [any(home.is_owner for home in queries.homes_of(contact)) for contact in (first, second)]
    assert owners == {"holder": [True, False], "claimant": [False, True], "both": [True, True]}[outcome]
    assert bool(queries.homes_of(second)) is (outcome != "holder")


def test_a_telephone_found_to_be_a_members_keeps_its_place_and_its_other_claim_ends(app: Flask) -> None:
    room, *_ = a_bound_room()
    second = claimed_twice(room)
    decide(queries.disputes_in([room.compound_id])[0].id, "both")
    assert [(home.person_name, home.is_owner) for home in queries.homes_of(second)] == [("新房主", False)]
    assert queries.disputes_in([room.compound_id]) == queries.claims_in([room.compound_id]) == []


def test_an_owner_removes_a_household_member_and_nobody_else(app: Flask) -> None:
    room, _, first = a_bound_room()
    member = make.a_resident_contact(room, name="王小明")
    member_id = queries.homes_of(member)[0].binding_id
    owners_id = queries.homes_of(first)[0].binding_id
    stranger = make.a_resident_contact(is_owner=True)
    for who, whom in ((stranger, member_id), (member, owners_id), (member, member_id), (first, owners_id)):
        with pytest.raises(Missing, match="home-not-found"), transaction():
            operations.remove_member(who, whom, make.AT)
    with transaction():
        operations.remove_member(first, member_id, make.AT)
    assert queries.homes_of(member) == []
    assert told() == [("member-removed", member)]
    assert queries.history_of(room.id)[0].ended_why == "by-owner"


def test_two_bindings_alike_are_told_apart_by_the_log(app: Flask) -> None:
    room = make.a_room()
    first, second = redeemed(room, "王小明"), redeemed(room, "王小明")
    with transaction():
        operations.unbind(first, queries.homes_of(first)[0].binding_id, make.AT)
    third = redeemed(room, "王小明")
    rows = queries.history_of(room.id)
    assert len({row.binding_id for row in rows}) == 3
    assert [(row.state, row.evidence, row.ended_why) for row in rows] == [
        ("active", "code", None), ("active", "code", None), ("ended", "code", "left"),
    ]  # fmt: skip
    assert [len(queries.homes_of(contact)) for contact in (second, third)] == [1, 1]
