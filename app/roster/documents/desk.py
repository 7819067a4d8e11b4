"""The binding desk, corrections of the roster and likely doubles as workbooks: as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.core.documents import Listing, Stamp, columns_of, moment, plain, words_of, workbook_of
from app.roster.queries import CorrectionRow, VerdictRow
from app.roster.queries.owners_page import AlikeLine

CLAIM_COLUMNS = columns_of(
    ("类别", 12), ("小区", 18), ("房屋", 18), ("谁提的", 14), ("电话", 14), ("要什么", 22),
    ("名册上的业主", 20), ("已经绑定的", 26), ("凭据", 30), ("提出时间", 17), ("已等", 12),
)  # fmt: skip
CORRECTION_COLUMNS = columns_of(
    ("房屋", 20), ("哪一项", 14), ("住户说的", 40), ("提出时间", 17), ("状态", 10),
    ("答复", 40), ("答复时间", 17),
)  # fmt: skip
ALIKE_COLUMNS = columns_of(
    ("情况", 26), ("姓名", 14), ("房屋", 40), ("电话", 16), ("定成", 10), ("依据和时间", 40)
)
CORRECTION_STATES = {"waiting": "等答复", "accepted": "已更正", "refused": "没有改"}
HAS = {True: "对得上", False: "对不上"}


def claims_workbook(desk: Any, stamp: Stamp) -> bytes:
    """Disputes, claims and wishes that wait; telephones masked as on the page."""
    rows = [
        *(_dispute_row(one) for one in desk.disputes),
        *(_claim_row(one, "等核对") for one in desk.claims),
        *(_wish_row(one) for one in desk.wishes),
    ]
    counts = f"争一户 {len(desk.disputes)}，等核对 {len(desk.claims)}，更正资料 {len(desk.wishes)}"
    total = ["合计", f"{len(rows)} 份", counts, *[""] * 8]
    return workbook_of(Listing("绑定申请", CLAIM_COLUMNS, rows, total, sheet="绑定申请", frozen=3), stamp)


def corrections_workbook(place: str, rows: Sequence[CorrectionRow], stamp: Stamp) -> bytes:
    """What residents wanted corrected, and what was answered."""
    topics = words_of("roster/_rights_words.html").TOPIC_WORDS
    lines = [
        [
            one.label, topics[str(one.topic)], one.text, moment(one.asked_at),
            CORRECTION_STATES[str(one.state)], one.answer, moment(one.answered_at),
        ]
        for one in rows
    ]  # fmt: skip
    waiting = sum(one.answered_at is None for one in rows)
    total = ["合计", f"{len(rows)} 份", "", "", f"等答复 {waiting}", "", ""]
    return workbook_of(Listing(f"{place}名册更正", CORRECTION_COLUMNS, lines, total, sheet="名册更正"), stamp)


def alike_workbook(
    place: str, lines: Iterable[AlikeLine], verdicts: Sequence[VerdictRow], *, stamp: Stamp
) -> bytes:
    """Entries that may be one person, and what was decided about others."""
    words = words_of("roster/_rights_words.html")
    rows = [
        [words.LIKENESS_WORDS[str(line.likeness)], name, "、".join(rooms), phone, "还没定", ""]
        for line in lines
        for _, name, phone, rooms in line.people
    ]
    open_rows = len(rows)
    rows += [
        [
            "核定过的", "、".join(one.names), "", "", "算一人" if one.is_same else "分开算",
            plain(words.span_words(one.span)),
        ]
        for one in verdicts
    ]  # fmt: skip
    total = ["合计", f"还没定 {open_rows} 人", "", "", f"核定过 {len(verdicts)} 条", ""]
    title = f"{place}可能是同一个人的业主"
    return workbook_of(Listing(title, ALIKE_COLUMNS, rows, total, sheet="可能是同一人"), stamp)


def _claim_row(case: Mapping[str, Any], kind: str) -> list[str]:
    claim, words = case["claim"], words_of("roster/words.html")
    bound = [f"{one.name}（{words.LEVEL_WORDS[one.level]}）" for one in case["bound"]]
    proofs = ["用房屋码进来的"] if case["has_code"] else []
    proofs += [f"姓名{HAS[case['name_matches']]}", f"电话{HAS[case['phone_matches']]}"]
    return [
        kind,
        claim.compound_name,
        claim.label,
        claim.name,
        case["phone"],
        "做业主" if claim.wants_owner else "做家里人或租户",
        "、".join(owner.name for owner in claim.owners),
        "、".join(bound),
        "，".join(proofs),
        moment(claim.asked_at),
        plain(words.waited(case["days"], case["hours"])),
    ]


def _dispute_row(one: Mapping[str, Any]) -> list[str]:
    dispute, words = one["dispute"], words_of("roster/words.html")
    row = _claim_row(one["case"], "") if one["case"] else [""] * len(CLAIM_COLUMNS)
    holders = [side.name or "没有留姓名" for side in one["sides"] if not side.is_claimant]
    row[:4] = ["两人争一户", dispute.compound_name, dispute.label, one["claimant"].name or "没有留姓名"]
    row[5] = "；".join(words.CAUSE_WORDS[cause] for cause in one["causes"])
    row[7] = "、".join(holders)
    row[9:] = [moment(dispute.opened_at), plain(words.waited(one["days"], one["hours"]))]
    return row


def _wish_row(one: Mapping[str, Any]) -> list[str]:
    wish, words = one["wish"], words_of("roster/words.html")
    asked = f"{words.WISH_WORDS[wish.wish]}：{wish.words}"
    waited = plain(words.waited(one["days"], one["hours"]))
    start = ["更正资料", wish.compound_name, wish.label, wish.name, "", asked]
    return [*start, "", "", f"现在是 {one['now']}" if one["now"] else "", moment(wish.asked_at), waited]
