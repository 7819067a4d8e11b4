"""What the registry knows of one compound, and which compounds go together, as workbooks."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.core.documents import Cell, Listing, Stamp, columns_of, moment, plain, words_of, workbook_of
from app.roster.queries import FindingRow, GroupRow, MemberRow, SpareRow
from app.roster.queries.registry_sheet import SheetLine

SPARE_COLUMNS = columns_of(
    ("是什么", 8), ("在哪里", 30), ("面积（㎡）", 12), ("归谁", 24), ("可以做什么", 24), ("现在", 10),
    ("登记时间", 17), ("撤下的原因", 26),
)  # fmt: skip
FINDING_COLUMNS = columns_of(
    ("哪天看到的", 12), ("属于", 8), ("看到了什么", 26), ("在哪里，什么样", 36), ("现在", 10),
    ("登记时间", 17), ("撤下的原因", 26),
)  # fmt: skip
GROUP_COLUMNS = columns_of(
    ("片区", 20), ("小区", 40), ("小区数", 8), ("楼栋（栋）", 10), ("住户（户）", 10), ("建筑面积（㎡）", 14),
    ("符合条件", 10), ("理由", 30), ("划定时间", 17),
)  # fmt: skip
SHEET_COLUMNS = columns_of(
    ("类别", 14), ("项目", 20), ("现在的情况", 34), ("怎么定的", 14), ("来源和日期", 46)
)
SPARE_KINDS = {"land": "空地", "room": "空房"}


def spare_workbook(place: str, places: Sequence[SpareRow], stamp: Stamp) -> bytes:
    """Idle land and rooms of a compound; areas add up over what is idle still."""
    rows: list[list[Cell]] = [
        [
            SPARE_KINDS[str(one.kind)], one.place, _area(one.area), one.owner, one.possible_use,
            "撤下了" if one.ended_at else "空着", moment(one.noted_at), one.end_reason or "",
        ]
        for one in places
    ]  # fmt: skip
    idle = [one for one in places if one.ended_at is None]
    total: list[Cell] = ["合计", f"空着 {len(idle)} 处", _area(sum(one.area or 0 for one in idle)), *[""] * 5]
    listing = Listing(f"{place}空地和空房", SPARE_COLUMNS, rows, total, sheet="空地和空房", frozen=2)
    return workbook_of(listing, stamp)


def findings_workbook(place: str, findings: Sequence[FindingRow], stamp: Stamp) -> bytes:
    """What was photographed of the checklist."""
    words = words_of("roster/_registry_words.html")
    rows = [
        [
            one.seen_on.isoformat(), words.SIGN_SHORT[one.sign], words.ITEM_WORDS[one.item], one.note,
            "撤下了" if one.ended_at else "在用", moment(one.noted_at), one.end_reason or "",
        ]
        for one in findings
    ]  # fmt: skip
    standing = sum(one.ended_at is None for one in findings)
    total = ["合计", "", f"{len(rows)} 张", "", f"在用 {standing} 张", "", ""]
    return workbook_of(
        Listing(f"{place}现场照片清单", FINDING_COLUMNS, rows, total, sheet="现场照片清单"), stamp
    )


def groups_workbook(groups: Sequence[GroupRow], members: Sequence[MemberRow], stamp: Stamp) -> bytes:
    """Compounds to be renovated as one, with their sums."""
    names: dict[str, list[str]] = {}
    for one in members:
        names.setdefault(one.group, []).append(one.name)
    rows: list[list[Cell]] = [
        [
            one.name, "、".join(names.get(one.public_id, ())), one.compounds, one.buildings, one.households,
            _area(one.floor_area), one.eligible, one.reason, moment(one.made_at),
        ]
        for one in groups
    ]  # fmt: skip
    sums = [sum(getattr(one, name) for one in groups) for name in ("compounds", "buildings", "households")]
    area, eligible = sum(one.floor_area for one in groups), sum(one.eligible for one in groups)
    total: list[Cell] = ["合计", f"{len(groups)} 片", *sums, _area(area), eligible, "", ""]
    return workbook_of(Listing("成片改造", GROUP_COLUMNS, rows, total, sheet="成片改造"), stamp)


def sheet_workbook(place: str, page: Mapping[str, Any], stamp: Stamp) -> bytes:
    """One compound's registry, line by line with its sources, and what follows from it."""
    words = words_of("roster/_registry_words.html")
    lines: Mapping[str, Sequence[SheetLine]] = page["lines"]
    rows = [_sheet_row(group, line, words) for group, members in lines.items() for line in members]
    known = sum(line.value is not None for members in lines.values() for line in members)
    total = [
        "合计",
        f"{len(rows)} 项",
        f"已清楚 {known} 项",
        "",
        plain(words.verdict_words(page["judgement"].eligible)),
    ]
    notes = [plain(words.condition_words(one.code, one.state)) for one in page["criteria"]]
    listing = Listing(
        f"{place}摸底档案", SHEET_COLUMNS, rows, total, sheet="摸底档案", frozen=2, notes=("；".join(notes),)
    )
    return workbook_of(listing, stamp)


def _sheet_row(group: str, line: SheetLine, words: Any) -> list[str]:
    value = plain(words.value_words(line.key, line.value)) if line.value else ""
    ground = "已登记" if line.ground == "agreed" else words.GROUND_WORDS[line.ground]
    sources = [f"{word.source}（{plain(words.on_day(word.since))}）" for word in line.words]
    return [words.GROUP_WORDS[group], words.KEY_WORDS[line.key], value, ground, "；".join(sources)]


def _area(hundredths: int | None) -> Cell:
    return "" if hundredths is None else Decimal(hundredths).scaleb(-2)
