"""How facts look in a sentence: times, homes, lists, answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bots.desk import Home, PollCard, Receipt, Record, ResultLine, TimelineEntry
from surveys.questionnaires import wording

HERE = ZoneInfo("Asia/Shanghai")
STAGES = {
    "survey": "摸底",
    "wishes": "问意愿",
    "plan": "定方案",
    "decision": "表决",
    "works": "施工",
    "acceptance": "验收",
    "upkeep": "长效管理",
}
WEEKDAYS = "一二三四五六日"
ABOUT = {"poll": "您的投票", "bind": "绑定房屋", "owner": "核对业主身份", "person": "和工作人员的谈话"}
WHAT = {"answer": "已答", "binding": "绑定", "help": "找工作人员"}


@dataclass(frozen=True)
class Room:
    """How much room there is: items of a list, characters of a long text, characters of a line."""

    items: int
    text: int
    line: int


ROOMY = Room(items=10, text=220, line=80)


def when(at: datetime) -> str:
    """An instant as residents read it."""
    here = at.astimezone(HERE)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def deadline(at: datetime) -> str:
    """An end, with the day of the week: people plan by it."""
    here = at.astimezone(HERE)
    return f"{here.month}月{here.day}日（周{WEEKDAYS[here.weekday()]}）{here:%H:%M}"


def day(on: date) -> str:
    """A date as residents read it."""
    return f"{on.year}年{on.month}月{on.day}日"


def home_label(home: Home) -> str:
    """A home in full, with the person it is bound as."""
    return f"{home.compound} {home.address}（{home.person}）"


def shortened(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: max(most - 1, 0)].rstrip() + "…"


def numbered(lines: Sequence[str]) -> str:
    """One option a line, counted from 1."""
    return "\n".join(f"{place} {line}" for place, line in enumerate(lines, 1))


class Filler(Formatter):
    """Fills a sentence; a missing fact stays empty, and a list too long names the page with the rest."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.left_out = 0

    def get_value(self, key: int | str, _args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """A fact, or nothing."""
        return kwargs.get(str(key), "")

    def format_field(self, value: Any, format_spec: str) -> str:
        """A fact in its form."""
        if format_spec:
            return FORMS[format_spec](self, value) if value else ""
        if isinstance(value, datetime):
            return when(value)
        return day(value) if isinstance(value, date) else str(value)

    def some(self, items: Sequence[Any], line: Callable[[Any], str], most: int | None = None) -> str:
        """As many lines as there is room for; the number of the others is kept."""
        kept = items[: most or self.room.items]
        self.left_out += len(items) - len(kept)
        return "\n".join(line(item) for item in kept)

    def record(self, record: Record) -> str:
        """One line of "my records"."""
        parts = (WHAT.get(record.what, ""), record.title, record.home, record.number)
        return shortened(f"{when(record.at)} " + " ".join(part for part in parts if part), self.room.line)

    def entry(self, entry: TimelineEntry) -> str:
        """One line of the timeline."""
        return shortened(
            f"{day(entry.on)} {STAGES.get(entry.stage, entry.stage)} {entry.text}".rstrip(), self.room.line
        )

    def answered(self, place: int, line: Sequence[str]) -> str:
        """One question and what was answered."""
        title, answers = shortened(line[0], self.room.line // 2), "；".join(line[1:]) or "没答"
        return f"第{place}题 {title}\n  {shortened(answers, self.room.line)}"


def _polls(filler: Filler, cards: Sequence[PollCard]) -> str:
    def line(card: PollCard) -> str:
        done = "已答，" if card.answered else ""
        return f"{shortened(card.title, filler.room.line)}（{done}{deadline(card.closes_at)} 截止）"

    return numbered([line(card) for card in cards])


def _review(filler: Filler, lines: Sequence[Sequence[str]]) -> str:
    pairs = list(enumerate(lines, 1))
    return filler.some(pairs, lambda pair: filler.answered(*pair))


def _result(line: ResultLine) -> str:
    return f"{line.label}：{'不足5，不公布' if line.count is None else line.count}"


def _who_sees(_filler: Filler, key: str) -> str:
    try:
        return wording.who_sees(key)
    except KeyError:
        return ""


def _receipt_until(_filler: Filler, receipt: Receipt) -> str:
    return deadline(receipt.closes_at)


FORMS: dict[str, Callable[[Filler, Any], str]] = {
    "numbered": lambda _filler, lines: numbered(lines),
    "home": lambda _filler, home: home_label(home),
    "homes": lambda _filler, homes: numbered([home_label(home) for home in homes]),
    "home-lines": lambda _filler, homes: "\n".join(f"· {home_label(home)}" for home in homes),
    "polls": _polls,
    "review": _review,
    "results": lambda filler, lines: filler.some(lines, _result),
    "records": lambda filler, records: filler.some(records, filler.record),
    "timeline": lambda filler, entries: filler.some(entries, filler.entry, min(filler.room.items, 5)),
    "joined": lambda filler, texts: shortened("；".join(texts), filler.room.line),
    "short": lambda filler, text: shortened(text, filler.room.text),
    "title": lambda filler, text: shortened(text, filler.room.line),
    "who-sees": _who_sees,
    "end": lambda _filler, at: deadline(at),
    "about": lambda _filler, dialogue: ABOUT.get(dialogue, "上次的事"),
    "receipt-home": lambda _filler, receipt: receipt.home,
    "receipt-number": lambda _filler, receipt: receipt.number,
    "receipt-until": _receipt_until,
}
