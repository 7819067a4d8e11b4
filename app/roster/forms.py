"""Forms of the roster: from what was typed to a fact of the registry, or a dated fact of voting rights."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from werkzeug.datastructures import FileStorage, MultiDict

from app.core import clock
from app.core.files import keep_locked
from app.roster import operations
from app.roster.imports.years import read_built
from app.roster.operations import Finding, Note, Somebody, Spare
from surveys.electorate.parts import AreaSource, OwnerKind, PartKind
from surveys.electorate.shares import share_from_text
from surveys.errors import Invalid, Missing
from surveys.figures import area_from_text, fen_from_text
from surveys.works import Key
from surveys.works.facts import CHOICES, COUNTS, SIGNS

Form = MultiDict[str, str]
Files = Mapping[str, FileStorage]
MOST_DIGITS, MOST_ID, MOST_NAME = 6, 9, 40
NEW_OWNERS = 3  # lines for new owners on one form; more come with a second one


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
    area = area_from_text(form["area"]) if form.get("area", "").strip() else None
    if area == 0:
        raise Invalid("figure-missing")
    return Spare(
        form.get("kind", ""), form.get("place", ""), form.get("owner", ""), form.get("possible_use", ""), area
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


def as_of_in(asked: Form, at: datetime) -> datetime:
    """The end of the day somebody asked for, in Liaocheng; now, where none was or it is not over."""
    text = asked.get("on", "").strip()
    return min(at, _midnight_after(_day(text))) if text else at


def window_in(form: Form) -> operations.Window:
    """From the first day up to the end of the last one."""
    first, last = _day(form.get("first", "")), _day(form.get("last", ""))
    return operations.Window(_midnight_after(first - timedelta(days=1)), _midnight_after(last))


def transfer_in(room_id: int, form: Form, _files: Files) -> operations.Transfer:
    """Who stays and who is new, since when. Invalid `owner-kind-unknown`, `day-unreadable`."""
    if form.get("kind") not in set(OwnerKind):
        raise Invalid("owner-kind-unknown")
    staying = [Somebody(number) for number in _numbers(form, "stays")]
    pairs = ((form.get(f"name-{line}", ""), form.get(f"phone-{line}", "")) for line in range(NEW_OWNERS))
    new = [Somebody(name=name, phone=phone) for name, phone in pairs if name.strip() or phone.strip()]
    on = form.get("effective_on", "").strip()
    kind, reason = OwnerKind(form["kind"]), form.get("reason", "")
    return operations.Transfer(room_id, [*staying, *new], kind, reason, _day(on) if on else None)


def apportioning_in(room_id: int, form: Form, _files: Files) -> operations.Apportioning:
    """The part of every owner named in the form, an empty field for none. Invalid `share-unreadable`."""
    given = {number: form.get(f"share-{number}", "").strip() for number in _numbers(form, "owner")}
    shares = {number: share_from_text(text) for number, text in given.items() if text}
    return operations.Apportioning(room_id, shares, form.get("reason", ""))


def correction_in(room_id: int, form: Form, _files: Files) -> operations.Correction:
    """What the room is. Invalid `part-kind-unknown` and what is wrong with the figure."""
    if form.get("part") not in set(PartKind):
        raise Invalid("part-kind-unknown")
    area = area_from_text(form["area"]) if form.get("area", "").strip() else None
    if area == 0:
        raise Invalid("figure-missing")
    source = AreaSource(form["source"]) if form.get("source") in set(AreaSource) else None
    kind, reason = PartKind(form["part"]), form.get("reason", "")
    return operations.Correction(room_id, kind, area, source, reason, form.get("withdraws") == "1")


def designation_in(room_id: int, form: Form, _files: Files) -> operations.Designation:
    """Whom the co-owners named; nobody takes it back."""
    return operations.Designation(room_id, next(_numbers(form, "person"), None), form.get("reason", ""))


def appointment_in(_room_id: int, form: Form, _files: Files) -> operations.Appointment:
    """A guardian and for whom. Invalid `guardian-reason-unknown`."""
    ground = form.get("ground", "")
    if ground not in operations.GUARDIAN_GROUNDS:
        raise Invalid("guardian-reason-unknown")
    ward = next(_numbers(form, "person"), 0)
    return operations.Appointment(ward, _somebody(form), ground, form.get("reason", ""))


def authorisation_in(_room_id: int, form: Form, files: Files) -> operations.Authorisation:
    """A written authority, with its picture or what the clerk saw."""
    span = window_in(form)
    scan = keep_locked(files.get("scan"))
    principal = next(_numbers(form, "person"), 0)
    seen = form.get("seen", "")
    return operations.Authorisation(principal, _somebody(form), span.opens_at, span.closes_at, scan, seen)


def use_in(room_id: int, form: Form, _files: Files) -> operations.Use:
    """A tenant, or somebody else who lives there without owning."""
    return operations.Use(room_id, _somebody(form), form.get("use", ""))


def number_in(_room_id: int, form: Form, _files: Files) -> operations.Number:
    """A number from somebody's papers."""
    is_institution = form.get("is_institution") == "1"
    return operations.Number(next(_numbers(form, "person"), 0), form.get("number", ""), is_institution)


def decision_in(form: Form) -> operations.Decision:
    """Which entries somebody ticked, and whether they are one person."""
    is_same = form.get("act") == "merge"
    return operations.Decision(frozenset(_numbers(form, "people")), is_same, form.get("reason", ""))


def complaint_in(binding_id: int, form: Form) -> operations.Complaint:
    """What somebody finds wrong with their entry."""
    return operations.Complaint(binding_id, form.get("topic", ""), form.get("text", ""))


def _somebody(form: Form) -> Somebody:
    chosen = next(_numbers(form, "who"), None)
    return Somebody(chosen, form.get("name", ""), form.get("phone", ""))


def _numbers(form: Form, name: str) -> Iterator[int]:
    """Every row's number among the values of a field."""
    for text in form.getlist(name):
        if text.isascii() and text.isdigit() and len(text) <= MOST_ID:
            yield int(text)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("day-unreadable", value=text[:30]) from None
    if not 2000 <= day.year <= 2100:
        raise Invalid("day-unreadable", value=text[:30])
    return day


def _midnight_after(day: date) -> datetime:
    return clock.from_local(datetime.combine(day + timedelta(days=1), time()))
