"""Reading decisions themselves: one of them, or those of a place."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from app.core.actors import Actor
from app.core.db import db
from app.decisions.models import Decision
from surveys.electorate import scopes
from surveys.errors import Missing

STAFF = ("committee", "clerk")
STAGES = (
    "draft", "approved", "notice", "ready", "open", "closed", "preliminary", "final", "archived", "void",
)  # fmt: skip
CHOICES = ("agree", "disagree", "abstain")
NAMED_PUBLIC, NAMED_SEALED, ANONYMOUS = MODES = ("named-public", "named-sealed", "anonymous")
OFFICIAL, SUPPORTING = STANDINGS = ("official", "supporting")


@dataclass(frozen=True)
class DecisionRow:
    """A decision as everybody but its own room sees it."""

    id: int
    public_id: str
    compound_id: int
    compound_path: str
    title: str
    content: str
    options: list[dict[str, str]]
    matter: str
    rule_pack: str
    basis: str
    scope_data: dict[str, object]
    mode: str
    standing: str
    precedence: str
    covenant_clause: str | None
    sponsor: str
    sponsor_name: str
    authority: str
    authority_on: date | None
    appointment: str | None
    appointment_on: date | None
    contact_name: str
    contact_phone: str
    informed_on: date | None
    is_drill: bool
    ahead_s: int
    created_by: str
    created_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    objection_days: int
    approved_at: datetime | None
    noticed_at: datetime | None
    roll_closes_at: datetime | None
    manifest_text: str | None
    manifest_hash: str | None
    electorate_root: str | None
    armed_at: datetime | None
    opened_at: datetime | None
    extended_at: datetime | None
    extension_reason: str | None
    stopped_at: datetime | None
    stop_reason: str | None
    closed_at: datetime | None
    preliminary_at: datetime | None
    objections_close_at: datetime | None
    final_at: datetime | None
    archived_at: datetime | None
    voided_at: datetime | None
    void_reason: str | None

    @cached_property
    def scope(self) -> scopes.Scope:
        """Which part of the compound decides."""
        return scopes.from_json(self.scope_data)

    @cached_property
    def manifest(self) -> dict[str, Any] | None:
        """What was announced; None before the notice."""
        return json.loads(self.manifest_text) if self.manifest_text else None

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be marked on a ballot, by key."""
        return (*(each["key"] for each in self.options), "abstain") if self.options else CHOICES

    @property
    def is_editable(self) -> bool:
        """Text, options and plan may change until two persons have approved them."""
        return self.approved_at is None and self.voided_at is None

    @property
    def is_public(self) -> bool:
        """Owners and the public know of it from the notice on."""
        return self.noticed_at is not None

    def by_its_clock(self, instant: datetime) -> datetime:
        """The instant as this decision counts time: only a rehearsal's clock was ever moved on."""
        return instant + timedelta(seconds=self.ahead_s)

    def is_open(self, at: datetime) -> bool:
        """Whether a ballot read at this instant counts: opens_at <= at < closes_at, and nothing ended it."""
        return self.stage(at) == "open"

    def stage(self, at: datetime) -> str:
        """One of STAGES, from the facts and the clock alone."""
        if self.voided_at is not None:
            return "void"
        for stage, instant in (
            ("archived", self.archived_at), ("final", self.final_at), ("preliminary", self.preliminary_at),
        ):  # fmt: skip
            if instant is not None:
                return stage
        if self.opened_at is not None:
            return "closed" if self.closed_at or not self.closes_at or self.closes_at <= at else "open"
        if self.noticed_at is not None:
            return "notice" if self.roll_closes_at is None or at < self.roll_closes_at else "ready"
        return "approved" if self.approved_at is not None else "draft"


RENAMED = {"manifest_text": "manifest", "scope_data": "scope"}
COLUMNS = tuple(getattr(Decision, RENAMED.get(field.name, field.name)) for field in fields(DecisionRow))


