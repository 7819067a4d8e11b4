"""What auditors and administrators read, as workbooks: looks, the log, proposals, letters to units."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.core.documents import Listing, Stamp, columns_of, moment, plain, words_of, workbook_of
from app.roster.queries import MessageRow, ProposalRow
from app.roster.queries.reveals import RevealRow

REVEAL_COLUMNS = columns_of(("时间", 17), ("谁看的", 14), ("哪一户", 34), ("看了什么", 12), ("为什么", 46))
LOG_COLUMNS = columns_of(("时间", 17), ("谁", 20), ("做了什么", 24), ("关于", 26), ("内容", 60))
PROPOSAL_COLUMNS = columns_of(
    ("给谁", 12), ("什么事", 46), ("谁提的", 12), ("提出时间", 17), ("为什么", 34), ("在谁手里", 12),
    ("从什么时候", 17), ("催办", 17),
)  # fmt: skip
MESSAGE_COLUMNS = columns_of(
    ("事项", 34), ("单位", 26), ("哪天前答复", 14), ("状态", 14), ("发出", 17), ("答复", 50), ("答复时间", 17)
)


def reveals_workbook(reveals: Sequence[RevealRow], stamp: Stamp) -> bytes:
    """Every look at a masked field; never what was seen."""
    words = words_of("web/_staff_words.html")
    rows = [
        [
            moment(one.at), one.name, f"{one.compound_name}{one.room_label}", words.FIELD_WORDS[one.field],
            f"{words.REASON_WORDS[one.reason]}：{one.words}",
        ]
        for one in reveals
    ]  # fmt: skip
    total = ["合计", f"{len({one.key for one in reveals})} 人", "", f"{len(rows)} 次", ""]
    return workbook_of(Listing("查看个人信息的记录", REVEAL_COLUMNS, rows, total, sheet="查看记录"), stamp)


def log_workbook(entries: Sequence[Any], names: Mapping[str, str], stamp: Stamp) -> bytes:
    """The audit log as it was asked for."""
    rows = [
        [
            moment(one.at), names.get(one.actor, one.actor), one.act, one.subject,
            json.dumps(one.facts, ensure_ascii=False),
        ]
        for one in entries
    ]  # fmt: skip
    total = ["合计", f"{len(rows)} 条", "", "", ""]
    return workbook_of(Listing("操作日志", LOG_COLUMNS, rows, total, sheet="操作日志"), stamp)


def proposals_workbook(proposals: Sequence[ProposalRow], places: Mapping[str, str], stamp: Stamp) -> bytes:
    """What waits for a second person."""
    words = words_of("web/_staff_words.html")
    rows = [
        [
            one.name, plain(words.proposal_words(one, places)), one.proposer_name, moment(one.proposed_at),
            one.reason, one.holder_name, moment(one.held_at), moment(one.reminded_at),
        ]
        for one in proposals
    ]  # fmt: skip
    total = ["合计", f"{len(rows)} 件", *[""] * 6]
    return workbook_of(Listing("等第二个人确认", PROPOSAL_COLUMNS, rows, total, sheet="等确认"), stamp)


def messages_workbook(messages: Sequence[MessageRow], today: date, stamp: Stamp) -> bytes:
    """What was sent to member units, with their answers."""
    states = [_state(one, today) for one in messages]
    rows = [
        [
            one.subject, one.unit_name, one.due_on.isoformat(), state, moment(one.sent_at), one.answer or "",
            moment(one.answered_at),
        ]
        for one, state in zip(messages, states, strict=True)
    ]  # fmt: skip
    late = states.count("过期没答复")
    total = ["合计", f"{len(rows)} 件", "", f"过期 {late} 件", "", "", ""]
    return workbook_of(Listing("成员单位来往事项", MESSAGE_COLUMNS, rows, total, sheet="来往事项"), stamp)


def _state(one: MessageRow, today: date) -> str:
    if one.closed_at:
        return "已办结"
    if one.answered_at:
        return "已答复"
    return "过期没答复" if one.due_on < today else "等答复"
