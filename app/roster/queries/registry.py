"""Reading the registry of compounds: facts with their sources, what follows from them, lists by area."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Row, Select, func, literal, select, true

from app.core import clock
from app.core.db import db
from app.roster.models import Compound, CompoundAssessment, CompoundFact, CompoundSettlement
from app.roster.queries.places import RegionRow, path_under, regions_under
from surveys.errors import Invalid, Missing
from surveys.works import Assessment, Key, Said, Settled, Suspension, assess

CHUNK = 5000  # bound parameters of one statement stay far below every database's limit


class FactRow(NamedTuple):
    """One thing a source said, and who noted it when."""

    id: int
    compound_id: int
    key: Key
    value: dict[str, Any]
    source: str
    as_of_on: date | None
    noted_by: str
    noted_at: datetime


class SettlementRow(NamedTuple):
    """A decision between sources: which fact stands, why, who says so."""

    compound_id: int
    key: Key
    fact_id: int
    known_up_to: int
    reason: str
    settled_by: str
    settled_at: datetime


class RegistryRow(NamedTuple):
    """A compound in a list, with what a job or an act last found about it."""

    id: int
    public_id: str
    code: str
    name: str
    address: str
    path: str
    building_count: int | None
    household_count: int | None
    floor_area: int | None
    built_text: str | None
    is_eligible: bool | None
    is_first_class: bool | None
    states: dict[str, str] | None
    disputed: list[str] | None
    plan: str | None
    suspended_on: date | None
    suspended_by: str | None


class PublicRow(NamedTuple):
    """What everybody may know of a compound's registry; counts where sources agree."""

    built_text: str
    building_count: int | None
    household_count: int | None
    is_eligible: bool | None
    is_first_class: bool | None
    states: dict[str, str]
    rule: str
    assessed_at: datetime


@dataclass(frozen=True)
class Counts:
    """How the compounds of an area stand; the first class is those built before 2000 and not ruled out."""

    compounds: int = 0
    eligible: int = 0
    excluded: int = 0
    undecided: int = 0
    first_class: int = 0
    disputed: int = 0
    suspended: int = 0


@dataclass(frozen=True)
class Sheet:
    """Everything known of one compound: all facts, newest settlements, what follows today."""

    facts: tuple[FactRow, ...]
    settlements: Mapping[Key, SettlementRow]
    assessment: Assessment

    def history_of(self, key: Key) -> list[FactRow]:
        """What was ever said of one key, newest first."""
        return [fact for fact in reversed(self.facts) if fact.key is key]


class _Flags(NamedTuple):
    path: str
    is_eligible: bool | None
    is_first_class: bool | None
    disputed_count: int | None
    plan: str | None


_IS_DISPUTED = CompoundAssessment.disputed_count > 0
FILTERS: dict[str, ColumnElement[bool]] = {
    "": true(),
    "eligible": CompoundAssessment.is_eligible.is_(True),
    "excluded": CompoundAssessment.is_eligible.is_(False),
    "undecided": CompoundAssessment.is_eligible.is_(None),
    "first-class": CompoundAssessment.is_first_class.is_(True)
    & CompoundAssessment.is_eligible.is_distinct_from(False),
    "disputed": _IS_DISPUTED,
    "suspended": CompoundAssessment.plan.is_not(None),
}
_FACT = [getattr(CompoundFact, name) for name in FactRow._fields]
_SETTLEMENT = [getattr(CompoundSettlement, name) for name in SettlementRow._fields]
_ROW = [getattr(Compound, name, None) or getattr(CompoundAssessment, name) for name in RegistryRow._fields]


def sheet_of(compound_id: int, at: datetime) -> Sheet:
    """The registry sheet of one compound, judged afresh."""
    facts = facts_of([compound_id]).get(compound_id, [])
    settlements = settlements_of([compound_id]).get(compound_id, {})
    found = assess(*history_for(facts, settlements), clock.local(at).date())
    return Sheet(tuple(facts), settlements, found)


def assessments_for(compound_ids: Sequence[int], at: datetime) -> dict[int, Assessment]:
    """What follows today from the facts about these compounds."""
    facts, settlements = facts_of(compound_ids), settlements_of(compound_ids)
    day = clock.local(at).date()
    return {
        one: assess(*history_for(facts.get(one, []), settlements.get(one, {})), day) for one in compound_ids
    }


def history_for(
    facts: Iterable[FactRow], settlements: Mapping[Key, SettlementRow]
) -> tuple[list[Said], dict[Key, Settled]]:
    """Rows as the rules want them: everything said, oldest first, and what was settled."""
    said = [said_of(fact) for fact in facts]
    by_id = {one.number: one for one in said}
    return said, {key: Settled(by_id[one.fact_id], one.known_up_to) for key, one in settlements.items()}


def said_of(fact: FactRow) -> Said:
    """A row as the rules want it."""
    noted_on = clock.local(fact.noted_at).date()
    return Said(fact.id, fact.key, fact.value, fact.source, noted_on, fact.as_of_on)


def facts_of(compound_ids: Collection[int]) -> dict[int, list[FactRow]]:
    """Everything ever said of these compounds, oldest first."""
    found: dict[int, list[FactRow]] = {}
    for row in _in_chunks(select(*_FACT).order_by(CompoundFact.id), CompoundFact.compound_id, compound_ids):
        found.setdefault(row.compound_id, []).append(FactRow(*row))
    return found


