"""Tables of places: regions down to rooms."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import db
from surveys.electorate.parts import AreaSource


class RegionLevel(enum.StrEnum):
    """How high a region stands; a zone stands beside the counties."""

    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"


class Region(db.Model):
    """One unit of administration, counted exactly once: under the one parent named by `path`.

    A development zone is virtual: it has an internal code and no national one. A street run by a zone
    keeps the county it lies in as `gb_parent`, which is never summed.
    """

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint("NOT (is_virtual AND gb_code IS NOT NULL)", name="virtual_without_gb_code"),
        CheckConstraint("parent_code IS NULL OR parent_code <> code", name="not_its_own_parent"),
    )

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(String(16), ForeignKey("region.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[RegionLevel]
    is_virtual: Mapped[bool]
    gb_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    gb_parent: Mapped[str | None] = mapped_column(String(16), ForeignKey("region.code"))
    path: Mapped[str] = mapped_column(String(80), unique=True)
    position: Mapped[int]


class Compound(db.Model):
    """A housing compound; `code` is what staff call it, `public_id` what addresses show."""

    __tablename__ = "compound"
    __table_args__ = (
        CheckConstraint("built_year IS NULL OR built_year BETWEEN 1900 AND 2100", name="built_in_a_year"),
        CheckConstraint("household_count IS NULL OR household_count >= 0", name="household_count_is_a_count"),
        CheckConstraint("floor_area IS NULL OR floor_area > 0", name="floor_area_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    path: Mapped[str] = mapped_column(String(110), unique=True)
    region_code: Mapped[str] = mapped_column(String(16), ForeignKey("region.code"), index=True)
    address: Mapped[str] = mapped_column(String(120))
    built_year: Mapped[int | None]
    building_count: Mapped[int | None]
    household_count: Mapped[int | None]
    floor_area: Mapped[int | None]  # 0.01 square metres
    telephone: Mapped[str] = mapped_column(String(20))
    office_hours: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class Building(db.Model):
    """A building of a compound, named as the plate on it says."""

    __tablename__ = "building"
    __table_args__ = (
        UniqueConstraint("compound_id", "name"),
        UniqueConstraint("id", "compound_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    compound_id: Mapped[int] = mapped_column(ForeignKey("compound.id"))
    name: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]


class Unit(db.Model):
    """A stairwell; its public id stands on the poster that hangs there."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("building_id", "name"),
        UniqueConstraint("id", "building_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(10), unique=True)
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    name: Mapped[str] = mapped_column(String(30))
    position: Mapped[int]


class Room(db.Model):
    """A home. Its unit lies in its building and its building in its compound: the database checks it."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("unit_id", "number"),
        ForeignKeyConstraint(["unit_id", "building_id"], ["unit.id", "unit.building_id"]),
        ForeignKeyConstraint(["building_id", "compound_id"], ["building.id", "building.compound_id"]),
        CheckConstraint("area IS NULL OR area > 0", name="area_is_positive"),
        Index("ix_room_compound", "compound_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int]
    building_id: Mapped[int]
    compound_id: Mapped[int]
    floor: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(90))
    area: Mapped[int | None]  # 0.01 square metres
    area_source: Mapped[AreaSource | None]