def is_under(paths: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a decision's compound lies in one of these areas."""
    inside = [
        or_(Decision.compound_path == path, Decision.compound_path.startswith(path + ".", autoescape=True))
        for path in paths
    ]
    return or_(false(), *inside)


def decisions_found_in(statement: Select[Any]) -> list[DecisionRow]:
    """The decisions a statement over COLUMNS finds."""
    return [DecisionRow(*row) for row in db.session.execute(statement)]


def get_decision(decision_id: int) -> DecisionRow:
    """The decision of that number, or Missing."""
    found = decisions_found_in(select(*COLUMNS).where(Decision.id == decision_id))
    if not found:
        raise Missing("decision-not-found")
    return found[0]


def find_decision(public_id: str) -> DecisionRow | None:
    """The decision of that public id, whatever its stage."""
    found = decisions_found_in(select(*COLUMNS).where(Decision.public_id == public_id))
    return found[0] if found else None


def get_public_decision(public_id: str) -> DecisionRow:
    """A decision the public may know of: one that was announced; a rehearsal by its address alone."""
    decision = find_decision(public_id)
    if decision is None or not decision.is_public:
        raise Missing("decision-not-found")
    return decision


def get_decision_for_staff(actor: Actor, public_id: str, roles: Sequence[str] = STAFF) -> DecisionRow:
    """A decision of a compound over which the actor holds one of these roles; Missing for anybody else's."""
    decision = find_decision(public_id)
    if decision is None or not any(actor.may(role, decision.compound_path) for role in roles):
        raise Missing("decision-not-found")
    return decision


def decisions_for_staff(
    paths: Sequence[str], *, before: int | None = None, limit: int = 50
) -> list[DecisionRow]:
    """All decisions of these areas, drafts too, newest first; rehearsals never."""
    return decisions_found_in(
        _page(select(*COLUMNS).where(is_under(paths), ~Decision.is_drill), before, limit)
    )


def decisions_under(paths: Sequence[str], *, before: int | None = None, limit: int = 50) -> list[DecisionRow]:
    """Announced decisions of these areas, newest first; rehearsals never."""
    statement = select(*COLUMNS).where(is_under(paths), Decision.noticed_at.is_not(None), ~Decision.is_drill)
    return decisions_found_in(_page(statement, before, limit))


def decisions_in(
    compound_ids: Collection[int] | int, limit: int = 50, *, rehearsals: bool = True
) -> list[DecisionRow]:
    """Announced decisions of a compound, or of several, newest first."""
    ids = [compound_ids] if isinstance(compound_ids, int) else compound_ids
    statement = select(*COLUMNS).where(Decision.compound_id.in_(ids), Decision.noticed_at.is_not(None))
    if not rehearsals:
        statement = statement.where(~Decision.is_drill)
    return decisions_found_in(_page(statement, None, limit))


def decisions_for_ids(decision_ids: Collection[int]) -> dict[int, DecisionRow]:
    """These decisions by number."""
    found = decisions_found_in(select(*COLUMNS).where(Decision.id.in_(decision_ids)))
    return {decision.id: decision for decision in found}


def due_for_opening(at: datetime) -> list[int]:
    """Decisions that two persons let open and whose time has come, each by its own clock."""
    waiting = (
        Decision.armed_at.is_not(None), Decision.opened_at.is_(None), Decision.voided_at.is_(None),
    )  # fmt: skip
    return _due(waiting, "opens_at", at)


def due_for_closing(at: datetime) -> list[int]:
    """Decisions whose time is over, each by its own clock."""
    running = (
        Decision.opened_at.is_not(None), Decision.closed_at.is_(None), Decision.voided_at.is_(None),
    )  # fmt: skip
    return _due(running, "closes_at", at)


def rehearsed_in(compound_ids: Collection[int]) -> list[DecisionRow]:
    """Everything that is rehearsed in these made-up compounds, drafts too, newest first."""
    statement = select(*COLUMNS).where(Decision.compound_id.in_(compound_ids), Decision.is_drill)
    return decisions_found_in(statement.order_by(Decision.id.desc()))


def summary_for(compound_id: int, at: datetime) -> dict[str, int]:
    """How many decisions a compound has, by stage, the announced ones only."""
    counted = Counter(row.stage(at) for row in decisions_in(compound_id, limit=500) if not row.is_drill)
    return {stage: counted[stage] for stage in STAGES[2:]}


def count_undecided_by(key: str) -> int:
    """How many decisions somebody drew up that have not been announced."""
    statement = select(func.count(Decision.id)).where(
        Decision.created_by == f"staff:{key}", Decision.noticed_at.is_(None), Decision.voided_at.is_(None),
        ~Decision.is_drill,
    )  # fmt: skip
    return db.session.execute(statement).scalar_one()


def _due(conditions: Sequence[ColumnElement[bool]], moment: str, at: datetime) -> list[int]:
    """Where this moment is over; of the few rehearsals it is asked one by one, for their clocks differ."""
    true = select(Decision.id).where(*conditions, ~Decision.is_drill, getattr(Decision, moment) <= at)
    found = set(db.session.execute(true).scalars())
    rehearsed = decisions_found_in(select(*COLUMNS).where(*conditions, Decision.is_drill))
    return sorted(found | {one.id for one in rehearsed if getattr(one, moment) <= one.by_its_clock(at)})


def _page(statement: Select[Any], before: int | None, limit: int) -> Select[Any]:
    if before is not None:
        statement = statement.where(Decision.id < before)
    return statement.order_by(Decision.id.desc()).limit(limit)
