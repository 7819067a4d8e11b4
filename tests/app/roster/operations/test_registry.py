"""Facts are only added, disputes are settled with a reason, and lists read what follows from them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.audit.models import AuditEntry
from app.core.db import db, transaction
from app.roster import jobs, operations, queries
from app.roster.models import Compound, CompoundAssessment, CompoundFact, CompoundSettlement
from surveys.errors import Invalid, Missing, Refusal
from surveys.works import Key
from tests import factories as make
from tests.app.roster.registries import a_list, imported, row

ALL_MET: dict[Key, dict[str, Any]] = {
    Key.BUILT: {"earliest": "1995-01-01", "latest": "1995-12-31", "text": "1995年"},
    Key.LAND: {"choice": "state"},
    Key.IN_TOWN: {"yes": True},
    Key.DEMOLITION: {"choice": "none"},
    Key.NEGLECTED: {"yes": True, "signs": ["unkept", "unrepaired"]},
    Key.LACKING: {"yes": True, "signs": ["municipal"]},
    Key.WANTED: {"yes": True, "answered": 100, "agreed": 93},
}


@pytest.fixture
def compound(app: Flask) -> Compound:
    """A compound about which nothing was noted."""
    return make.a_compound()


def note(compound: Compound, key: Key, value: dict[str, Any], *, source: str = "census", **more: Any) -> bool:
    with transaction():
        return operations.note_fact(
            compound.id, operations.Note(key, value, source, **more), "staff:X", make.AT
        )


def settle(compound: Compound, fact_id: int, reason: str = "deed seen", at: datetime = make.AT) -> None:
    with transaction():
        operations.settle_fact(compound.id, fact_id, "staff:X", at, reason=reason)


def facts(compound: Compound) -> list[queries.FactRow]:
    return list(queries.sheet_of(compound.id, make.AT).facts)


def kept(compound: Compound) -> queries.RegistryRow:
    return queries.registry_under([compound.path])[0]


def test_a_compound_that_meets_all_seven_conditions_is_eligible(compound: Compound) -> None:
    assert kept(compound).states is None
    for key, value in ALL_MET.items():
        assert kept(compound).is_eligible is None
        assert note(compound, key, value)
    assert (kept(compound).is_eligible, kept(compound).is_first_class) == (True, True)
    assert db.session.query(AuditEntry).filter_by(act="compound.note").count() == 7
    public = queries.find_public_registry(compound.id)
    assert public is not None
    assert (public.built_text, public.is_eligible) == ("1995年", True)


def test_what_a_source_has_said_already_is_not_noted_again(compound: Compound) -> None:
    assert note(compound, Key.LAND, {"choice": "state"})
    assert not note(compound, Key.LAND, {"choice": "state"})
    assert note(compound, Key.LAND, {"choice": "state"}, as_of_on=date(2026, 1, 1))
    assert not note(compound, Key.LAND, {"choice": "state"})
    assert note(compound, Key.LAND, {"choice": "collective"})
    assert len(facts(compound)) == 3


LATER = {"earliest": "2026-03-03", "latest": "2026-12-31", "text": ""}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (operations.Note(Key.LAND, {"choice": "moon"}, "census"), "fact-value-wrong"),
        (operations.Note(Key.LAND, {"choice": "state"}, " "), "source-malformed"),
        (operations.Note(Key.LAND, {"choice": "state"}, "=1+1"), "source-malformed"),
        (operations.Note(Key.LAND, {"choice": "state"}, "x" * 61), "source-malformed"),
        (
            operations.Note(Key.LAND, {"choice": "state"}, "census", date(2026, 3, 3)),
            "fact-date-in-the-future",
        ),
        (operations.Note(Key.BUILT, LATER, "census"), "fact-date-in-the-future"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(compound: Compound, wrong: operations.Note, code: str) -> None:
    with pytest.raises(Invalid, match=code), transaction():
        operations.note_fact(compound.id, wrong, "staff:X", make.AT)
    assert facts(compound) == []


def test_two_lists_that_disagree_are_settled_once_with_a_reason(app: Flask) -> None:
    imported(a_list(row(households="120")), "portal one")
    imported(a_list(row(households="130", built="2006年", year="")), "portal two")
    found = queries.registry_under([make.a_region()], "disputed")
    assert sorted(found[0].disputed or []) == ["built", "households"]
    assert (found[0].is_eligible, found[0].household_count) == (None, None)
    compound = db.session.get_one(Compound, found[0].id)
    chosen = next(one for one in facts(compound) if one.key is Key.BUILT and one.source == "portal two")
    settle(compound, chosen.id, "  completion   record seen ")
    assert (kept(compound).is_eligible, kept(compound).disputed) == (False, ["households"])
    entry = db.session.query(AuditEntry).filter_by(act="compound.settle").one()
    assert entry.facts == {"fact": "built", "source": "portal two", "reason": "completion record seen"}
    assert imported(a_list(row(households="120")), "portal one").changed == 0
    assert kept(compound).is_eligible is False


@pytest.mark.parametrize(("reason", "code"), [("  ", "reason-needed"), ("x" * 201, "reason-too-long")])
def test_settling_needs_a_reason(compound: Compound, reason: str, code: str) -> None:
    note(compound, Key.LAND, {"choice": "state"})
    with pytest.raises(Invalid, match=code):
        settle(compound, facts(compound)[0].id, reason)
    assert db.session.query(CompoundSettlement).count() == 0


def test_only_the_newest_word_of_a_source_of_this_compound_can_be_settled_on(compound: Compound) -> None:
    note(compound, Key.LAND, {"choice": "state"})
    note(compound, Key.LAND, {"choice": "collective"})
    with pytest.raises(Refusal, match="fact-outdated"):
        settle(compound, facts(compound)[0].id)
    with pytest.raises(Missing, match="fact-not-found"):
        settle(make.a_compound("花园小区"), facts(compound)[0].id)


def test_a_later_plan_suspends_and_its_end_lifts_the_suspension(compound: Compound) -> None:
    for key, value in ALL_MET.items():
        note(compound, key, value)
    assert queries.suspension_of(compound.id) is None
    note(compound, Key.DEMOLITION, {"choice": "demolition"}, source="bureau", as_of_on=date(2026, 2, 1))
    found = queries.suspension_of(compound.id)
    assert found is not None
    assert (found.plan, found.since, found.source) == ("demolition", date(2026, 2, 1), "bureau")
    assert kept(compound).is_eligible is None
    note(compound, Key.DEMOLITION, {"choice": "none"}, source="bureau")
    assert queries.suspension_of(compound.id) is None
    assert kept(compound).is_eligible is True


def test_the_database_keeps_a_settlement_to_its_own_compound_and_key(compound: Compound) -> None:
    note(compound, Key.LAND, {"choice": "state"})
    fact = facts(compound)[0]
    other = make.a_compound("花园小区")
    values = {
        "compound_id": other.id, "key": Key.LAND, "fact_id": fact.id, "known_up_to": fact.id, "reason": "x",
        "settled_by": "t", "settled_at": make.AT,
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(CompoundSettlement).values(**values))


def test_an_import_that_fails_half_way_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.a_region()

    def broken(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.roster.operations.registry.keep_assessments", broken)
    with pytest.raises(RuntimeError):
        imported(a_list(row(), row(name="朝阳里")))
    assert db.session.query(Compound).count() == db.session.query(CompoundFact).count() == 0


def test_codes_of_new_compounds_go_on_after_the_last_one(app: Flask) -> None:
    imported(a_list(row()))
    imported(a_list(row(name="朝阳里", address="朝阳路2号")))
    found = queries.compounds_under([make.a_region()])
    assert [one.code for one in found] == ["371502-00001", "371502-00002"]


def test_a_job_judges_again_what_was_judged_a_day_ago(compound: Compound) -> None:
    note(compound, Key.LAND, {"choice": "state"})
    later = make.AT + timedelta(days=2)
    jobs.reassess_compounds({}, make.AT + timedelta(hours=1))
    assert db.session.get_one(CompoundAssessment, compound.id).assessed_at == make.AT
    jobs.reassess_compounds({}, later)
    db.session.expire_all()
    assert db.session.get_one(CompoundAssessment, compound.id).assessed_at == later.astimezone(UTC)


def test_counts_by_region_add_up(app: Flask) -> None:
    county = make.a_region()
    make.a_region("371502001", parent=make.COUNTY, level="street", name="古楼街道")
    inside = make.a_compound("古楼小区", region="371502001")
    make.a_compound("花园小区")
    note(inside, Key.DEMOLITION, {"choice": "shantytown"})
    (street, counts), *others = queries.counts_by_region(county)
    assert (street.name, counts.compounds, counts.excluded, counts.suspended, others) == (
        "古楼街道",
        1,
        1,
        1,
        [],
    )
    whole = queries.counts_under([county])
    assert (whole.compounds, whole.eligible, whole.excluded, whole.undecided) == (2, 0, 1, 1)
    assert [one.name for one in queries.registry_under([county], "suspended")] == ["古楼小区"]
    assert queries.count_registry([county], "undecided") == 1
    with pytest.raises(Invalid, match="registry-filter-unknown"):
        queries.registry_under([county], "nonsense")
