"""The made-up city: places, one compound's roster, staff; the same for the same seed."""

import csv
import io
import json
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.actors import Actor, Grant
from app.roster import imports, loading
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.queries import CompoundRow

NAMES: dict[str, Any] = json.loads(Path(__file__).with_name("names.json").read_text(encoding="utf-8"))
ACTOR = Actor("cli", "demo")
MAIN_CODE = "DEMO0001"
ROSTER_SINCE = timedelta(days=120)
BUILDINGS, UNITS, FLOORS, DOORS = 5, 4, 6, 2  # 240 rooms
PASSWORD = "yishiting-demo"  # noqa: S105 - demo accounts, refused in production
STAFF = (
    ("demo-clerk", "clerk"), ("demo-committee", "committee"), ("demo-official", "official"),
    ("demo-admin", "admin"), ("demo-admin-2", "admin"), ("demo-auditor", "auditor"),
    ("demo-liaison", "liaison"),
)  # fmt: skip
OF_THE_CITY = {"official": "city", "admin": "admin", "auditor": "auditor", "liaison": "liaison"}


@dataclass(frozen=True)
class Resident:
    """An owner on the demo roster."""

    building: int
    unit: int
    floor: int
    door: int
    name: str
    phone: str
    area: int

    @property
    def number(self) -> str:
        """The room number, e.g. 501."""
        return f"{self.floor}{self.door:02d}"


def build_places(chance: random.Random, at: datetime) -> CompoundRow:
    """Eleven reporting units with a street and a community each, 24 compounds; returns the main one."""
    loading.load_regions(at)
    loading.load_organisations(at)
    names = iter(NAMES["compounds"])
    number = 0
    for county in NAMES["counties"]:
        street, community = f"{county['code']}S1", f"{county['code']}S1C1"
        for code, parent, name, level in (
            (street, county["code"], county["street"], "street"),
            (community, street, county["community"], "community"),
        ):
            virtual = True  # made-up streets carry no national code
            roster.add_region(roster.RegionDetails(code, parent, name, level, is_virtual=virtual), ACTOR, at)
        for _ in range(county["compounds"]):
            number += 1
            roster.register_compound(_compound(chance, number, next(names), region=community), ACTOR, at)
    return roster_queries.compound_by_code(MAIN_CODE)


def fill_roster(chance: random.Random, compound: CompoundRow, at: datetime) -> list[Resident]:
    """240 rooms with their owners, through the very import a clerk uses; and the house codes printed.

    The roster was brought in some months ago: who owned what then is what decisions since have gone by.
    """
    residents = _residents(chance)
    sheet = imports.read(_workbook(residents), "demo.csv")
    plan = imports.plan(compound, sheet)
    roster.apply_import(plan, ACTOR, at - ROSTER_SINCE)
    roster.issue_codes(compound.id, ACTOR, at)
    return residents


def appoint_staff(compound: CompoundRow, at: datetime) -> dict[str, Actor]:
    """People of the compound and of the city, with a password everybody may know; each as an actor."""
    staff = {}
    unit = roster_queries.get_organisation("power-grid").id
    for username, role in STAFF:
        new = roster.add_staff(username, NAMES["staff"][username.removeprefix("demo-")], ACTOR, at)
        grant = Grant(role, compound.path)
        if role in OF_THE_CITY:
            grant = Grant(OF_THE_CITY[role], "371500", unit if role == "liaison" else None)
        roster.give_role(new.key, grant, ACTOR, at)
        checked = roster.check_password(new.username, new.password, at)
        roster.change_password(checked, roster.hash_password(PASSWORD), at)
        staff[username] = Actor("staff", new.key, username, (grant,))
    return staff


def _compound(chance: random.Random, number: int, name: str, *, region: str) -> roster.CompoundDetails:
    """Built before 2006, as the plan demands; sizes as old compounds have them."""
    is_main = number == 1
    buildings = BUILDINGS if is_main else chance.randint(2, 22)
    homes = BUILDINGS * UNITS * FLOORS * DOORS if is_main else buildings * chance.choice((24, 30, 36, 48))
    return roster.CompoundDetails(
        code=f"DEMO{number:04d}",
        name=name,
        region_code=region,
        address=NAMES["address"].format(number=number * 7),
        telephone=NAMES["telephone"].format(number=number),
        built_year=chance.randint(1978, 2005),
        building_count=buildings,
        household_count=homes,
        floor_area=homes * chance.randint(5500, 10500),
        office_hours=NAMES["office_hours"],
    )


def _residents(chance: random.Random) -> list[Resident]:
    """Every home's owner, no two of one name; two owners hold a second home, as happens everywhere."""
    found: list[Resident] = []
    names = [surname + given for surname in NAMES["surnames"] for given in NAMES["given"]]
    chance.shuffle(names)
    for index in range(BUILDINGS * UNITS * FLOORS * DOORS):
        rest, door = divmod(index, DOORS)
        rest, floor = divmod(rest, FLOORS)
        building, unit = divmod(rest, UNITS)
        name = names.pop()
        phone = f"1990000{index:04d}"  # a range no demo telephone rings in
        if index in (100, 200):
            name, phone = found[index - 50].name, found[index - 50].phone
        area = chance.choice((5820, 6345, 7110, 7860, 8960, 9475, 10450))
        found.append(Resident(building + 1, unit + 1, floor + 1, door + 1, name, phone, area))
    return found


def _workbook(residents: list[Resident]) -> bytes:
    """The roster as a clerk's file."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(NAMES["headings"])
    for resident in residents:
        sheet.writerow(
            (
                f"{resident.building}", f"{resident.unit}", resident.number, resident.floor, resident.name,
                resident.phone, f"{resident.area // 100}.{resident.area % 100:02d}", NAMES["area_source"],
            )
        )  # fmt: skip
    return out.getvalue().encode("utf-8")
