"""What of a fresh count may be published: fixed once, beside the count, by the mode that was announced."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.core import clock
from app.decisions.queries.decisions import NAMED_PUBLIC, SUPPORTING, DecisionRow
from app.decisions.queries.rulebook import pack_for
from surveys.electorate.rules import Basis
from surveys.privacy import Hurdles, PublishedResult, Seat, floors_at, publishable_result
from surveys.tally.counting import Rules, rules_of
from surveys.tally.exchange import figure_to_json
from surveys.tally.gap import Stance
from surveys.tally.manifest import Mode
from surveys.tally.matters import Matter

EXACT = ("present", "agreed", "void", "deemed", "choices", "options", "set_aside")


class Placed(NamedTuple):
    """A right, whose it is and in which stairwell."""

    uid: str
    head: str
    unit: int
    area: int


def published_of(
    decision: DecisionRow, sheet: Mapping[str, Any], seats: Sequence[Seat], at: datetime
) -> dict[str, Any]:
    """The public side of a sheet: every figure where ballots are public, else only what gives nobody away.

    Where an option had to be chosen and ballots are sealed, figures are told of the one that was adopted.
    What the silent owners would have changed is told of public ballots alone: many know to whom delivery was
    proved, and no number of a sealed page holds it. What a supporting decision would have come to stands
    apart, as what was intended.
    """
    pack = pack_for(decision)
    matter = Matter(decision.matter)
    of_all = pack.threshold("elevator-of-all") if matter is Matter.ELEVATOR else None
    hurdles = Hurdles(pack.quorum, pack.approval_for(matter), of_all)
    floors = floors_at(clock.local(at).date())
    result = publishable_result(seats, hurdles, Mode(decision.mode), floors=floors)
    is_open = decision.mode == NAMED_PUBLIC
    is_undecided = bool(decision.options) and not sheet.get("winner")
    outcome: dict[str, Any] = {
        "passed": sheet["passed"],
        "winner": sheet.get("winner"),
        "with_deemed": (sheet.get("with_deemed") or {}).get("passed") if is_open else None,
        "of_all": _of_all(sheet) if is_open else None if is_undecided else result.of_all,
    }
    if decision.standing == SUPPORTING:
        outcome = {**dict.fromkeys(outcome), "legal_effect": False, "intended": outcome}
    if is_open:
        exact = {name: sheet.get(name) for name in EXACT}
        return {**outcome, "total": sheet["total"], **exact, **_parts(result)}
    if is_undecided:
        return {**outcome, "total": figure_to_json(result.total), "reason": "would-reveal"}
    return {**outcome, **_figures(result), **_parts(result), "reason": result.reason}


def seats_of(
    decision: DecisionRow, rights: Sequence[Placed], choices: Mapping[str, str], *, agreed: str
) -> list[Seat]:
    """One seat for each head, or for each home where homes are counted; what agrees is one choice."""
    rules = rules_of(pack_for(decision), Basis(decision.basis))
    heads: dict[str, list[Placed]] = {}
    for right in rights:
        heads.setdefault(right.uid if rules.basis is Basis.ROOM else right.head, []).append(right)
    return [_seat(owned, choices, rules, agreed=agreed) for owned in heads.values()]


def bare_seats_of(heads: int, agreed: int, otherwise: int) -> list[Seat]:
    """Seats of which nothing is known but how many did what."""
    silent = heads - agreed - otherwise
    return (
        [Seat("", 0, Stance.AGREES)] * agreed
        + [Seat("", 0, Stance.OTHERWISE)] * otherwise
        + [Seat("", 0, Stance.SILENT)] * silent
    )


def _seat(owned: Sequence[Placed], choices: Mapping[str, str], rules: Rules, *, agreed: str) -> Seat:
    units = {right.unit for right in owned}
    said = {choices[right.uid] for right in owned if right.uid in choices} - rules.beside
    stance = Stance.SILENT if not said else Stance.AGREES if said == {agreed} else Stance.OTHERWISE
    unit = str(units.pop()) if len(units) == 1 else ""
    return Seat(unit, sum(right.area for right in owned), stance)


def _of_all(sheet: Mapping[str, Any]) -> bool | None:
    of_all: bool | None = (sheet.get("two_thirds_of_all") or {}).get("passed")
    return of_all


def _figures(result: PublishedResult) -> dict[str, Any]:
    return {
        "total": figure_to_json(result.total),
        "present": figure_to_json(result.present) if result.present else None,
        "agreed": figure_to_json(result.agreed) if result.agreed else None,
        "area": result.area._asdict() if result.area else None,
    }


def _parts(result: PublishedResult) -> dict[str, Any]:
    return {
        "units": [
            {"unit": int(one.key), "total": one.total, "present": one.present, "agreed": one.agreed}
            for one in result.units
            if one.key
        ]
    }
