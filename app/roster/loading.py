"""Puts reference data into the database: the city's regions, the member units of its task force."""

import json
from datetime import datetime
from pathlib import Path

from app.core.actors import SYSTEM
from app.roster.operations import RegionDetails, add_region
from app.roster.operations.posts import UnitDetails, add_organisation
from app.roster.queries import find_region

REGIONS = Path(__file__).with_name("imports") / "regions.json"
ORGANISATIONS = Path(__file__).with_name("imports") / "organisations.json"


def load_regions(at: datetime) -> int:
    """The city, its counties and zones, as far as they are missing; returns how many were added."""
    added = 0
    for region in json.loads(REGIONS.read_text(encoding="utf-8")):
        if find_region(region["code"]) is None:
            details = RegionDetails(
                region["code"],
                region["parent"],
                region["name"],
                region["level"],
                is_virtual=region.get("is_virtual", False),
            )
            add_region(details, SYSTEM, at)
            added += 1
    return added


def load_organisations(at: datetime) -> int:
    """The member units with their duties, as far as they are missing or changed; returns how many were."""
    units = json.loads(ORGANISATIONS.read_text(encoding="utf-8"))
    return sum(
        add_organisation(
            UnitDetails(
                unit["code"], unit["kind"], unit["name"], unit["path"], tuple(unit["duties"]), position
            ),
            SYSTEM,
            at,
        )
        for position, unit in enumerate(units, start=1)
    )
