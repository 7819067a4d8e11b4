"""Writing what is found on the spot: neglect with photographs, spare places, compounds done together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import insert, select, update

from app.audit.operations import record
from app.core import clock
from app.core.db import change, db
from app.core.ids import new_public_id
from app.roster.models import (
    Compound,
    CompoundGroup,
    CompoundGroupMember,
    SpareKind,
    SparePlace,
    SurveyFinding,
)
from app.roster.operations.registry import Note, note_fact
from app.roster.queries.surveying import findings_in, group_names_of
from surveys.errors import Invalid, Missing, Refusal
from surveys.works import ITEMS, Key, neglect_seen

MOST_NOTE, MOST_LINE, MOST_REASON = 200, 60, 200
LEAST_MEMBERS, MOST_MEMBERS = 2, 60
COUNTY_DEPTH = 2  # parts of a path down to the county


@dataclass(frozen=True)
class Finding:
    """What somebody saw, photographed and says about it."""

    item: str
    picture: str | None
    seen_on: date
    note: str = ""


@dataclass(frozen=True)
class Spare:
    """Idle land or rooms; `area` in 0.01 m² or not known."""

    kind: str
    place: str
    owner: str
    possible_use: str
    area: int | None = None


def note_finding(compound_id: int, finding: Finding, actor: object, at: datetime) -> str:
    """Keep one photographed item of the checklist; its public id.

    Raises Invalid `checklist-item-unknown`, `picture-missing`, `fact-date-in-the-future`, `note-too-long`.
    """
    if finding.item not in ITEMS:
        raise Invalid("checklist-item-unknown")
    if finding.picture is None:
        raise Invalid("picture-missing")
    if finding.seen_on > clock.local(at).date():
        raise Invalid("fact-date-in-the-future")
    values = {
        "public_id": new_public_id(), "compound_id": compound_id, "item": finding.item,
        "note": _line(finding.note, MOST_NOTE, is_needed=False), "picture": finding.picture,
        "seen_on": finding.seen_on, "noted_by": str(actor), "noted_at": at,
    }  # fmt: skip
    db.session.execute(insert(SurveyFinding).values(**values))
    record(actor, "survey.photo", f"compound:{compound_id}", at, item=finding.item)
    return str(values["public_id"])


def withdraw_finding(compound_id: int, public_id: str, actor: object, at: datetime, *, reason: str) -> None:
    """Take a photographed item back; it stays, marked, with the reason. Missing when it is not there."""
    _end(
        SurveyFinding,
        SurveyFinding.compound_id == compound_id,
        SurveyFinding.public_id == public_id,
        reason=reason,
        actor=actor,
        at=at,
    )
    record(actor, "survey.photo-withdrawn", f"compound:{compound_id}", at, finding=public_id)


def register_neglect(compound_id: int, source: str, actor: object, at: datetime) -> bool:
    """Note in the registry what the photographs show. Invalid `nothing-photographed` when there is none."""
    live = [finding for finding in findings_in(compound_id) if finding.ended_at is None]
    value = neglect_seen(finding.item for finding in live)
    seen_on = max(finding.seen_on for finding in live)
    return note_fact(compound_id, Note(Key.NEGLECTED, value, source, seen_on), actor, at)


def note_spare(compound_id: int, spare: Spare, actor: object, at: datetime) -> str:
    """Keep an idle place; its public id.

    Raises Invalid `spare-kind-unknown`, `line-needed`, `note-too-long`.
    """
    if spare.kind not in set(SpareKind):
        raise Invalid("spare-kind-unknown")
    values = {
        "public_id": new_public_id(), "compound_id": compound_id, "kind": SpareKind(spare.kind),
        "place": _line(spare.place), "owner": _line(spare.owner),
        "possible_use": _line(spare.possible_use), "area": spare.area,
        "noted_by": str(actor), "noted_at": at,
    }  # fmt: skip
    db.session.execute(insert(SparePlace).values(**values))
    record(actor, "spare.note", f"compound:{compound_id}", at, kind=spare.kind, area=spare.area)
    return str(values["public_id"])


def end_spare(compound_id: int, public_id: str, actor: object, at: datetime, *, reason: str) -> None:
    """A place is idle no more, or was noted wrongly."""
    _end(
        SparePlace,
        SparePlace.compound_id == compound_id,
        SparePlace.public_id == public_id,
        reason=reason,
        actor=actor,
        at=at,
    )
    record(actor, "spare.end", f"compound:{compound_id}", at, place=public_id)


def group_compounds(
    name: str, compound_ids: Sequence[int], actor: object, at: datetime, *, reason: str
) -> str:
    """Put neighbouring compounds together; the group's public id.

    Raises Invalid `line-needed`, `reason-needed`, `group-too-small`, `group-too-large`,
    `group-across-counties`, and Refusal `grouped-already` naming what belongs to another group.
    """
    ids = sorted(set(compound_ids))
    if not LEAST_MEMBERS <= len(ids) <= MOST_MEMBERS:
        code = "group-too-small" if len(ids) < LEAST_MEMBERS else "group-too-large"
        raise Invalid(code, least=LEAST_MEMBERS, most=MOST_MEMBERS)
    held = select(Compound.path).where(Compound.id.in_(ids)).order_by(Compound.id).with_for_update()
    paths = list(db.session.execute(held).scalars())
    taken = group_names_of(ids)
    if taken:
        raise Refusal("grouped-already", name=min(taken.values()))
    values = {
        "public_id": new_public_id(), "name": _line(name), "path": _common_area(paths),
        "reason": _reason(reason), "made_by": str(actor), "made_at": at,
    }  # fmt: skip
    making = insert(CompoundGroup).values(**values).returning(CompoundGroup.id)
    group_id = db.session.execute(making).scalar_one()
    members = [{"group_id": group_id, "compound_id": compound_id} for compound_id in ids]
    db.session.execute(insert(CompoundGroupMember), members)
    record(actor, "group.make", f"group:{values['public_id']}", at, compounds=ids, reason=values["reason"])
    return str(values["public_id"])


def dissolve_group(public_id: str, actor: object, at: datetime, *, reason: str) -> None:
    """Its compounds stand alone again; who was together, and why no longer, stays written down."""
    group_id = db.session.execute(
        select(CompoundGroup.id).where(CompoundGroup.public_id == public_id)
    ).scalar()
    if group_id is None:
        raise Missing("group-not-found")
    _end(CompoundGroup, CompoundGroup.id == group_id, reason=reason, actor=actor, at=at)
    left = CompoundGroupMember.group_id == group_id, CompoundGroupMember.left_at.is_(None)
    change(update(CompoundGroupMember).where(*left).values(left_at=at))
    record(actor, "group.end", f"group:{public_id}", at)


def _end(table: Any, *conditions: Any, reason: str, actor: object, at: datetime) -> None:
    ending = {"ended_at": at, "ended_by": str(actor), "end_reason": _reason(reason)}
    if not change(update(table).where(*conditions, table.ended_at.is_(None)).values(**ending)):
        raise Missing("survey-entry-not-found")


def _common_area(paths: Sequence[str]) -> str:
    """The smallest area all compounds lie in: at least a county, for neighbours share one."""
    areas = [path.split(".")[:-1] for path in paths]
    area = list(takewhile(lambda parts: len(set(parts)) == 1, zip(*areas, strict=False)))
    if len(area) < COUNTY_DEPTH:
        raise Invalid("group-across-counties")
    return ".".join(parts[0] for parts in area)


def _reason(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise Invalid("reason-needed")
    if len(plain) > MOST_REASON:
        raise Invalid("reason-too-long", most=MOST_REASON)
    return plain


def _line(text: str, most: int = MOST_LINE, *, is_needed: bool = True) -> str:
    plain = " ".join(text.split())
    if is_needed and not plain:
        raise Invalid("line-needed")
    if len(plain) > most or not plain.isprintable():
        raise Invalid("note-too-long", most=most)
    return plain
