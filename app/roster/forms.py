"""Forms of the registry of compounds: from what was typed to a note of one fact."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict

from app.roster.imports.years import read_built
from app.roster.operations import Finding, Note, Spare
from surveys.errors import Invalid, Missing
from surveys.figures import area_from_text, fen_from_text
from surveys.works import Key
from surveys.works.facts import CHOICES, COUNTS, SIGNS

Form = MultiDict[str, str]
MOST_DIGITS, MOST_ID, MOST_NAME = 6, 9, 40


class Settlement(NamedTuple):
    """The fact that is to stand, and why."""

    fact_id: int
    reason: str


def key_from(text: str) -> Key:
    """The key an address names, or Missing."""
    if text not in set(Key):
        raise Missing("fact-unknown")
    return Key(text)


def note_from(key: Key, form: Form) -> Note:
    """The fact somebody noted.

    Raises Invalid `fact-value-wrong`, `built-year-unreadable`, `fact-date-malformed`.
    """
    as_of = form.get("as_of", "").strip()
    try:
        as_of_on = date.fromisoformat(as_of) if as_of else None
    except ValueError as problem:
        raise Invalid("fact-date-malformed") from problem
    return Note(key, _value(key, form), form.get("source", ""), as_of_on)


def settlement_from(key: Key, form: Form) -> Settlement:
    """Which source somebody chose, and why. Raises Invalid `fact-not-chosen`."""
    text = form.get("fact", "")
    if not text.isascii() or not text.isdigit() or len(text) > MOST_ID:
        raise Invalid("fact-not-chosen")
    return Settlement(int(text), form.get(f"reason-{key}", ""))


def finding_from(form: Form, picture: str | None) -> Finding:
    """What somebody photographed of the checklist. Raises Invalid `fact-date-malformed`."""
    try:
        seen_on = date.fromisoformat(form.get("seen_on", "").strip())
    except ValueError as problem:
        raise Invalid("fact-date-malformed") from problem
    return Finding(form.get("item", ""), picture, seen_on, form.get("note", ""))


def spare_from(form: Form) -> Spare:
    """Idle land or rooms. Raises Invalid for an area that is none."""
    area = form.get("area", "").strip()
    return Spare(
        form.get("kind", ""),
        form.get("place", ""),
        form.get("owner", ""),
        form.get("possible_use", ""),
        area_from_text(area) if area else None,
    )


def wanted_from(asked: Form) -> tuple[str, str]:
    """The filter of a list, and part of a name."""
    return asked.get("show", ""), asked.get("name", "").strip()[:MOST_NAME]


def _value(key: Key, form: Form) -> dict[str, Any]:
    if key in CHOICES:
        return {"choice": form.get("choice"), "name": form.get("name", "").strip()}
    if key in SIGNS:
        return {"yes": _yes(form), "signs": form.getlist("signs")}
    if key in COUNTS:
        return {"count": _whole(form.get("count", ""))}
    return READERS.get(key, _text)(form)


def _built(form: Form) -> dict[str, Any]:
    built = read_built(form.get("text", ""))
    if built is None:
        raise Invalid("fact-value-wrong", fact=str(Key.BUILT))
    return {"earliest": built.earliest.isoformat(), "latest": built.latest.isoformat(), "text": built.text}


def _will(form: Form) -> dict[str, Any]:
    return {
        "yes": _yes(form),
        "answered": _whole(form.get("answered", "")),
        "agreed": _whole(form.get("agreed", "")),
    }


def _fee(form: Form) -> dict[str, Any]:
    least = fen_from_text(form.get("least", ""))
    most = form.get("most", "").strip()
    return {"least_fen": least, "most_fen": fen_from_text(most) if most else least}


def _text(form: Form) -> dict[str, Any]:
    return {"text": form.get("text", "")}


def _yes(form: Form) -> bool | None:
    return {"yes": True, "no": False}.get(form.get("yes", ""))


def _whole(text: str) -> int | None:
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS else None


READERS: dict[Key, Callable[[Form], dict[str, Any]]] = {
    Key.BUILT: _built,
    Key.WANTED: _will,
    Key.FEE: _fee,
    Key.FLOOR_AREA: lambda form: {"area": area_from_text(form.get("text", ""))},
    Key.BODIES: lambda form: {"bodies": form.getlist("bodies")},
}
