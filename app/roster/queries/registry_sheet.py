"""One compound's registry as its page shows it: line by line, values as texts and figures to read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.core.pagination import page_of
from app.roster.queries.places import CompoundRow, RegionRow
from app.roster.queries.registry import (
    FILTERS,
    FactRow,
    SettlementRow,
    Sheet,
    count_registry,
    counts_by_region,
    counts_under,
    registry_under,
    said_of,
    sheet_of,
)
from app.roster.queries.registry_beside import figures_in
from app.roster.queries.staff import name_of_staff
from surveys.figures import area_to_text, fen_to_text
from surveys.works import Ground, Key
from surveys.works.eligibility import State
from surveys.works.facts import BODIES, CHOICES, SIGNS, SYSTEMS
from surveys.works.standing import ASKED

GROUPS: dict[str, tuple[Key, ...]] = {
    "conditions": tuple(ASKED.values()),
    "systems": SYSTEMS,
    "size": (Key.BUILDINGS, Key.HOUSEHOLDS, Key.FLOOR_AREA, Key.BUILDING_KIND),
    "care": (Key.FORMER_OWNER, Key.MANAGEMENT, Key.FEE, Key.BODIES),
}


class Asked(NamedTuple):
    """Which list is wanted: the areas somebody may see, a filter, part of a name, where to go on."""

    paths: Sequence[str]
    region: RegionRow | None = None
    wanted: str = ""
    name: str = ""
    after: int = 0


class Word(NamedTuple):
    """What one source says, as people read it."""

    fact_id: int
    value: dict[str, Any]
    source: str
    since: Any
    noted_by: str
    noted_at: datetime


class SheetLine(NamedTuple):
    """One key: what stands and why, and what every source last said."""

    key: str
    ground: str
    value: dict[str, Any] | None
    words: list[Word]
    settlement: SettlementRow | None
    is_challenged: bool


class CriterionLine(NamedTuple):
    """One condition, how it stands, and whether it is open because sources disagree."""

    code: str
    state: str
    key: str
    is_disputed: bool


def lines_of(sheet: Sheet) -> dict[str, list[SheetLine]]:
    """Every key by group, also those nobody spoke of."""
    return {group: [line_of(sheet, key) for key in keys] for group, keys in GROUPS.items()}


def line_of(sheet: Sheet, key: Key) -> SheetLine:
    """One key of the sheet."""
    standing = sheet.assessment.standings.get(key)
    if standing is None:
        return SheetLine(str(key), str(Ground.UNKNOWN), None, [], None, False)
    rows = {fact.id: fact for fact in sheet.facts if fact.key is key}
    return SheetLine(
        str(key),
        str(standing.ground),
        None if standing.value is None else readable_for(key, standing.value),
        [word_of(rows[said.number]) for said in standing.words],
        sheet.settlements.get(key),
        standing.is_challenged,
    )


def word_of(fact: FactRow) -> Word:
    """A fact as people read it."""
    value = readable_for(fact.key, fact.value)
    return Word(fact.id, value, fact.source, said_of(fact).since, fact.noted_by, fact.noted_at)


def criteria_of(sheet: Sheet) -> list[CriterionLine]:
    """The conditions in the order of the text."""
    disputed = sheet.assessment.disputed
    return [
        CriterionLine(
            one.code,
            str(one.state),
            str(ASKED[one.code]),
            one.state is State.UNKNOWN and ASKED[one.code] in disputed,
        )
        for one in sheet.assessment.judgement.criteria
    ]


def readable_for(key: Key, value: Mapping[str, Any]) -> dict[str, Any]:
    """The value with its figures as texts; the words around them stand in the template."""
    if key is Key.FLOOR_AREA:
        return {"text": area_to_text(value["area"])}
    if key is Key.FEE:
        return {"least": fen_to_text(value["least_fen"]), "most": fen_to_text(value["most_fen"])}
    return dict(value)


def list_page_for(asked: Asked, limit: int) -> dict[str, Any]:
    """Everything the list of some areas shows."""
    rows = registry_under(asked.paths, asked.wanted, name=asked.name, after=asked.after, limit=limit + 1)
    return {
        "page": page_of(rows, limit, lambda row: row.id),
        "found": count_registry(asked.paths, asked.wanted, name=asked.name),
        "counts": counts_under(asked.paths),
        "parts": counts_by_region(asked.paths[0]) if len(asked.paths) == 1 else [],
        "region": asked.region,
        "wanted": asked.wanted,
        "name": asked.name,
        "filters": list(FILTERS),
    }


def sheet_page_for(compound: CompoundRow, at: datetime) -> dict[str, Any]:
    """Everything the sheet of one compound shows."""
    sheet = sheet_of(compound.id, at)
    lines = lines_of(sheet)
    disputed = str(Ground.DISPUTED)
    return {
        "compound": compound,
        "place_name": compound.name,
        "lines": lines,
        "beside": figures_in(compound, [one for group in lines.values() for one in group]),
        "open_lines": [one for group in lines.values() for one in group if one.ground == disputed],
        "criteria": criteria_of(sheet),
        "judgement": sheet.assessment.judgement,
        "suspension": sheet.assessment.suspension,
        "at": at,
    }


def item_page_for(compound: CompoundRow, key: Key, at: datetime) -> dict[str, Any]:
    """Everything the page of one item shows."""
    sheet = sheet_of(compound.id, at)
    history = sheet.history_of(key)
    settlement = sheet.settlements.get(key)
    line = line_of(sheet, key)
    actors = {fact.noted_by for fact in history} | ({settlement.settled_by} if settlement else set())
    return {
        "compound": compound,
        "place_name": compound.name,
        "line": line,
        "beside": figures_in(compound, [line]).get(line.key),
        "history": [word_of(fact) for fact in history],
        "names": {one: name_of_staff(one) for one in actors if one.startswith("staff:")},  # a handful
        "choices": CHOICES.get(key, ()),
        "signs": SIGNS.get(key, ()),
        "bodies": BODIES,
    }
