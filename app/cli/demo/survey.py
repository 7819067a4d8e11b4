"""What the made-up city's registry says: one compound known through and through, one disputed, one halted."""

from datetime import datetime
from typing import Any

from app.cli.demo.city import ACTOR, MAIN_CODE, NAMES
from app.roster import operations as roster
from app.roster import queries
from app.roster.queries import CompoundRow
from surveys.works import Key

DISPUTED, HALTED, FURTHER = 1, 2, 6  # places in the list behind the main compound
SYSTEMS = {
    Key.WATER: "needs-repair", Key.POWER: "needs-repair", Key.HEATING: "fine", Key.GAS: "fine",
    Key.ROADS: "needs-repair", Key.SECURITY: "needs-repair", Key.ROOF: "needs-repair",
    Key.DRAINS: "needs-repair",
}  # fmt: skip


def survey_city(at: datetime) -> None:
    """Facts as a census would note them, through the very operation a clerk uses."""
    compounds = {compound.code: compound for compound in queries.compounds_under(["371500"])}
    main = compounds.pop(MAIN_CODE)
    others = list(compounds.values())
    _note(main, _known(main) | {key: {"choice": state} for key, state in SYSTEMS.items()}, at)
    for place, compound in enumerate(others[:FURTHER]):
        facts = _known(compound)
        if place == HALTED:
            facts.pop(Key.DEMOLITION)
        _note(compound, facts, at)
    _note(others[DISPUTED], {Key.LAND: {"choice": "collective"}}, at, source="registry")
    _note(others[HALTED], {Key.DEMOLITION: {"choice": "shantytown"}}, at, source="levy")


def _known(compound: CompoundRow) -> dict[Key, dict[str, Any]]:
    """The conditions of the plan, all met as far as a walk and the papers tell."""
    year = compound.built_year
    return {
        Key.BUILT: {"earliest": f"{year}-01-01", "latest": f"{year}-12-31", "text": str(year)},
        Key.LAND: {"choice": "state"},
        Key.IN_TOWN: {"yes": True},
        Key.DEMOLITION: {"choice": "none"},
        Key.NEGLECTED: {"yes": True, "signs": ["unrepaired", "unmanaged"]},
        Key.LACKING: {"yes": True, "signs": ["municipal"]},
    }


def _note(
    compound: CompoundRow, facts: dict[Key, dict[str, Any]], at: datetime, *, source: str = "census"
) -> None:
    for key, value in facts.items():
        roster.note_fact(compound.id, roster.Note(key, value, NAMES["sources"][source]), ACTOR, at)
