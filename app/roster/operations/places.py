"""Writing places: regions and compounds."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from app.audit.operations import record
from app.core.db import db
from app.core.ids import new_public_id
from app.roster.models import Compound, Region, RegionLevel
from surveys.errors import Invalid, Refusal

CODE_CHARACTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


@dataclass(frozen=True)
class RegionDetails:
    """A region to add. A zone is virtual: it carries an internal code and no national one."""

    code: str
    parent_code: str | None
    name: str
    level: str
    is_virtual: bool = False
    gb_parent: str | None = None


@dataclass(frozen=True)
class CompoundDetails:
    """A compound to register; `floor_area` in 0.01 m²."""

    code: str
    name: str
    region_code: str
    address: str = ""
    telephone: str = ""
    built_year: int | None = None
    building_count: int | None = None
    household_count: int | None = None
    floor_area: int | None = None
    office_hours: dict[str, Any] = field(default_factory=dict)


def add_region(region: RegionDetails, actor: object, at: datetime) -> str:
    """Add a region below its parent; returns its path. An existing code is refused."""
    if db.session.get(Region, region.code) is not None:
        raise Refusal("region-exists", region=region.code)
    path = region.code
    if region.parent_code is not None:
        path = f"{_path_of_region(region.parent_code)}.{region.code}"
    siblings = select(func.count()).where(Region.parent_code == region.parent_code)
    values = {
        "code": region.code,
        "parent_code": region.parent_code,
        "name": region.name,
        "level": RegionLevel(region.level),
        "is_virtual": region.is_virtual,
        "gb_code": None if region.is_virtual else region.code,
        "gb_parent": region.gb_parent,
        "path": path,
        "position": db.session.execute(siblings).scalar_one(),
    }
    db.session.execute(insert(Region).values(**values))
    record(actor, "region.add", f"region:{region.code}", at, path=path)
    return path


def register_compound(details: CompoundDetails, actor: object, at: datetime) -> int:
    """Put a compound on the map; its staff code is unique in the whole city."""
    code = details.code.strip().upper()
    if not code or len(code) > 20 or not set(code) <= CODE_CHARACTERS:
        raise Invalid("compound-code-malformed", compound=details.code)
    if db.session.execute(select(Compound.id).where(Compound.code == code)).scalar() is not None:
        raise Refusal("compound-exists", compound=code)
    values = {name: getattr(details, name) for name in details.__dataclass_fields__} | {
        "code": code,
        "public_id": new_public_id(),
        "path": f"{_path_of_region(details.region_code)}.{code}",
        "created_at": at,
    }
    compound_id = db.session.execute(insert(Compound).values(**values).returning(Compound.id)).scalar_one()
    record(actor, "compound.register", f"compound:{compound_id}", at, code=code)
    return compound_id


def _path_of_region(code: str) -> str:
    path = db.session.execute(select(Region.path).where(Region.code == code)).scalar()
    if path is None:
        raise Invalid("region-unknown", region=code)
    return path
