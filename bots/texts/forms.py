"""How facts look in a sentence: times, homes, lists, answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

from bots.desk import (
    BallotPaper,
    DecisionCard,
    Home,
    PollCard,
    Receipt,
    Record,
    ResultLine,
    TimelineEntry,
)
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
ABOUT = {
    "poll": "您的投票",
    "decide": "业主表决",
    "bind": "绑定房屋",
    "owner": "核对业主身份",
    "person": "和工作人员的谈话",
}
WHAT = {"answer": "已答", "ballot": "已投票", "binding": "绑定", "help": "找工作人员"}

CHOICES = {"agree": "同意", "disagree": "不同意", "abstain": "弃权"}
CAPACITIES = {
    "owner": "业主本人",
    "designated": "共有人推选的投票人",
    "co-owner": "共有人之一",
    "guardian": "监护人",
    "proxy": "受托人",
}
DECISION_STAGES = {
    "notice": "公告中",
    "ready": "等开始",
    "open": "正在投票",
    "closed": "等计票",
    "preliminary": "初步结果公示",
    "final": "已公布",
    "archived": "已公布",
    "void": "已作废",
}


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


def paper_label(paper: BallotPaper) -> str:
    """A ballot by its rooms and as what somebody may hand it in."""
    return f"{'、'.join(paper.rooms)}（您是{CAPACITIES[paper.capacity]}）"


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


def _decisions(filler: Filler, cards: Sequence[DecisionCard]) -> str:
    def line(card: DecisionCard) -> str:
        notes = [DECISION_STAGES[card.stage]]
        if card.stage == "open" and card.papers:
            left = f"还有 {card.waiting} 张没投" if len(card.papers) > 1 else "您还没投"
            notes.append(left if card.waiting else "您已经投了，可以改")
        return f"{shortened(card.title, filler.room.line)}（{'，'.join(notes)}）"

    return numbered([line(card) for card in cards])


def _paper_line(paper: BallotPaper) -> str:
    return f"{paper_label(paper)}{'，投过了' if paper.has_voted else '，还没投'}"


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
    "decisions": _decisions,
    "paper": lambda filler, paper: shortened(paper_label(paper), filler.room.line),
    "papers": lambda filler, papers: shortened(
        "；".join("、".join(each.rooms) for each in papers), filler.room.line
    ),
    "papers-numbered": lambda filler, papers: numbered(
        [shortened(_paper_line(each), filler.room.line) for each in papers]
    ),
    "ballot-rooms": lambda filler, receipt: shortened("、".join(receipt.rooms), filler.room.line),
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
    "day": lambda _filler, at: day(at.astimezone(HERE).date()),
    "about": lambda _filler, dialogue: ABOUT.get(dialogue, "上次的事"),
    "receipt-home": lambda _filler, receipt: receipt.home,
    "receipt-number": lambda _filler, receipt: receipt.number,
    "receipt-until": _receipt_until,
}
