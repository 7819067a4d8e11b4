"""What people typed into the pages of polls, read as values; dates and times are Liaocheng's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from werkzeug.datastructures import MultiDict

from app.core import clock
from app.polls.operations import Extension, Given, Plan, Slip
from app.polls.queries import PollRow
from surveys.electorate.scopes import COMPOUND, Scope, of_buildings, of_units
from surveys.errors import Invalid
from surveys.questionnaires import Kind, Questionnaire, read_answer

PREFIX = "q-"
LISTED = (Kind.SINGLE, Kind.MULTIPLE)
SIZED = (Kind.MULTIPLE, Kind.RATING, Kind.TEXT)
Form = MultiDict[str, str]


@dataclass(frozen=True)
class Filled:
    """A questionnaire as far as it was filled in, and what is wrong with the rest, by question."""

    answers: dict[str, Any]
    faults: dict[str, Invalid]

    @property
    def is_complete(self) -> bool:
        """Whether it can be handed in."""
        return not self.faults


def filled_in(form: Form, questionnaire: Questionnaire) -> Filled:
    """Every answer that is one; fields are called `q-KEY`, or plainly by the question's key."""
    answers: dict[str, Any] = {}
    faults: dict[str, Invalid] = {}
    for question in questionnaire.questions:
        values = form.getlist(PREFIX + question.key) or form.getlist(question.key)
        try:
            answer = read_answer(question, values)
        except Invalid as fault:
            faults[question.key] = fault
            continue
        if answer is not None:
            answers[question.key] = answer
    return Filled(answers, faults)


def given_in(form: Form, questionnaire: Questionnaire, channel: str) -> Given:
    """The answers of a form that must be complete, with the attempt's key; Invalid otherwise."""
    filled = filled_in(form, questionnaire)
    for fault in filled.faults.values():
        raise fault
    return Given(filled.answers, channel, form.get("idempotency_key", ""))


def slip_in(form: Form, poll: PollRow, room_id: int, at: datetime) -> Slip:
    """What the clerk copied from paper or heard."""
    given = given_in(form, poll.questionnaire, form.get("channel", ""))
    return Slip(
        room_id,
        given,
        moment_in(form.get("happened_at", "")) or at,
        _number(form.get("person", "")),
        form.get("is_correction") == "1",
    )


def plan_in(form: Form, poll: PollRow) -> Plan:
    """Whom a poll asks, and when."""
    return Plan(
        summary=poll.summary,
        scope=_scope_in(form),
        audience=form.get("audience", ""),
        per=form.get("per", ""),
        opens_at=moment_in(form.get("opens_at", "")),
        closes_at=moment_in(form.get("closes_at", "")),
    )


def extension_in(form: Form) -> Extension:
    """Until when a poll goes on, and why."""
    later = moment_in(form.get("closes_at", ""))
    if later is None:
        raise Invalid("time-missing")
    return Extension(later, form.get("reason", ""))


def moment_in(text: str) -> datetime | None:
    """`2026-12-05T18:00` as the instant it means in Liaocheng; nothing when left empty."""
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("date-malformed", value=text[:30]) from None
    if moment.tzinfo is not None or not 2000 <= moment.year <= 2100:
        raise Invalid("date-malformed", value=text[:30])
    return clock.from_local(moment)


def moment_out(instant: datetime | None) -> str:
    """The same for the value of a field."""
    return clock.local(instant).strftime("%Y-%m-%dT%H:%M") if instant else ""


def reworded(document: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """The questionnaire under another title or purpose."""
    return {**document, "title": form.get("title", "").strip(), "purpose": form.get("purpose", "").strip()}


def question_out(question: Mapping[str, Any]) -> dict[str, str]:
    """A question as the fields of its form show it."""
    offered = question.get("options") or []
    is_multiple = question["kind"] == Kind.MULTIPLE
    alone = [each["label"] for each in offered if is_multiple and each.get("exclusive")]
    lines = [each["label"] for each in offered if each["label"] not in alone]
    bounds = {name: str(question.get(name) or "") for name in ("least", "most")}
    return {
        "kind": question["kind"],
        "title": question["title"],
        "hint": question.get("hint", ""),
        "options": "\n".join(lines),
        "exclusive": alone[0] if alone else "",
        "required": "1" if question.get("required", True) else "",
        **bounds,
    }


def is_blank(form: Form) -> bool:
    """Whether nobody has begun to write a question."""
    return not any(form.get(name, "").strip() for name in ("title", "options", "exclusive", "hint"))


def with_question(document: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """One question more, at the end."""
    questions = list(document["questions"])
    return {**document, "questions": [*questions, _question_in(form, _free_key(questions))]}


def with_question_changed(document: Mapping[str, Any], key: str, form: Form) -> dict[str, Any]:
    """The question of that key in other words; it stays of its kind, and options keep their keys."""
    changed = [
        each | _question_in(form, key, each) if each["key"] == key else each for each in document["questions"]
    ]
    return {**document, "questions": changed}


def without_question(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The questionnaire without that question."""
    return {**document, "questions": [each for each in document["questions"] if each["key"] != key]}


def with_question_earlier(document: Mapping[str, Any], key: str) -> dict[str, Any]:
    """That question one place further up."""
    questions = list(document["questions"])
    place = next((place for place, each in enumerate(questions) if each["key"] == key), 0)
    if place > 0:
        questions[place - 1], questions[place] = questions[place], questions[place - 1]
    return {**document, "questions": questions}


def _question_in(form: Form, key: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The question in the form, under that key; `before`: as it stood."""
    known = before or {}
    kind = known.get("kind") or form.get("kind", "")
    if kind not in set(Kind):
        raise Invalid("question-kind-unknown", place="kind")
    question: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "title": form.get("title", ""),
        "hint": form.get("hint", ""),
        "required": form.get("required") == "1",
    }
    if kind in LISTED or not before:
        question["options"] = _options_in(form, kind, known.get("options") or ())
    if kind in SIZED:
        bounds = {"most": _number(form.get("most", ""))}
        if kind != Kind.TEXT:
            bounds["least"] = _number(form.get("least", ""))
        question |= bounds
    return question


def _options_in(form: Form, kind: str, known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if kind not in LISTED:
        return []
    lines = [line.strip() for line in form.get("options", "").splitlines() if line.strip()]
    alone = [each["key"] for each in known if kind == Kind.MULTIPLE and each.get("exclusive")]
    keys = {each["label"]: each["key"] for each in known if each["key"] not in alone}
    taken = {*alone, *keys.values()}
    free = (f"o{number}" for number in count(1) if f"o{number}" not in taken)
    options: list[dict[str, Any]] = [
        {"key": keys.pop(label, "") or next(free), "label": label} for label in lines
    ]
    exclusive = form.get("exclusive", "").strip()
    if kind == Kind.MULTIPLE and exclusive:
        options.append({"key": alone[0] if alone else "none", "label": exclusive, "exclusive": True})
    return options


def _free_key(before: Sequence[Mapping[str, Any]]) -> str:
    taken = {each["key"] for each in before}
    number = len(taken) + 1
    while f"q{number}" in taken:
        number += 1
    return f"q{number}"


def _scope_in(form: Form) -> Scope:
    """The whole compound, or the buildings or stairwells that were ticked."""
    if form.get("scope") == "buildings":
        return of_buildings(form.getlist("building"))
    if form.get("scope") == "units":
        pairs = [value.partition("-") for value in form.getlist("unit")]
        return of_units((building, unit) for building, _, unit in pairs)
    return COMPOUND


def _number(text: str) -> int | None:
    plain = text.strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise Invalid("number-malformed", value=plain[:20])
    return int(plain)
