"""Owners' representatives and the lists they hand in, as they are typed."""

from werkzeug.datastructures import MultiDict

from app.decisions.forms.drafts import day_in, numbers_in
from app.decisions.operations import HandedIn, Mandate
from surveys.electorate.scopes import Scope, of_buildings, of_units
from surveys.errors import Invalid

Form = MultiDict[str, str]
ROW = "row-"
DAYS = ("document_on", "from_on", "until_on")
MOST_TYPED = 200
MOST_ROWS = 5000


def mandate_in(form: Form) -> Mandate:
    """An appointment; Invalid names the field that cannot be read."""
    room = form.get("room", "")
    rooms = numbers_in([room])
    if room and not rooms:
        raise Invalid("representative-not-owner", field="room")
    return Mandate(
        form.get("name", "")[:MOST_TYPED],
        _area_in(form.get("area", "")),
        form.get("document", "")[:MOST_TYPED],
        **{name: day_in(form.get(name, ""), name) for name in DAYS},
        room_id=rooms[0] if rooms else None,
    )


def handed_in(form: Form, representative_id: int, photo: str | None) -> HandedIn:
    """A list with the first reading of it."""
    day = day_in(form.get("received_on", ""), "received_on")
    return HandedIn(representative_id, day, photo, rows_in(form))


def rows_in(form: Form) -> list[tuple[int, str]]:
    """Head and choice of each row that is filled in, also of one that came twice."""
    found: list[tuple[int, str]] = []
    for name in [one for one in form if one.startswith(ROW)][:MOST_ROWS]:
        head = name.removeprefix(ROW)
        if not head.isascii() or not head.isdigit() or len(head) > 9:
            continue
        found += [(int(head), choice) for choice in form.getlist(name) if choice]
    return found


def rows_typed(form: Form) -> dict[int, str]:
    """The same for a form that comes back: of a row that came twice the last."""
    return dict(rows_in(form))


def _area_in(text: str) -> Scope | None:
    """`7` is a building, `7-12` a stairwell of it; nothing where none was chosen."""
    building, _, unit = text.partition("-")
    if not building:
        return None
    return of_units([(building, unit)]) if unit else of_buildings([building])
