"""What people typed into the pages of decisions, read as values; dates and times are Liaocheng's."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core import clock
from app.decisions.models import Channel, StepKind
from app.decisions.operations import (
    MIXED,
    Complaint,
    Found,
    Hung,
    Mark,
    Omission,
    Plan,
    Proposal,
    Rejection,
    Reply,
    Round,
    Settlement,
    Tried,
    Wish,
)
from app.decisions.queries import DecisionRow
from surveys.electorate.scopes import COMPOUND, Scope, of_buildings, of_units
from surveys.errors import Invalid

Form = MultiDict[str, str]
WORDS = (
    "title", "matter", "basis", "mode", "standing", "precedence", "covenant_clause", "sponsor",
    "sponsor_name", "authority", "appointment", "contact_name", "contact_phone",
)  # fmt: skip
DATES = ("authority_on", "appointment_on", "informed_on")
MOMENTS = ("opens_at", "closes_at")
MOST_TYPED = 20_000
LONGEST_SERIAL, MOST_DIGITS = 60, 5
MOST_ROWS = 5000


def plan_in(form: Form) -> Plan:
    """The whole draft; Invalid names the field that cannot be read."""
    values: dict[str, Any] = {name: form.get(name, "")[:MOST_TYPED] for name in WORDS}
    values |= {name: day_in(form.get(name, ""), name) for name in DATES}
    values |= {name: moment_in(form.get(name, ""), name) for name in MOMENTS}
    return Plan(
        **values,
        content=form.get("wording", "")[:MOST_TYPED],
        options=tuple(form.get("options", "")[:MOST_TYPED].splitlines()),
        objection_days=_number(form.get("objection_days", ""), "objection_days"),
        scope=_scope_in(form),
    )


def typed_from(decision: DecisionRow) -> dict[str, Any]:
    """The values of the fields for a draft that is changed."""
    typed: dict[str, Any] = {name: getattr(decision, name) or "" for name in WORDS}
    typed |= {name: (getattr(decision, name) or "") and getattr(decision, name).isoformat() for name in DATES}
    typed |= {name: moment_out(getattr(decision, name)) for name in MOMENTS}
    typed["wording"] = decision.content
    typed["options"] = "\n".join(each["label"] for each in decision.options)
    typed["objection_days"] = str(decision.objection_days)
    typed["scope"] = str(decision.scope.kind)
    scope = decision.scope
    typed["ticked"] = set(scope.buildings) | {f"{building}-{unit}" for building, unit in scope.units}
    return typed


def typed_in(form: Form) -> dict[str, Any]:
    """The values of the fields for a form that comes back."""
    return {**form.to_dict(), "ticked": {*form.getlist("building"), *form.getlist("unit")}}


def proposal_in(form: Form) -> Proposal:
    """A step somebody proposes, with the new end where one belongs to it."""
    kind = form.get("kind", "")
    if kind not in set(StepKind):
        raise Invalid("step-unknown")
    facts: dict[str, Any] = {}
    if kind == StepKind.EXTEND:
        later = moment_in(form.get("closes_at", ""), "closes_at")
        if later is None:
            raise Invalid("time-missing", field="closes_at")
        facts["closes_at"] = later.isoformat()
    return Proposal(StepKind(kind), form.get("reason", ""), facts)


def mark_in(form: Mapping[str, str]) -> Mark:
    """A ballot handed in on the page, with the key its form was given."""
    return Mark(form.get("choice", ""), Channel.H5, form.get("idempotency_key", ""))


def day_in(text: str, field: str) -> date | None:
    """`2026-12-05` as a day; nothing when left empty."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("date-malformed", field=field, value=text[:30]) from None
    if not 1990 <= day.year <= 2100:
        raise Invalid("date-malformed", field=field, value=text[:30])
    return day