def settlements_of(compound_ids: Collection[int]) -> dict[int, dict[Key, SettlementRow]]:
    """The newest settlement of each key of these compounds."""
    found: dict[int, dict[Key, SettlementRow]] = {}
    statement = select(*_SETTLEMENT).order_by(CompoundSettlement.id)
    for row in _in_chunks(statement, CompoundSettlement.compound_id, compound_ids):
        found.setdefault(row.compound_id, {})[row.key] = SettlementRow(*row)
    return found


def get_fact(compound_id: int, fact_id: int) -> FactRow:
    """One fact of this compound, or Missing."""
    row = db.session.execute(
        select(*_FACT).where(CompoundFact.id == fact_id, CompoundFact.compound_id == compound_id)
    ).first()
    if row is None:
        raise Missing("fact-not-found")
    return FactRow(*row)


def suspension_of(compound_id: int) -> Suspension | None:
    """The demolition or shantytown plan that halts renovation there, since when, and who says so."""
    row = db.session.execute(
        select(
            CompoundAssessment.plan, CompoundAssessment.suspended_on, CompoundAssessment.suspended_by
        ).where(CompoundAssessment.compound_id == compound_id)
    ).first()
    if row is None or row.plan is None or row.suspended_on is None:
        return None
    return Suspension(row.plan, row.suspended_on, row.suspended_by or "")


def plans_of(compound_ids: Collection[int]) -> dict[int, str | None]:
    """The plan that halts renovation in each of these compounds, as it was judged last; None for no plan."""
    statement = select(CompoundAssessment.compound_id, CompoundAssessment.plan)
    return dict(tuple(row) for row in _in_chunks(statement, CompoundAssessment.compound_id, compound_ids))


def find_public_registry(compound_id: int) -> PublicRow | None:
    """What the public page may show; None where nothing was ever noted."""
    names = [getattr(Compound, name, None) or getattr(CompoundAssessment, name) for name in PublicRow._fields]
    row = db.session.execute(
        select(*names)
        .join(CompoundAssessment, CompoundAssessment.compound_id == Compound.id)
        .where(Compound.id == compound_id)
    ).first()
    return PublicRow(*row) if row else None


def registry_under(
    paths: Iterable[str], wanted: str = "", *, name: str = "", after: int = 0, limit: int = 50
) -> list[RegistryRow]:
    """Compounds of these areas, first registered first; `wanted` is one of FILTERS, `name` part of theirs."""
    statement = (
        _rows_under(paths, wanted, name)
        .where(Compound.id > literal(after, BigInteger))
        .order_by(Compound.id)
        .limit(limit)
    )
    return [RegistryRow(*row) for row in db.session.execute(statement)]


def count_registry(paths: Iterable[str], wanted: str = "", *, name: str = "") -> int:
    """How many compounds such a list has in all."""
    rows = _rows_under(paths, wanted, name).subquery()
    return db.session.execute(select(func.count()).select_from(rows)).scalar_one()


def counts_under(paths: Iterable[str]) -> Counts:
    """How the compounds of these areas stand, each counted once."""
    return _sum(_flags_under(paths))


def counts_by_region(path: str) -> list[tuple[RegionRow, Counts]]:
    """The parts right below an area, each with how its compounds stand."""
    flags = _flags_under([path])
    level = path.count(".") + 1
    parts = [region for region in regions_under(path) if region.path.count(".") == level]
    return [(part, _sum(one for one in flags if one.path.startswith(f"{part.path}."))) for part in parts]


def compounds_due_for_assessment(moment: datetime, limit: int) -> list[int]:
    """Compounds whose facts were judged before this instant, the longest ago first."""
    statement = (
        select(CompoundAssessment.compound_id)
        .where(CompoundAssessment.assessed_at < moment)
        .order_by(CompoundAssessment.assessed_at, CompoundAssessment.compound_id)
        .limit(limit)
    )
    return list(db.session.execute(statement).scalars())


def _rows_under(paths: Iterable[str], wanted: str, name: str) -> Select[*tuple[Any, ...]]:
    if wanted not in FILTERS:
        raise Invalid("registry-filter-unknown")
    statement = (
        select(*_ROW)
        .outerjoin(CompoundAssessment, CompoundAssessment.compound_id == Compound.id)
        .where(path_under(Compound.path, paths), FILTERS[wanted])
    )
    return statement.where(Compound.name.contains(name, autoescape=True)) if name else statement


def _flags_under(paths: Iterable[str]) -> list[_Flags]:
    columns = [getattr(CompoundAssessment, name) for name in _Flags._fields[1:]]
    statement = (
        select(Compound.path, *columns)
        .outerjoin(CompoundAssessment, CompoundAssessment.compound_id == Compound.id)
        .where(path_under(Compound.path, paths))
    )
    return [_Flags(*row) for row in db.session.execute(statement)]


def _sum(flags: Iterable[_Flags]) -> Counts:
    all_of_them = list(flags)
    eligible = sum(one.is_eligible is True for one in all_of_them)
    excluded = sum(one.is_eligible is False for one in all_of_them)
    return Counts(
        compounds=len(all_of_them),
        eligible=eligible,
        excluded=excluded,
        undecided=len(all_of_them) - eligible - excluded,
        first_class=sum(one.is_first_class is True and one.is_eligible is not False for one in all_of_them),
        disputed=sum(bool(one.disputed_count) for one in all_of_them),
        suspended=sum(one.plan is not None for one in all_of_them),
    )


def _in_chunks(
    statement: Select[*tuple[Any, ...]], column: Any, ids: Collection[int]
) -> Iterator[Row[*tuple[Any, ...]]]:
    """The rows of a few thousand compounds at a time."""
    listed = list(ids)
    for start in range(0, len(listed), CHUNK):
        chunk = listed[start : start + CHUNK]
        yield from db.session.execute(statement.where(column.in_(chunk)))
