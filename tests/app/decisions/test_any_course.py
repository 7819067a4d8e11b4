"""One decision taken through any course of events, held step by step against a model of a few lines."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import config
from app import create_app
from app.core.actors import Actor
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Channel
from app.decisions.operations import Mark, Reading, Rejection
from app.roster import operations as roster
from app.roster.operations import Authorisation, Somebody
from surveys.errors import Refusal
from tests import databases
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.making import CHAIR, CLERK, CLOSES, JUDGE, OPENS, SECOND, STREET

SHARED, ALONE, AGENTS = "shared", "alone", "agents"  # owned by two; by one, with a proxy; by the agent
HEADS = (SHARED, ALONE, AGENTS)
CHOICES = ("agree", "disagree", "abstain")
READERS = {
    "clerk": CLERK, "chair": CHAIR, "street": STREET,
    "fourth": Actor("staff", "FOURTH0001", "fourth", CLERK.grants),
    "fifth": Actor("staff", "FIFTH00001", "fifth", CLERK.grants),
}  # fmt: skip
MAY = {"wang": (SHARED, ALONE), "li": (SHARED,), "agent": (AGENTS, ALONE)}


class Course(RuleBasedStateMachine):
    """What happens, and what the model says must have come of it; `place` is set by the test."""

    place: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.place.begin()
        self.now, self.closes_at, self.is_proxied = OPENS, CLOSES, True
        self.cast: dict[str, list[tuple[str, bool, str]]] = {
            head: [] for head in HEADS
        }  # who, on paper, what
        self.read: dict[str, list[tuple[str, str]]] = {head: [] for head in HEADS}
        self.dead: dict[str, int | None] = {}  # whose paper was rejected, and which revision fell with it
        self.settled: dict[str, int | None] = {}
        self.sent: tuple[str, str, str, str] | None = None
        self.keys = 0

    def live(self, head: str) -> list[tuple[int, str, bool, str]]:
        """What was handed in and not rejected: its revision, who, whether on paper, what."""
        given = enumerate(self.cast[head], start=1)
        return [(revision, *one) for revision, one in given if revision != self.dead.get(head)]

    def finals(self, head: str) -> dict[int, str]:
        """The last words of each co-owner, of the telephone, of paper; what cannot be read gives way."""
        last = {
            (on_paper, who if head == SHARED else ""): (revision, choice)
            for revision, who, on_paper, choice in self.live(head)
        }
        readable = {revision: choice for revision, choice in last.values() if choice != "void"}
        return readable or dict(last.values())

    def is_case(self, head: str) -> bool:
        """Whether the last words contradict each other."""
        return len(set(self.finals(head).values())) > 1

    def counted(self, head: str) -> str | None:
        """What counts for a head; None where nothing does."""
        if not self.live(head):
            return None
        if head in self.settled:
            revision = self.settled[head]
            return None if revision is None else self.cast[head][revision - 1][2]
        return None if self.is_case(head) else next(iter(self.finals(head).values()))

    def has_own_word(self, head: str) -> bool:
        """Whether the owner has voted in person, by telephone or on paper: the agent no longer may."""
        return head == ALONE and any(who != "agent" for _, who, _, _ in self.live(head))

    def has_two_alike(self, head: str) -> bool:
        """Whether two people have read the same from the paper of a head: nobody looks again."""
        said = [choice for _, choice in self.read[head]]
        return len(set(said)) < len(said)

    def take(self, head: str, who: str, *, on_paper: bool, choice: str) -> None:
        """A ballot counts from now on, and whatever was settled before it is open again."""
        self.cast[head].append((who, on_paper, choice))
        self.settled.pop(head, None)

    def attempt(self, act: Any) -> str:
        """The code an act is refused with; empty when it was done."""
        try:
            with transaction():
                self.answer = act()
        except Refusal as refusal:
            return refusal.code
        return ""

    @rule(who=st.sampled_from(sorted(MAY)), head=st.sampled_from(HEADS), choice=st.sampled_from(CHOICES))
    def vote(self, who: str, head: str, choice: str) -> None:
        """Somebody hands a ballot in, or another in its place, for whomever they may."""
        may = head in MAY[who] and (who != "agent" or head != ALONE or self.is_proxied)
        act = self.place.act_of(who, head, self.now)
        assert (act is not None) is may
        if act is None:
            return
        self.keys += 1
        code = self.hand_in(who, head, choice, key=f"key-{self.keys}")
        expected = "principal-voted-already" if who == "agent" and self.has_own_word(head) else ""
        assert code == (expected if self.now < self.closes_at else "decision-closed")
        if not code:
            self.take(head, who, on_paper=False, choice=choice)
            assert self.answer.revision == len(self.cast[head])
            self.sent = (who, head, choice, f"key-{self.keys}")

    def hand_in(self, who: str, head: str, choice: str, *, key: str) -> str:
        """Hand one ballot in under a key."""
        act = self.place.act_of(who, head, self.now)
        mark = Mark(choice, Channel.H5, key)
        return self.attempt(
            lambda: operations.cast_ballot(operations.hold_decision(self.place.id), act, mark, self.now)
        )

    @precondition(lambda self: self.sent is not None)
    @rule(changes=st.booleans())
    def send_again(self, changes: bool) -> None:
        """The telephone lost the answer and tries again; or the key is used for something else."""
        who, head, choice, key = self.sent or ("", "", "", "")
        if self.place.act_of(who, head, self.now) is None:
            return
        other = next(each for each in CHOICES if each != choice)
        code = self.hand_in(who, head, other if changes else choice, key=key)
        assert code == ("key-reused" if changes else "")
        assert changes or self.answer.is_repeat

    @rule(
        reader=st.sampled_from(sorted(READERS)),
        head=st.sampled_from(HEADS),
        choice=st.sampled_from((*CHOICES, "void")),
    )
    def read_paper(self, reader: str, head: str, choice: str) -> None:
        """Somebody types in what a paper ballot says."""
        read, reading = self.read[head], Reading(self.place.serials[head], choice)
        is_over = self.has_two_alike(head)
        expected = (
            "paper-serial-dead"
            if head in self.dead
            else "second-person-needed"
            if any(each == reader for each, _ in read)
            else "paper-entered-already"
            if is_over
            else "paper-box-uncounted"
            if not read and self.now >= self.closes_at
            else ""
        )
        decision_id = self.place.id
        code = self.attempt(lambda: operations.enter_ballot(READERS[reader], decision_id, reading, self.now))
        assert code == expected
        if not code:
            read.append((reader, choice))
            if self.has_two_alike(head):
                self.take(head, "", on_paper=True, choice=choice)

    @rule(head=st.sampled_from(HEADS), by=st.sampled_from(("judge", *sorted(READERS))))
    def reject_paper(self, head: str, by: str) -> None:
        """Two persons who have not read it reject what came back: as if it never came."""
        read, actor = [who for who, _ in self.read[head]], READERS.get(by, JUDGE)
        rejection = Rejection(self.place.serials[head], "disowned", "本人说没有交过")
        code = self.attempt(lambda: operations.reject_ballot(actor, self.place.id, rejection, self.now))
        if by in read:
            assert code == "second-person-needed"
        elif not read or head in self.dead:
            assert code == "paper-not-returned"
        else:
            assert code == ""
            step = self.answer
            assert not self.attempt(lambda: operations.confirm_step(SECOND, step, self.now))
            papers = [revision for revision, _, on_paper, _ in self.live(head) if on_paper]
            self.dead[head] = papers[0] if papers else None
            self.settled.pop(head, None)

    @rule(head=st.sampled_from(HEADS), revision=st.one_of(st.none(), st.integers(1, 4)))
    def settle(self, head: str, revision: int | None) -> None:
        """The owners come and say which one is meant, or that none is."""
        decision, number = queries.get_decision(self.place.id), self.place.head_ids[head]
        code = ""
        try:
            making.settle(decision, number, revision, self.now)
        except Refusal as refusal:
            code = refusal.code
        if self.now < self.closes_at:
            assert code == "conflict-before-close"
        elif not self.is_case(head):
            assert code == "conflict-not-found"
        elif revision is not None and revision not in self.finals(head):
            assert code == "revision-unknown"
        else:
            assert code == ""
            self.settled[head] = revision

    @precondition(lambda self: self.is_proxied)
    @rule()
    def revoke_proxy(self) -> None:
        """The owner takes the authority back; what the agent has cast stays until somebody changes it."""
        place = self.place
        assert not self.attempt(
            lambda: roster.revoke_proxy(place.compound_id, place.proxy, CLERK, self.now, reason="收回")
        )
        self.is_proxied = False

    @rule(hours=st.sampled_from((1, 24, 24 * 7)))
    def wait(self, hours: int) -> None:
        """Time goes on, sometimes beyond the close."""
        self.now += timedelta(hours=hours)
        if self.now >= CLOSES + timedelta(days=20):
            self.now = CLOSES + timedelta(days=20)

    @precondition(lambda self: self.closes_at < CLOSES + timedelta(days=3))
    @rule()
    def extend(self) -> None:
        """Two persons give people another day, while it is still open."""
        later = self.closes_at + timedelta(days=1)
        proposal = making.proposal("extend", closes_at=later.isoformat())
        code = self.attempt(lambda: operations.propose_step(CLERK, self.place.id, proposal, self.now))
        assert code == ("" if self.now < self.closes_at else "decision-not-at-this-stage")
        if not code:
            step = self.answer
            assert not self.attempt(lambda: operations.confirm_step(CHAIR, step, self.now))
            self.closes_at = later

    @invariant()
    def turnout_is_right_and_nothing_else_shows(self) -> None:
        """Whoever has voted has voted; there is no result yet."""
        decision = queries.get_decision(self.place.id)
        assert queries.turnout_for(decision).heads == sum(bool(self.live(head)) for head in HEADS)
        assert decision.is_open(self.now) is (self.now < self.closes_at)
        assert queries.find_result(self.place.id) is None
        db.session.rollback()

    def teardown(self) -> None:
        """It closes, half-read paper is read to the end, and the count says what the model says."""
        if self.place.is_begun:
            self.now = max(self.now, self.closes_at)
            self.finish()
        super().teardown()

    def finish(self) -> None:
        """Close, count, compare."""
        with transaction():
            assert operations.close_due_decision(operations.lock_decision(self.place.id), self.now)
        for head, read in self.read.items():
            while read and not self.has_two_alike(head) and head not in self.dead:
                fresh = next(each for each in READERS if all(each != one for one, _ in read))
                self.read_paper(fresh, head, "void")
        decision = queries.get_decision(self.place.id)
        for head in HEADS:
            if self.is_case(head) and head not in self.settled:
                making.settle(decision, self.place.head_ids[head], None, self.now)
                self.settled[head] = None
        if making.papers_out(decision):
            making.count_box(decision, 0, self.now)
        making.step(decision, "preliminary", self.now)
        sheet = queries.get_result(queries.get_decision(self.place.id)).sheet
        marks = [choice for head in HEADS if (choice := self.counted(head)) is not None]
        found = {choice: figure["heads"] for choice, figure in sheet["choices"].items() if figure["heads"]}
        assert found == {choice: marks.count(choice) for choice in set(marks)}
        aside = sum(head in self.settled and self.settled[head] is None for head in HEADS)
        assert sheet["set_aside"] == aside


class Place:
    """A compound with one open decision in a database file of its own, put back for every course."""

    def __init__(self, app: Flask, path: Path) -> None:
        self.app, self.path, self.is_begun = app, path, False
        unit = make.a_unit(make.a_building(make.a_compound("向阳小区"), "3号楼"), "2单元")
        room, alone, agents = (make.a_room(unit, number) for number in ("501", "502", "503"))
        compound_id = room.compound_id
        wang, agent = make.an_owner(room, "王秀英"), make.an_owner(agents, "赵敏")
        li = make.an_owner(room, "李建国", is_primary=False)
        make.an_owner(alone, person=wang)
        self.contacts = {
            "wang": make.a_resident_contact(room, person=wang, is_owner=True),
            "li": make.a_resident_contact(room, person=li, is_owner=True),
            "agent": make.a_resident_contact(agents, person=agent, is_owner=True),
        }
        compound = db.session.get_one(making.Compound, compound_id)
        decision = making.an_open_decision(compound)
        until = CLOSES + timedelta(days=30)
        told = Authorisation(wang.id, Somebody(person_id=agent.id), OPENS, until, seen="signed")
        with transaction():
            self.proxy = roster.record_proxy(compound_id, told, CLERK, OPENS)
        self.id, self.compound_id = decision.id, compound_id
        names = {("3号楼2单元501",): SHARED, ("3号楼2单元502",): ALONE, ("3号楼2单元503",): AGENTS}
        self.head_ids = {names[head.rooms]: head.id for head in queries.heads_in(decision.id)}
        by_head = {row.head_id: str(row.serial) for row in queries.papers_of(decision.id)}
        self.serials = {head: by_head[number] for head, number in self.head_ids.items()}
        db.session.remove()
        db.engine.dispose()
        self.whole = databases.blank_bytes(path)

    def begin(self) -> None:
        """As it was when the decision had just opened."""
        db.session.remove()
        databases.restore_sqlite(self.app, self.path, self.whole)
        self.is_begun = True

    def act_of(self, who: str, head: str, at: datetime) -> queries.Act | None:
        """What somebody may do for a head now."""
        db.session.rollback()
        decision = queries.get_decision(self.id)
        acts = queries.acts_for(decision, making.homes(self.contacts[who]), at)
        db.session.rollback()
        return next((act for act in acts if act.head_id == self.head_ids[head]), None)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A database of our own: courses are many, and the usual fixtures are made for one."""
    path = tmp_path / "course.sqlite"
    environ = {"DATABASE_URL": f"sqlite:///{path}", "INSTANCE_DIR": str(tmp_path)}
    app = create_app(config.Testing(environ))
    with app.app_context():
        db.create_all()
        yield Place(app, path)
        db.session.remove()
        db.engine.dispose()


def test_any_course_of_a_decision_ends_in_the_tally_of_the_model(place: Place) -> None:
    class Here(Course):
        pass

    Here.place = place
    limits = settings(
        max_examples=15, stateful_step_count=20, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
    )  # fmt: skip
    run_state_machine_as_test(Here, settings=limits)