def moment_in(text: str, field: str) -> datetime | None:
    """`2026-12-05T18:00` as the instant it means in Liaocheng; nothing when left empty."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("date-malformed", field=field, value=text[:30]) from None
    if moment.tzinfo is not None or not 2000 <= moment.year <= 2100:
        raise Invalid("date-malformed", field=field, value=text[:30])
    return clock.from_local(moment)


def moment_out(instant: datetime | None) -> str:
    """The same for the value of a field."""
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M") if instant else ""


def _scope_in(form: Form) -> Scope:
    """The whole compound, or the buildings or stairwells that were ticked."""
    if form.get("scope") == "buildings":
        return of_buildings(form.getlist("building"))
    if form.get("scope") == "units":
        pairs = [value.partition("-") for value in form.getlist("unit")]
        return of_units((building, unit) for building, _, unit in pairs)
    return COMPOUND


def _number(text: str, field: str) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > 4:
        raise Invalid("number-malformed", field=field, value=plain[:20])
    return int(plain)


def round_in(form: Mapping[str, str]) -> Round:
    """The paper round as it was typed."""
    return Round(*(form.get(name, "")[:MOST_TYPED] for name in ("place", "hours", "teller", "box")))


def serial_in(text: str) -> str:
    """A serial as typed, or what a scanner reads from the code on the ballot: the address with the serial."""
    return text.strip().rpartition("serial=")[2][:LONGEST_SERIAL]


def found_in(form: Form, seal: str | None) -> Found:
    """What lies in the box: how many, and a line for each serial as typed or scanned."""
    typed = form.get("papers", "").strip()
    papers = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS else None
    lines = form.get("serials", "").splitlines()[:MOST_ROWS]
    return Found(papers, [serial_in(line) for line in lines if line.strip()], seal)


def numbers_in(values: Iterable[str]) -> list[int]:
    """Numbers of rows as a form names them; anything else is left out."""
    return [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 12][:MOST_ROWS]


def wish_in(form: Mapping[str, str]) -> Wish:
    """How many invented owners are to vote, and what they choose."""
    return Wish(_number(form.get("count", ""), "count"), form.get("choice", "") or MIXED)


def tried_in(form: Form, proof: str | None) -> Tried:
    """An attempt at delivery, with its proof."""
    return Tried(
        tuple(numbers_in(form.getlist("head"))),
        form.get("way", ""),
        form.get("outcome", ""),
        day_in(form.get("tried_on", ""), "tried_on"),
        form.get("note", "")[:MOST_TYPED],
        proof,
    )


def hung_in(form: Form, photo: str | None) -> Hung:
    """A sheet that was put up."""
    return Hung(
        form.get("sheet", ""),
        form.get("place", "")[:MOST_TYPED],
        day_in(form.get("posted_on", ""), "posted_on"),
        day_in(form.get("until_on", ""), "until_on"),
        photo,
    )


def omission_in(form: Form) -> Omission:
    """On which ground some owners get no paper."""
    return Omission(form.get("ground", "")[:MOST_TYPED], form.get("reason", "")[:MOST_TYPED])


def rejection_in(form: Form) -> Rejection:
    """Which returned ballot should not count, and why."""
    serial, ground = serial_in(form.get("serial", "")), form.get("ground", "")
    return Rejection(serial, ground[:MOST_TYPED], form.get("reason", "")[:MOST_TYPED])


def settlement_in(form: Form) -> Settlement:
    """Which side of a conflict counts; `none` for neither."""
    (head,) = numbers_in([form.get("head_id", "")]) or [0]
    counts = form.get("revision", "")
    if counts == "none":
        return Settlement(head, None, form.get("reason", "")[:MOST_TYPED])
    (revision,) = numbers_in([counts]) or [0]
    return Settlement(head, revision, form.get("reason", "")[:MOST_TYPED])


def complaint_in(form: Mapping[str, str], evidence: str | None, person_id: int | None = None) -> Complaint:
    """An objection: what kind, about which room, in which words."""
    (room,) = numbers_in([form.get("room", "")]) or [0]
    return Complaint(form.get("kind", ""), form.get("said", "")[:MOST_TYPED], room, person_id, evidence)


def reply_in(form: Mapping[str, str], evidence: str | None) -> Reply:
    """A move of the desk with its words."""
    return Reply(form.get("move", ""), form.get("words", "")[:MOST_TYPED], evidence)
