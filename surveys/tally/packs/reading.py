"""Rule packs from their JSON: every key known, every value of its shape, nothing left unsaid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from surveys.electorate.rules import Basis
from surveys.errors import Invalid
from surveys.tally.matters import Majority, Matter
from surveys.tally.packs.pack import Grade, MatterRule, Precedence, Rule, RulePack, Value
from surveys.tally.thresholds import Threshold, threshold_from_text

MOST_DAYS = 3650
_FIELDS = {"id", "version", "title", "place", "from", "until", "builds_on", "rules", "matters"}
_SAID = {"article", "grade", "says"}
_WINDOW = ("least", "default", "most")
DEEMED_NEEDS = ("covenant-clause", "delivery-proof")


@dataclass(frozen=True)
class Sheet:
    """A pack as its file states it, before what it builds on is taken in."""

    id: str
    version: str
    title: str
    place: str
    from_on: date
    until_on: date | None
    builds_on: str
    rules: Mapping[str, Rule]
    matters: Mapping[Matter, MatterRule]

    @property
    def name(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


def sheet_from_json(data: object) -> Sheet:
    """The pack of one file; Invalid `rule-pack-malformed` with the place of the fault."""
    if not isinstance(data, dict) or set(data) != _FIELDS:
        raise Invalid("rule-pack-malformed", at="fields")
    words = {key: _text(data[key], key) for key in ("id", "version", "title")}
    place, source = _text(data["place"], "place", is_empty_allowed=True), f"{words['id']}@{words['version']}"
    return Sheet(
        **words,
        place=place,
        from_on=_day(data["from"], "from"),
        until_on=None if data["until"] is None else _day(data["until"], "until"),
        builds_on="" if data["builds_on"] is None else _text(data["builds_on"], "builds_on"),
        rules={key: _rule(key, part, source) for key, part in _object(data["rules"], "rules").items()},
        matters=dict(_matter(key, part, source) for key, part in _object(data["matters"], "matters").items()),
    )


def resolved(sheet: Sheet, base: RulePack | None) -> RulePack:
    """The pack with all it builds on; Invalid `rule-pack-incomplete` when a rule or a matter is missing."""
    rules = {**(base.rules if base else {}), **sheet.rules}
    matters = {**(base.matters if base else {}), **sheet.matters}
    lacking = [key for key in _SHAPES if key not in rules] + [one for one in Matter if one not in matters]
    if lacking:
        raise Invalid("rule-pack-incomplete", pack=sheet.name, lacking=lacking[0])
    ends = [one for one in (sheet.until_on, base.until_on if base else None) if one is not None]
    return RulePack(
        id=sheet.id,
        version=sheet.version,
        title=sheet.title,
        place=sheet.place,
        from_on=max(sheet.from_on, base.from_on) if base else sheet.from_on,
        until_on=min(ends) if ends else None,
        builds_on=sheet.builds_on,
        rules=rules,
        matters=matters,
    )


def _object(value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Invalid("rule-pack-malformed", at=at)
    return value


def _text(value: object, at: str, *, is_empty_allowed: bool = False) -> str:
    if not isinstance(value, str) or not (value.strip() or is_empty_allowed):
        raise Invalid("rule-pack-malformed", at=at)
    return value


def _day(value: object, at: str) -> date:
    try:
        return date.fromisoformat(_text(value, at))
    except ValueError:
        raise Invalid("rule-pack-malformed", at=at) from None


def _said(part: object, at: str, *, but: str) -> tuple[Any, str, Grade, str]:
    data = _object(part, at)
    if set(data) != {*_SAID, but} or data["grade"] not in set(Grade):
        raise Invalid("rule-pack-malformed", at=at)
    return data[but], _text(data["article"], at), Grade(data["grade"]), _text(data["says"], at)


def _rule(key: str, part: object, source: str) -> Rule:
    shape = _SHAPES.get(key)
    value, article, grade, says = _said(part, key, but="value")
    if shape is None:
        raise Invalid("rule-pack-malformed", at=key)
    return Rule(key, shape(value, key), article, grade, says, source)


def _matter(key: str, part: object, source: str) -> tuple[Matter, MatterRule]:
    majority, article, grade, says = _said(part, key, but="majority")
    if key not in set(Matter) or majority not in set(Majority):
        raise Invalid("rule-pack-malformed", at=key)
    return Matter(key), MatterRule(Matter(key), Majority(majority), article, grade, says, source)


def _share(value: object, at: str) -> Threshold:
    data = _object(value, at)
    if len(data) != 1 or not set(data) <= {"least", "above"}:
        raise Invalid("rule-pack-malformed", at=at)
    (kind, text), *_ = data.items()
    return threshold_from_text(_text(text, at), is_strict=kind == "above")


def _flag(value: object, at: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid("rule-pack-malformed", at=at)
    return value


def _number(value: object, at: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_DAYS:
        raise Invalid("rule-pack-malformed", at=at)
    return value


def _at_least(least: int) -> Callable[[object, str], int]:
    def check(value: object, at: str) -> int:
        number = _number(value, at)
        if number < least:
            raise Invalid("rule-pack-below-the-law", at=at, least=least)
        return number

    return check


def _basis(value: object, at: str) -> str:
    return _one_of(set(Basis), value, at)


def _precedence(value: object, at: str) -> str:
    return _one_of(set(Precedence), value, at)


def _one_of(allowed: set[Any], value: object, at: str) -> str:
    if _text(value, at) not in allowed:
        raise Invalid("rule-pack-malformed", at=at)
    return str(value)


def _needs(value: object, at: str) -> tuple[str, ...]:
    """A silent owner is never counted on less than both proofs."""
    if not isinstance(value, list) or tuple(value) != DEEMED_NEEDS:
        raise Invalid("rule-pack-malformed", at=at)
    return DEEMED_NEEDS


def _window(value: object, at: str) -> Mapping[str, int]:
    data = _object(value, at)
    if set(data) != set(_WINDOW):
        raise Invalid("rule-pack-malformed", at=at)
    days = {key: _number(data[key], at) for key in _WINDOW}
    if not 0 < days["least"] <= days["default"] <= days["most"]:
        raise Invalid("rule-pack-malformed", at=at)
    return days


_SHAPES: dict[str, Callable[[object, str], Value]] = {
    "quorum": _share,
    "more-than-half": _share,
    "three-quarters": _share,
    "elevator-of-all": _share,
    "owners-request": _share,
    "basis": _basis,
    "counts-parking": _flag,
    "max-proxies": _number,
    "abstain-participates": _flag,
    "void-counts-as-participation": _flag,
    "deemed": _needs,
    "notice-days": _at_least(15),
    "window-days": _window,
    "objection-days": _at_least(7),
    "preliminary-days": _number,
    "final-days": _number,
    "warning-days": _number,
    "change-until-close": _flag,
    "precedence": _precedence,
    "paper-round": _flag,
    "representative-days": _number,
    "anonymous-least-rooms": _at_least(10),
    "retention-years": _number,
}
RULE_KEYS = tuple(_SHAPES)
