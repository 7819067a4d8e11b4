"""Rule packs read from their files, found by name or by place and day."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from surveys.errors import Invalid, Missing
from surveys.tally.packs.pack import RulePack
from surveys.tally.packs.reading import Sheet, resolved, sheet_from_json

_FOLDER = Path(__file__).parent
NATIONAL = "national"
HERE = "liaocheng"


@cache
def all_packs() -> tuple[RulePack, ...]:
    """Every pack there is, the widest place first, older wordings before newer ones."""
    files = sorted(_FOLDER.glob("*.json"))
    return packs_from(sheet_from_json(json.loads(path.read_text("utf-8"))) for path in files)


def packs_from(sheets: Iterable[Sheet]) -> tuple[RulePack, ...]:
    """Sheets with what they build on taken in.

    Invalid `rule-pack-repeated`, `rule-pack-base-unknown` (a base that is not there, or leads in a circle).
    """
    found: dict[str, Sheet] = {}
    for sheet in sheets:
        if sheet.name in found:
            raise Invalid("rule-pack-repeated", pack=sheet.name)
        found[sheet.name] = sheet
    packs = (_resolve(name, found, ()) for name in found)
    return tuple(sorted(packs, key=lambda one: (len(one.place), one.id, one.from_on)))


def get_pack(pack_id: str, version: str | None = None) -> RulePack:
    """A pack by its id, in its newest or a named wording; Missing `rule-pack-unknown`."""
    found = [one for one in all_packs() if one.id == pack_id and version in (None, one.version)]
    if not found:
        raise Missing("rule-pack-unknown", pack=f"{pack_id}@{version}" if version else pack_id)
    return found[-1]


def pack_at(place: str, on: date, *, among: Iterable[RulePack] | None = None) -> RulePack:
    """The pack of the nearest place around an administrative code (`371502`) that is in force on a day.

    A nearer place whose rules have run out is not passed over for a wider one: that would be a different
    vote. Refusal `rule-pack-expired` or `rule-pack-not-yet`, Missing `rule-pack-unknown`.
    """
    around = [one for one in (all_packs() if among is None else among) if place.startswith(one.place)]
    if not around:
        raise Missing("rule-pack-unknown", pack=place)
    nearest = max(len(one.place) for one in around)
    wordings = sorted((one for one in around if len(one.place) == nearest), key=lambda one: one.from_on)
    begun = [one for one in wordings if one.from_on <= on]
    chosen = begun[-1] if begun else wordings[0]
    chosen.check_in_force(on)
    return chosen


def _resolve(name: str, sheets: Mapping[str, Sheet], above: tuple[str, ...]) -> RulePack:
    if name not in sheets or name in above:
        raise Invalid("rule-pack-base-unknown", pack=name)
    sheet = sheets[name]
    return resolved(sheet, _resolve(sheet.builds_on, sheets, (*above, name)) if sheet.builds_on else None)
