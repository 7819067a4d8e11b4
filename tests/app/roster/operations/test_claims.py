"""What a clerk decides about a claim to a room."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.audit.queries import entries_about
from app.core.db import db, transaction
from app.outbox.models import Job
from app.roster import operations, queries
from app.roster.models import Room
from surveys.errors import Invalid, Missing, Refusal
from tests import factories as make

CLERK = "staff:CLERK"


def claimed(room: Room, name: str = "王秀英") -> tuple[int, int]:
    contact = make.a_contact()
    with transaction():
        return contact, operations.request_binding(contact, room.id, make.AT, name=name)


def confirm(binding_id: int, evidence: str = "deed", owner: int | None = None) -> None:
    with transaction():
        operations.confirm_binding(binding_id, CLERK, make.AT, evidence=evidence, owner_person_id=owner)


def told() -> list[tuple[str, int]]:
    jobs = db.session.execute(select(Job).order_by(Job.id)).scalars()
    return [(job.payload["code"], job.payload["contact"]) for job in jobs if job.kind == "notice.binding"]


def test_a_clerk_who_has_seen_the_deed_confirms_an_owner(app: Flask) -> None:
    room = make.a_room()
    wang = make.an_owner(room, "王秀英")
    contact, binding_id = claimed(room)
    confirm(binding_id, owner=wang.id)
    (home,) = queries.homes_of(contact)
    assert (home.is_owner, home.person_id) == (True, wang.id)
    assert told() == [("binding-confirmed", contact)]
    entry = entries_about(f"binding:{binding_id}")[-1]
    assert (entry.act, entry.actor) == ("binding.confirm", CLERK)
    assert entry.facts == {"evidence": "deed", "level": "owner", "room": room.id}


def test_without_an_owner_named_the_claimant_becomes_a_member(app: Flask) -> None:
    room = make.a_room()
    make.an_owner(room)
    contact, binding_id = claimed(room, "租户小刘")
    confirm(binding_id, evidence="in-person")
    (home,) = queries.homes_of(contact)
    assert (home.is_owner, home.person_name) == (False, "租户小刘")


@pytest.mark.parametrize("evidence", ["in-person", "other-paper"])
def test_weak_evidence_makes_no_owner(app: Flask, evidence: str) -> None:
    room = make.a_room()
    wang = make.an_owner(room)
    _, binding_id = claimed(room)
    with pytest.raises(Invalid, match="evidence-too-weak"):
        confirm(binding_id, evidence=evidence, owner=wang.id)


def test_unknown_evidence_is_refused(app: Flask) -> None:
    _, binding_id = claimed(make.a_room())
    with pytest.raises(Invalid, match="evidence-unknown"):
        confirm(binding_id, evidence="a feeling")


def test_nobody_becomes_owner_of_a_room_they_do_not_own(app: Flask) -> None:
    room, other = make.a_room(), make.a_room()
    make.an_owner(room)
    stranger = make.an_owner(other)
    _, binding_id = claimed(room)
    claim = queries.get_claim(binding_id)
    for person in (stranger.id, claim.person_id):
        with pytest.raises(Invalid, match="owner-not-of-this-room"):
            confirm(binding_id, owner=person)


def test_a_room_without_owners_on_the_roster_gets_the_claimant(app: Flask) -> None:
    room = make.a_room()
    contact, binding_id = claimed(room)
    confirm(binding_id, owner=queries.get_claim(binding_id).person_id)
    assert queries.homes_of(contact)[0].is_owner
    assert [owner.name for owner in queries.owners_of_rooms([room.id])] == ["王秀英"]


def test_a_disputed_claim_is_not_confirmed_past_the_other_side(app: Flask) -> None:
    room = make.a_room()
    wang = make.an_owner(room, "王秀英")
    first = make.a_resident_contact(room, person=wang, is_owner=True)
    _, binding_id = claimed(room)
    with pytest.raises(Refusal, match="dispute-open"):
        confirm(binding_id, owner=wang.id)
    with pytest.raises(Refusal, match="dispute-open"), transaction():
        operations.refuse_binding(binding_id, CLERK, "没有房产证", make.AT)
    assert told() == [("owner-claimed", first)]


def test_who_becomes_owner_is_no_longer_a_member_under_the_same_name(app: Flask) -> None:
    room = make.a_room()
    wang = make.an_owner(room, "王秀英")
    contact = make.a_resident_contact(room, name="王秀英")
    with transaction():
        binding_id = operations.request_binding(contact, room.id, make.AT, name="王秀英")
    confirm(binding_id, owner=wang.id)
    assert [home.is_owner for home in queries.homes_of(contact)] == [True]


def test_a_claim_is_decided_once(app: Flask) -> None:
    _, binding_id = claimed(make.a_room())
    with transaction():
        operations.refuse_binding(binding_id, CLERK, "请带房产证来", make.AT)
    with pytest.raises(Refusal, match="claim-already-decided"):
        confirm(binding_id)


def test_a_refused_claim_keeps_its_reason_and_tells_the_claimant(app: Flask) -> None:
    contact, binding_id = claimed(make.a_room())
    with transaction():
        operations.refuse_binding(binding_id, CLERK, " 请带房产证来 ", make.AT)
    tie = queries.find_tie(binding_id)
    assert tie is not None
    assert (tie.state, tie.reason) == ("refused", "请带房产证来")
    assert told() == [("binding-refused", contact)]
    assert queries.claims_of(contact) == []


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason-needed"), ("长" * 201, "reason-too-long")])
def test_a_refusal_needs_a_short_reason(app: Flask, reason: str, code: str) -> None:
    _, binding_id = claimed(make.a_room())
    with pytest.raises(Invalid, match=code), transaction():
        operations.refuse_binding(binding_id, CLERK, reason, make.AT)


def test_staff_end_a_tie_once(app: Flask) -> None:
    contact = make.a_resident_contact()
    binding_id = queries.homes_of(contact)[0].binding_id
    with transaction():
        operations.end_binding(binding_id, CLERK, "房子卖了", make.AT)
    assert queries.homes_of(contact) == []
    with pytest.raises(Refusal, match="binding-not-live"), transaction():
        operations.end_binding(binding_id, CLERK, "again", make.AT)


def test_a_claim_that_is_not_there_is_missing(app: Flask) -> None:
    with pytest.raises(Missing, match="claim-not-found"):
        confirm(999)
    with pytest.raises(Missing, match="claim-not-found"):
        queries.get_claim(999)
