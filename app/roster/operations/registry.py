"""Writing the registry of compounds: what a source says, who settled what, what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.audit.operations import record
from app.core import clock
from app.core.actors import Actor
from app.core.db import db
from app.core.ids import new_public_id
from app.outbox.operations import promise
from app.roster.imports.registry import RegistryPlan
from app.roster.models import Compound, CompoundAssessment, CompoundFact, CompoundSettlement, Region, Role
from app.roster.operations.locking import lock_roster
from app.roster.queries.places import RegionRow
from app.roster.queries.registry import assessments_for, facts_of, get_fact, plans_of, said_of
from app.roster.queries.staff import brought_by_others
from surveys.errors import Forbidden, Invalid, Refusal
from surveys.works import NO_PLAN, Assessment, Ground, Key, checked, last_words

MOST_SOURCE = 60
MOST_REASON = 200
SERIAL_DIGITS = 5
FIGURES = {Key.BUILDINGS: "building_count", Key.HOUSEHOLDS: "household_count", Key.FLOOR_AREA: "floor_area"}
SHOWN = ("built_year", *FIGURES.values())
OVERSEEING = (Role.ADMIN, Role.CITY, Role.COUNTY, Role.STREET, Role.COMMUNITY)
LONGEST_PREFIX = 14  # of a staff code of twenty characters


@dataclass(frozen=True)
class Note:
    """What a source says of one key; `as_of_on` is the day it is true for."""

    key: Key
    value: Mapping[str, Any]
    source: str
    as_of_on: date | None = None


def note_fact(compound_id: int, note: Note, actor: object, at: datetime) -> bool:
    """Note what a source says; False when it has said just that already.

    Raises Invalid `fact-value-wrong`, `source-malformed`, `fact-date-in-the-future`, Forbidden
    `source-of-officials` where a desk would speak for a source that others brought in.
    """
    source = checked_source(note.source)
    value = checked(note.key, note.value)
    _check_dates(note, value, clock.local(at).date())
    lock_roster(compound_id)
    known = facts_of([compound_id]).get(compound_id, [])
    if _is_desk(actor) and brought_by_others({fact.noted_by for fact in known if fact.source == source}):
        raise Forbidden("source-of-officials", source=source)
    words = last_words(said_of(fact) for fact in known if fact.key is note.key)
    last = next((said for said in words if said.source == source), None)
    if last is not None and last.value == value and note.as_of_on in (None, last.as_of_on):
        return False
    fact = {"key": note.key, "value": value, "as_of_on": note.as_of_on}
    db.session.execute(insert(CompoundFact), [fact | _noted(compound_id, source, actor, at)])
    record(actor, "compound.note", f"compound:{compound_id}", at, fact=str(note.key), source=source)
    reassess([compound_id], at)
    return True


def settle_fact(compound_id: int, fact_id: int, actor: object, at: datetime, *, reason: str) -> None:
    """Decide that what this source last said stands, with a reason that everybody on the sheet reads.

    Raises Missing `fact-not-found`, Invalid `reason-needed`, `reason-too-long`, Refusal `fact-outdated`,
    Forbidden `plan-lifted-by-officials` where a desk would settle that there is no plan.
    """
    plain = " ".join(reason.split())
    if not plain:
        raise Invalid("reason-needed")
    if len(plain) > MOST_REASON:
        raise Invalid("reason-too-long", most=MOST_REASON)
    lock_roster(compound_id)
    chosen = get_fact(compound_id, fact_id)
    words = [fact for fact in facts_of([compound_id])[compound_id] if fact.key is chosen.key]
    if chosen.id not in {said.number for said in last_words(said_of(fact) for fact in words)}:
        raise Refusal("fact-outdated")
    if chosen.key is Key.DEMOLITION and chosen.value["choice"] == NO_PLAN and _is_desk(actor):
        raise Forbidden("plan-lifted-by-officials")
    values = {
        "compound_id": compound_id, "key": chosen.key, "fact_id": fact_id, "known_up_to": words[-1].id,
        "reason": plain, "settled_by": str(actor), "settled_at": at,
    }  # fmt: skip
    db.session.execute(insert(CompoundSettlement).values(**values))
    facts = {"fact": str(chosen.key), "source": chosen.source, "reason": plain}
    record(actor, "compound.settle", f"compound:{compound_id}", at, **facts)
    reassess([compound_id], at)


def reassess(compound_ids: Sequence[int], at: datetime) -> int:
    """Judge these compounds afresh; lists read what is kept here. Returns how many."""
    found = assessments_for(compound_ids, at)
    keep_assessments(found, at)
    _show_columns(_shown_columns(found))
    return len(found)


def lock_registry() -> None:
    """Hold the whole registry until the transaction ends: two imports follow one another."""
    db.session.execute(select(Region.code).where(Region.parent_code.is_(None)).with_for_update())


def apply_registry(plan: RegistryPlan, actor: object, at: datetime) -> None:
    """Write what a plan found: new compounds, new facts, what follows from them. All of it, or nothing."""
    if not plan.changed:
        return
    ids = _write_compounds(plan, at)
    values = [
        {"key": key, "value": value, "as_of_on": plan.as_of_on} | _noted(ids[place], plan.source, actor, at)
        for place, one in enumerate(plan.places)
        for key, value in one.facts.items()
    ]
    if values:
        db.session.execute(insert(CompoundFact.__table__), values)
    touched = {ids[place]: one for place, one in enumerate(plan.places) if one.is_changed}
    keep_assessments({each: one.assessment for each, one in touched.items()}, at)
    known = {each: one.assessment for each, one in touched.items() if one.compound_id is not None}
    _show_columns(_shown_columns(known))  # a new compound was written with them
    facts = {"rows": plan.rows, "source": plan.source, "new": plan.new, "facts": plan.new_facts}
    record(actor, "registry.import", f"region:{plan.region.code}", at, **facts)


def keep_assessments(found: Mapping[int, Assessment], at: datetime) -> None:
    """Keep what follows from the facts, for lists to read; where a plan came or went, people are told."""
    if not found:
        return
    known = plans_of(found)
    for compound_id, one in found.items():
        if known.get(compound_id) != (one.suspension.plan if one.suspension else None):
            promise("notices.suspension", {"compound": compound_id}, at)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(CompoundAssessment.__table__)
    rows = [_kept(compound_id, one, at) for compound_id, one in found.items()]
    fresh = {name: statement.excluded[name] for name in rows[0] if name != "compound_id"}
    kept = statement.on_conflict_do_update(index_elements=["compound_id"], set_=fresh)
    db.session.execute(kept, rows)


def _show_columns(shown: Mapping[int, Mapping[str, int | None]]) -> None:
    """Write the compounds' own columns: one statement for all that change the same ones."""
    table = cast(Table, Compound.__table__)
    by_names: dict[tuple[str, ...], list[dict[str, int | None]]] = {}
    for compound_id, columns in shown.items():
        by_names.setdefault(tuple(sorted(columns)), []).append({"its_id": compound_id, **columns})
    for names, rows in by_names.items():
        if names:
            statement = update(table).where(table.c.id == bindparam("its_id"))
            db.session.execute(statement.values({name: bindparam(name) for name in names}), rows)


