"""The notices that go out as template messages or subscription notices, and what each field may hold.

WeChat gives every field of a template a type and answers 47003 to a value that does not fit it; first
line, remark, colour, line breaks and emoji are gone since 2023. What can be shortened without changing
its meaning is shortened, everything else that does not fit is Invalid.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bots.wechat.trimming import ELLIPSIS, clean
from surveys.errors import Invalid

HERE = ZoneInfo("Asia/Shanghai")
Value = str | int | datetime

_HAN = "[\u4e00-\u9fff\u3400-\u4dbf·]"
_DATE = r"\d{4}年\d{1,2}月\d{1,2}日"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_SHAPES = {
    "number": re.compile(r"-?[0-9]{1,32}(?:\.[0-9]{1,8})?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(r"[^\w\s]{1,5}"),
    "character_string": re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,30}[\x21-\x7e])?"),
    "time": re.compile(rf"(?:{_DATE} ?)?{_CLOCK}(?:~(?:{_DATE} ?)?{_CLOCK})?"),
    "date": re.compile(rf"{_DATE}(?: ?{_CLOCK})?(?:~{_DATE}(?: ?{_CLOCK})?)?"),
    "amount": re.compile(r"[¥￥$]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?"),
    "phone_number": re.compile(r"[0-9+() -]{3,17}"),
    "car_number": re.compile(r"[\w]{2,8}"),
    "name": re.compile(rf"{_HAN}{{1,10}}|[A-Za-z .·-]{{1,20}}"),
    "phrase": re.compile(rf"{_HAN}{{1,5}}"),
}
PHRASES: Mapping[str, str] = {
    "accepted": "已通过",
    "refused": "未通过",
    "corrected": "已更正",
    "not-corrected": "没有改",
    "claimed": "正在核实",
    "joined": "有人绑定",
    "kept": "绑定不变",
    "lost": "绑定解除",
    "both": "都可以用",
}
THING_LENGTH = 20
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U000e0020-\U000e007f\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\ufe0f\u200d\u20e3]"
)
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True)
class Field:
    """One line of a template: the fact it shows, WeChat's name for it, and its label as residents see it."""

    fact: str
    parameter: str
    label: str

    @property
    def kind(self) -> str:
        """WeChat numbers its parameters: `thing2` is a thing."""
        return self.parameter.rstrip("0123456789")


@dataclass(frozen=True)
class Template:
    """What to look for in WeChat's template library: a title and these fields."""

    title: str
    fields: tuple[Field, ...]


TEMPLATES: Mapping[str, Template] = {
    "poll-opened": Template(
        "征求意见通知",
        (
            Field("compound", "thing1", "小区"),
            Field("title", "thing2", "事项"),
            Field("closes_at", "time3", "截止时间"),
        ),
    ),
    "poll-closing": Template(
        "投票即将截止提醒",
        (
            Field("compound", "thing1", "小区"),
            Field("title", "thing2", "事项"),
            Field("closes_at", "time3", "截止时间"),
        ),
    ),
    "result-published": Template(
        "结果公示通知",
        (
            Field("compound", "thing1", "小区"),
            Field("title", "thing2", "事项"),
            Field("published_at", "time3", "公示时间"),
        ),
    ),
    "decision-noticed": Template(
        "业主表决公告通知",
        (
            Field("compound", "thing1", "小区"),
            Field("title", "thing2", "事项"),
            Field("opens_at", "time3", "开始时间"),
        ),
    ),
    "ballot-entered": Template(
        "代交选票登记通知",
        (
            Field("compound", "thing1", "小区"),
            Field("title", "thing2", "事项"),
            Field("entered_at", "date3", "登记日期"),
        ),
    ),
    "binding-decided": Template(
        "房屋绑定审核结果通知",
        (
            Field("room", "thing1", "房屋"),
            Field("outcome", "phrase2", "审核结果"),
            Field("decided_at", "time3", "审核时间"),
        ),
    ),
    "binding-changed": Template(
        "房屋绑定变动通知",
        (
            Field("room", "thing1", "房屋"),
            Field("outcome", "phrase2", "变动"),
            Field("decided_at", "time3", "时间"),
        ),
    ),
    "roster-published": Template(
        "名册公示通知",
        (
            Field("compound", "thing1", "小区"),
            Field("closes_at", "time2", "截止时间"),
        ),
    ),
    "correction-answered": Template(
        "更正申请答复通知",
        (
            Field("room", "thing1", "房屋"),
            Field("outcome", "phrase2", "答复"),
            Field("decided_at", "time3", "答复时间"),
        ),
    ),
    "message-from-clerk": Template(
        "居委会回复通知",
        (
            Field("compound", "thing1", "小区"),
            Field("message", "thing2", "内容"),
            Field("sent_at", "time3", "回复时间"),
        ),
    ),
}


def data_for(notice: str, facts: Mapping[str, Value]) -> dict[str, dict[str, str]]:
    """The `data` of a template message or subscription notice; a missing or unfit fact is Invalid."""
    template = TEMPLATES.get(notice)
    if template is None:
        raise Invalid("notice-kind-unknown", notice=notice)
    return {field.parameter: {"value": _value(field, facts)} for field in template.fields}


def fit(kind: str, value: Value) -> str:
    """The value as a parameter of this type takes it, or Invalid."""
    text = _single_line(_in_words(kind, value))
    if kind == "thing" and text:
        return _shortened(text)
    shape = _SHAPES.get(kind)
    if shape is None or shape.fullmatch(text) is None:
        raise Invalid("notice-value-unfit", kind=kind)
    return text


def _value(field: Field, facts: Mapping[str, Value]) -> str:
    """A phrase is chosen by its code; everything else is the fact itself."""
    fact = facts.get(field.fact, "")
    return fit(field.kind, PHRASES.get(str(fact), fact) if field.kind == "phrase" else fact)


def _in_words(kind: str, value: Value) -> str:
    """Instants are told as people in Liaocheng read them."""
    if not isinstance(value, datetime):
        return str(value)
    here = value.astimezone(HERE)
    day = f"{here.year}年{here.month}月{here.day}日"
    return day if kind == "date" else f"{day} {here:%H:%M}"


def _single_line(text: str) -> str:
    return _GAPS.sub(" ", _EMOJI.sub("", clean(text))).strip()


def _shortened(text: str) -> str:
    """At most 20 characters as phones count them: one outside the basic plane counts twice."""
    if _units(text) <= THING_LENGTH:
        return text
    kept = text[: THING_LENGTH - 1]
    while _units(kept) > THING_LENGTH - 1:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
