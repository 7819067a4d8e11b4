"""Everything the house keeps about one resident: to be read, or taken along."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from app.chats import queries as chat_queries
from app.core import clock
from app.decisions import queries as decision_queries
from app.notifications import queries as notice_queries
from app.polls import queries as poll_queries
from app.roster import queries as roster_queries
from surveys import privacy

BYTES = "data.json", "index.html"


def kept_about(contact_id: int) -> dict[str, Any]:
    """What each room keeps, opened for the one it is about."""
    homes = roster_queries.homes_of(contact_id)
    people = {home.person_id: home for home in homes}
    records = {person_id: roster_queries.held_about(person_id) for person_id in people}
    return {
        **roster_queries.held_by(contact_id),
        "people": [
            {"home": f"{home.compound_name} {home.label}", "records": records[person_id]}
            for person_id, home in people.items()
        ],
        "visits": _visits([one for found in records.values() for one in found if one["what"] == "visit"]),
        "answers": [_with_instants(answer) for one in people for answer in poll_queries.held_about(one)],
        "decisions": [_with_instants(each) for one in people for each in decision_queries.held_about(one)],
        "drafts": poll_queries.drafts_of(contact_id),
        "conversations": chat_queries.held_by(contact_id),
        "notices": notice_queries.held_by(contact_id),
    }


def identities_of(contact_id: int, *, is_open: bool) -> list[dict[str, str]]:
    """As whom this resident stands in each home: masked, for telephones lie on tables, unless asked for."""
    homes = roster_queries.homes_of(contact_id)
    phones = roster_queries.phones_of([home.person_id for home in homes])
    return [
        {
            "binding": str(home.binding_id),
            "home": f"{home.compound_name} {home.label}",
            "level": "owner" if home.is_owner else "member",
            "name": home.person_name if is_open else privacy.mask_name(home.person_name),
            "phone": _phone(phones.get(home.person_id), is_open=is_open),
        }
        for home in homes
    ]


def packed(contact_id: int, html: str, at: datetime) -> bytes:
    """A ZIP of the data for programs and of a page for people."""
    kept = {"made_at": at, **kept_about(contact_id)}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(kept, ensure_ascii=False, indent=2, default=_as_text)
        for name, content in zip(BYTES, (text, html), strict=True):
            archive.writestr(zipfile.ZipInfo(name, clock.local(at).timetuple()[:6]), content)
    return body.getvalue()


def _with_instants(record: dict[str, object]) -> dict[str, object]:
    """What a room keeps, with its instants as instants."""
    return {
        name: datetime.fromisoformat(str(value)) if name.endswith("_at") else value
        for name, value in record.items()
    }


def _visits(found: list[dict[str, object]]) -> list[dict[str, object]]:
    """Visits to the door, each once: a couple is two people behind one door."""
    each = {(one["room"], one["visited_at"], one["outcome"]): one for one in found}
    rows = sorted(each.values(), key=lambda one: str(one["visited_at"]))
    return [{**one, "visited_at": datetime.fromisoformat(str(one["visited_at"]))} for one in rows]


def _phone(phone: str | None, *, is_open: bool) -> str:
    return "" if not phone else phone if is_open else privacy.mask_phone(phone)


def _as_text(value: object) -> str:
    return clock.local(value).isoformat() if isinstance(value, datetime) else str(value)