def checked_source(source: str) -> str:
    """The name of a source, tidy. Raises Invalid `source-malformed`."""
    plain = " ".join(source.split())
    if not plain or len(plain) > MOST_SOURCE or not plain.isprintable() or plain[0] in "=+-@":
        raise Invalid("source-malformed", most=MOST_SOURCE)
    return plain


def _is_desk(actor: object) -> bool:
    """Somebody who serves a compound and oversees nothing."""
    return isinstance(actor, Actor) and actor.kind == "staff" and not actor.paths(*OVERSEEING)


def _check_dates(note: Note, value: Mapping[str, Any], today: date) -> None:
    is_built_later = note.key is Key.BUILT and value["earliest"] > today.isoformat()
    if is_built_later or (note.as_of_on is not None and note.as_of_on > today):
        raise Invalid("fact-date-in-the-future")


def _noted(compound_id: int, source: str, actor: object, at: datetime) -> dict[str, Any]:
    return {"compound_id": compound_id, "source": source, "noted_by": str(actor), "noted_at": at}


def _write_compounds(plan: RegistryPlan, at: datetime) -> dict[int, int]:
    """Ids of the compounds by their place in the plan, after the new ones are made."""
    ids = {place: one.compound_id for place, one in enumerate(plan.places) if one.compound_id is not None}
    fresh = [place for place, one in enumerate(plan.places) if one.compound_id is None]
    codes = dict(zip(fresh, _new_codes(plan.region, len(fresh)), strict=True))
    shown = _shown_columns({place: plan.places[place].assessment for place in fresh})
    rows: list[dict[str, Any]] = [
        {
            "public_id": new_public_id(), "code": code, "name": plan.places[place].name,
            "address": plan.places[place].address, "path": f"{plan.region.path}.{code}",
            "region_code": plan.region.code, "telephone": "", "office_hours": {}, "created_at": at,
            **dict.fromkeys(SHOWN), **shown[place],
        }
        for place, code in codes.items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Compound.__table__), rows)
    found = select(Compound.code, Compound.id).where(Compound.region_code == plan.region.code)
    by_code = dict(db.session.execute(found).all()) if rows else {}
    return ids | {place: by_code[code] for place, code in codes.items()}


