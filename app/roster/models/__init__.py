"""Tables of the roster: places, people, staff, the registry of compounds."""

from app.roster.models.people import (
    Binding,
    BindingLevel,
    BindingState,
    Contact,
    HouseCode,
    Ownership,
    Person,
    WrongTry,
)
from app.roster.models.places import AreaSource, Building, Compound, Region, RegionLevel, Room, Unit
from app.roster.models.registry import CompoundAssessment, CompoundFact, CompoundSettlement
from app.roster.models.staff import Role, SignInMiss, StaffAccount, StaffRole, StaffSession

__all__ = [
    "AreaSource",
    "Binding",
    "BindingLevel",
    "BindingState",
    "Building",
    "Compound",
    "CompoundAssessment",
    "CompoundFact",
    "CompoundSettlement",
    "Contact",
    "HouseCode",
    "Ownership",
    "Person",
    "Region",
    "RegionLevel",
    "Role",
    "Room",
    "SignInMiss",
    "StaffAccount",
    "StaffRole",
    "StaffSession",
    "Unit",
    "WrongTry",
]
