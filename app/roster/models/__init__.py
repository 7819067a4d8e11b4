"""Tables of the roster: places, people, staff, workbooks, the registry of compounds."""

from app.roster.models.imports import RosterImport, WorkbookLayout
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
from app.roster.models.surveying import (
    CompoundGroup,
    CompoundGroupMember,
    SpareKind,
    SparePlace,
    SurveyFinding,
)

__all__ = [
    "AreaSource",
    "Binding",
    "BindingLevel",
    "BindingState",
    "Building",
    "Compound",
    "CompoundAssessment",
    "CompoundFact",
    "CompoundGroup",
    "CompoundGroupMember",
    "CompoundSettlement",
    "Contact",
    "HouseCode",
    "Ownership",
    "Person",
    "Region",
    "RegionLevel",
    "Role",
    "Room",
    "RosterImport",
    "SignInMiss",
    "SpareKind",
    "SparePlace",
    "StaffAccount",
    "StaffRole",
    "StaffSession",
    "SurveyFinding",
    "Unit",
    "WorkbookLayout",
    "WrongTry",
]