def _new_codes(region: RegionRow, number: int) -> list[str]:
    """So many staff codes nobody has: the region's own, then a running number."""
    if not number:
        return []
    prefix = f"{region.code[-LONGEST_PREFIX + 1 :].upper()}-"
    known = select(Compound.code).where(Compound.code.startswith(prefix, autoescape=True))
    serials = [code.removeprefix(prefix) for code in db.session.execute(known).scalars()]
    first = max((int(one) for one in serials if one.isascii() and one.isdigit()), default=0) + 1
    return [f"{prefix}{serial:0{SERIAL_DIGITS}d}" for serial in range(first, first + number)]


def _kept(compound_id: int, one: Assessment, at: datetime) -> dict[str, Any]:
    judgement, suspension = one.judgement, one.suspension
    built = one.standings.get(Key.BUILT)
    disputed = [str(key) for key in one.disputed]
    return {
        "compound_id": compound_id,
        "is_eligible": judgement.eligible,
        "is_first_class": judgement.is_first_class,
        "states": {each.code: str(each.state) for each in judgement.criteria},
        "disputed": disputed,
        "disputed_count": len(disputed),
        "built_text": str(built.value["text"]) if built is not None and built.value is not None else "",
        "plan": suspension.plan if suspension else None,
        "suspended_on": suspension.since if suspension else None,
        "suspended_by": suspension.source if suspension else None,
        "rule": judgement.source,
        "assessed_at": at,
    }


def _shown_columns(found: Mapping[int, Assessment]) -> dict[int, dict[str, int | None]]:
    """The compound's own columns, as far as the registry speaks of them: disputed means unknown there too."""
    shown: dict[int, dict[str, int | None]] = {}
    for compound_id, one in found.items():
        shown[compound_id] = {
            name: _figure(standing.value)
            for key, name in FIGURES.items()
            if (standing := one.standings.get(key)) is not None and standing.ground is not Ground.UNKNOWN
        }
        built = one.standings.get(Key.BUILT)
        if built is not None:
            shown[compound_id]["built_year"] = _only_year(built.value)
    return shown


def _figure(value: Mapping[str, Any] | None) -> int | None:
    return None if value is None else int(next(iter(value.values())))


def _only_year(value: Mapping[str, Any] | None) -> int | None:
    """The year it was built in, where that is one year."""
    if value is None or value["earliest"][:4] != value["latest"][:4]:
        return None
    return int(value["earliest"][:4])
