"""Reading what was found on the spot: photographs, spare places, groups of compounds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.core.db import db
from app.roster.models import (
    Compound,
    CompoundAssessment,
    CompoundGroup,
    CompoundGroupMember,
    SparePlace,
    SurveyFinding,
)
from app.roster.queries.places import path_under
from surveys.errors import Forbidden, Missing
from surveys.figures import area_to_text
from surveys.works import sign_of


class FindingRow(NamedTuple):
    """One photographed item of the checklist."""

    public_id: str
    item: str
    note: str
    picture: str
    seen_on: date
    noted_by: str
    noted_at: datetime
    ended_at: datetime | None
    end_reason: str | None

    @property
    def sign(self) -> str:
        """What it is a sign of."""
        return sign_of(self.item)


class SpareRow(NamedTuple):
    """One idle place."""

    public_id: str
    kind: str
    place: str
    area: int | None
    owner: str
    possible_use: str
    noted_by: str
    noted_at: datetime
    ended_at: datetime | None
    end_reason: str | None

    @property
    def area_text(self) -> str:
        """Square metres, empty when nobody measured it."""
        return area_to_text(self.area) if self.area else ""


class GroupRow(NamedTuple):
    """Compounds to be renovated as one, with their sums; a compound whose figure is unknown adds nothing."""

    public_id: str
    name: str
    path: str
    reason: str
    made_at: datetime
    compounds: int
    buildings: int
    households: int
    floor_area: int
    eligible: int

    @property
    def area_text(self) -> str:
        """Square metres of all buildings, as far as known."""
        return area_to_text(self.floor_area)


class MemberRow(NamedTuple):
    """A compound of a group."""

    group: str
    public_id: str
    name: str
    is_eligible: bool | None
    plan: str | None


def findings_in(compound_id: int) -> list[FindingRow]:
    """Every photographed item of a compound, newest first, also those taken back."""
    columns = [getattr(SurveyFinding, name) for name in FindingRow._fields]
    statement = select(*columns).where(SurveyFinding.compound_id == compound_id)
    return [FindingRow(*row) for row in db.session.execute(statement.order_by(SurveyFinding.id.desc()))]


def is_picture_of(compound_id: int, name: str) -> bool:
    """Whether this picture was taken for a finding of the compound."""
    found = select(SurveyFinding.id).where(
        SurveyFinding.compound_id == compound_id, SurveyFinding.picture == name
    )
    return db.session.execute(found.limit(1)).first() is not None


def spare_in(compound_id: int) -> list[SpareRow]:
    """Every idle place of a compound, newest first, also those that are idle no more."""
    columns = [getattr(SparePlace, name) for name in SpareRow._fields]
    statement = select(*columns).where(SparePlace.compound_id == compound_id)
    return [SpareRow(*row) for row in db.session.execute(statement.order_by(SparePlace.id.desc()))]


def groups_under(paths: Iterable[str]) -> list[GroupRow]:
    """The living groups with a compound in one of these areas, newest first, with the sums of them all."""
    inside = select(CompoundGroupMember.group_id)
    inside = inside.join(Compound, Compound.id == CompoundGroupMember.compound_id)
    inside = inside.where(path_under(Compound.path, paths), CompoundGroupMember.left_at.is_(None))
    known: list[Any] = [getattr(CompoundGroup, name) for name in GroupRow._fields[:5]]
    sums = (func.coalesce(func.sum(column), 0) for column in (
        Compound.building_count, Compound.household_count, Compound.floor_area,
    ))  # fmt: skip
    eligible = func.count(Compound.id).filter(CompoundAssessment.is_eligible.is_(True))
    statement = (
        select(*known, func.count(Compound.id), *sums, eligible)
        .join(CompoundGroupMember, CompoundGroupMember.group_id == CompoundGroup.id)
        .join(Compound, Compound.id == CompoundGroupMember.compound_id)
        .outerjoin(CompoundAssessment, CompoundAssessment.compound_id == Compound.id)
        .where(CompoundGroup.ended_at.is_(None), CompoundGroup.id.in_(inside))
        .group_by(CompoundGroup.id)
        .order_by(CompoundGroup.id.desc())
    )
    return [GroupRow(*tuple(row)) for row in db.session.execute(statement)]


def members_of(public_ids: Sequence[str]) -> list[MemberRow]:
    """The compounds of these groups."""
    statement = (
        select(
            CompoundGroup.public_id, Compound.public_id, Compound.name,
            CompoundAssessment.is_eligible, CompoundAssessment.plan,
        )
        .join(CompoundGroupMember, CompoundGroupMember.group_id == CompoundGroup.id)
        .join(Compound, Compound.id == CompoundGroupMember.compound_id)
        .outerjoin(CompoundAssessment, CompoundAssessment.compound_id == Compound.id)
        .where(CompoundGroup.public_id.in_(public_ids), CompoundGroupMember.left_at.is_(None))
        .order_by(Compound.path)
    )  # fmt: skip
    return [MemberRow(*row) for row in db.session.execute(statement)]


def group_names_of(compound_ids: Sequence[int]) -> dict[int, str]:
    """The name of the living group of each of these compounds that has one."""
    statement = (
        select(CompoundGroupMember.compound_id, CompoundGroup.name)
        .join(CompoundGroup, CompoundGroup.id == CompoundGroupMember.group_id)
        .where(CompoundGroupMember.compound_id.in_(compound_ids), CompoundGroupMember.left_at.is_(None))
    )
    return dict(db.session.execute(statement).all())


def compound_ids_for(public_ids: Sequence[str], paths: Iterable[str]) -> list[int]:
    """These compounds, all of them within the areas; Forbidden when one is not."""
    wanted = set(public_ids)
    inside = Compound.public_id.in_(wanted), path_under(Compound.path, paths)
    found = list(db.session.execute(select(Compound.id).where(*inside)).scalars())
    if len(found) < len(wanted):
        raise Forbidden("not-your-part-of-the-house")
    return found


def area_of_group(public_id: str) -> str:
    """The path of the area a living group lies in, or Missing."""
    statement = select(CompoundGroup.path)
    statement = statement.where(CompoundGroup.public_id == public_id, CompoundGroup.ended_at.is_(None))
    path = db.session.execute(statement).scalar()
    if path is None:
        raise Missing("group-not-found")
    return path
