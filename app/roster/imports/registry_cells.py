"""The headings of a public list of compounds and how each cell is read: as written, never guessed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.roster.imports.reading import Line
from app.roster.imports.rows import Reader
from app.roster.imports.years import NOTHING, read_built
from surveys.errors import Invalid
from surveys.figures import area_from_text, fen_from_text, half_width
from surveys.works import Key
from surveys.works.facts import Value, checked

NAME, ADDRESS, BUILT, YEAR = "小区名称", "地址", "建筑年代原文", "建成年份"
BUILDINGS, HOUSEHOLDS, KIND, FEE = "栋数", "户数", "建筑类型", "物业费用"
AREA, AREA_WAN = "建筑面积", "建筑面积万㎡"
LAND, TOWN, PLAN, FORMER, MANAGER = "土地性质", "城区或县城内", "拆迁棚改计划", "原产权单位", "物业企业"
SYSTEMS = {
    "水": Key.WATER, "电": Key.POWER, "暖": Key.HEATING, "气": Key.GAS, "道路": Key.ROADS,
    "安防": Key.SECURITY, "屋面防水": Key.ROOF, "雨污分流": Key.DRAINS,
}  # fmt: skip
HEADINGS = (
    NAME, ADDRESS, BUILT, YEAR, BUILDINGS, HOUSEHOLDS, KIND, FEE, AREA, LAND, TOWN, PLAN, FORMER, MANAGER,
    *SYSTEMS,
)  # fmt: skip
ALIASES = {
    "小区": NAME, "名称": NAME, "小区名": NAME, "项目名称": NAME, "小区项目名称": NAME, "楼盘名称": NAME,
    "小区地址": ADDRESS, "详细地址": ADDRESS, "坐落": ADDRESS, "位置": ADDRESS, "小区位置": ADDRESS,
    "建筑年代": BUILT, "建成年代": BUILT, "建成时间": BUILT, "建造年代": BUILT, "建造时间": BUILT,
    "竣工时间": BUILT, "建设年代": BUILT, "建设时间": BUILT, "建筑年份": YEAR, "竣工年份": YEAR, "年份": YEAR,
    "建造年份": YEAR, "建成年": YEAR,
    "楼栋数": BUILDINGS, "楼栋总数": BUILDINGS, "幢数": BUILDINGS, "栋": BUILDINGS, "楼数": BUILDINGS,
    "总户数": HOUSEHOLDS, "房屋总数": HOUSEHOLDS, "住户数": HOUSEHOLDS, "居民户数": HOUSEHOLDS,
    "房屋类型": KIND, "建筑结构": KIND, "物业费": FEE, "总建筑面积": AREA, "面积": AREA,
    "土地": LAND, "用地性质": LAND, "土地权属": LAND, "是否城区": TOWN, "拆迁计划": PLAN, "棚改计划": PLAN,
    "产权单位": FORMER, "原单位": FORMER, "物业公司": MANAGER, "物业服务企业": MANAGER, "物业单位": MANAGER,
    "供水": "水", "供电": "电", "供暖": "暖", "供热": "暖", "燃气": "气", "天然气": "气", "屋面": "屋面防水",
}  # fmt: skip
CONDITION_WORDS = {
    "需改": "needs-repair", "需改造": "needs-repair", "差": "needs-repair", "完好": "fine", "好": "fine",
    "不适用": "not-applicable", "不涉及": "not-applicable",
}  # fmt: skip
WORDS: dict[Key, dict[str, str]] = {
    Key.LAND: {"国有": "state", "国有土地": "state", "集体": "collective", "集体土地": "collective"},
    Key.DEMOLITION: {
        "否": "none", "无": "none", "没有": "none", "未列入": "none", "不在计划内": "none",
        "拆迁": "demolition", "列入拆迁": "demolition", "征收拆迁": "demolition",
        "棚改": "shantytown", "列入棚改": "shantytown", "棚户区改造": "shantytown",
    },
} | dict.fromkeys(SYSTEMS.values(), CONDITION_WORDS)  # fmt: skip
CHOSEN_BY = {LAND: Key.LAND, PLAN: Key.DEMOLITION} | SYSTEMS
MANAGERS = {
    "无物业": "none",
    "自管": "self",
    "居民自管": "self",
    "社区托管": "community",
    "社区托底": "community",
}
YES_OR_NO = {"是": True, "在": True, "否": False, "不在": False}
MOST_NAME, MOST_ADDRESS, MOST_TEXT = 60, 120, 120
FORMULA = ("=", "+", "@", "\t")
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_COUNT = re.compile(r"(\d{1,6}|\d{1,3}(?:,\d{3})+)(?:户|栋|幢|座)?")
_AREA = re.compile(r"(.*?)(万)?(?:平方米|平米|㎡|m²|m2|平)?", re.IGNORECASE)
_WAN = re.compile(r"(\d{1,4})(?:\.(\d{1,6}))?")
_FEE = re.compile(r"([\d.]+)(?:(?:至|-|~)([\d.]+))?元/(?:平米|平方米|㎡|m²|m2)/月")
_KIND_NOT_KNOWN = ("未知类型", "未知")


@dataclass(frozen=True)
class Row:
    """One good row: which compound it speaks of, and what it says."""

    line: Line
    name: str
    address: str
    facts: dict[Key, Value]


def find_registry_columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each known column stands if this is the heading row, else nothing.

    Several known headings without the compound's name raise `column-missing`.
    """
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        heading = registry_heading(cell)
        if heading is not None:
            places.setdefault(heading, place)
    if NAME not in places and len(places) > 1:
        raise Invalid("column-missing", column=NAME, columns=[NAME])
    return places if len(places) > 1 else {}


def registry_heading(cell: str) -> str | None:
    """The name under which the import knows a column; None for extra ones."""
    written = half_width(cell).replace(" ", "")
    plain = _IN_BRACKETS.sub("", written).strip("*: ")
    heading = plain if plain in HEADINGS else ALIASES.get(plain)
    return AREA_WAN if heading == AREA and "万" in written else heading


def read_row(reader: Reader, today: date) -> Row | None:
    """What a row says; None when it names no compound. Unreadable cells are reported and left out."""
    name = reader.cell(NAME)
    if not name or NOTHING.fullmatch(name):
        reader.wrong(NAME, "name-missing")
        return None
    if len(name) > MOST_NAME or _is_formula(name):
        reader.wrong(NAME, "cell-is-formula" if _is_formula(name) else "name-too-long")
        return None
    facts: dict[Key, Value] = {}
    if (built := _built(reader, today)) is not None:
        facts[Key.BUILT] = built
    for column in READERS:
        if (value := _value(reader, column)) is not None:
            facts[READERS[column][0]] = value
    return Row(reader.line, name, _address(reader), facts)


def _address(reader: Reader) -> str:
    text = reader.cell(ADDRESS)
    if NOTHING.fullmatch(text):
        return ""
    if len(text) > MOST_ADDRESS or _is_formula(text):
        reader.wrong(ADDRESS, "cell-is-formula" if _is_formula(text) else "address-too-long")
        return ""
    return text


def _built(reader: Reader, today: date) -> Value | None:
    """Both columns of years; where they cannot both be true, neither is taken."""
    values = [value for column in (BUILT, YEAR) if (value := _one_built(reader, column, today)) is not None]
    if len(values) < 2:
        return values[0] if values else None
    written, year = values
    if written["earliest"] > year["latest"] or year["earliest"] > written["latest"]:
        reader.wrong(YEAR, "built-columns-differ")
        return None
    return written


def _one_built(reader: Reader, column: str, today: date) -> Value | None:
    text = reader.cell(column)
    try:
        built = read_built(text)
    except Invalid:
        reader.wrong(column, "built-year-unreadable")
        return None
    if built is None:
        return None
    if built.earliest > today:
        reader.wrong(column, "built-in-the-future")
        return None
    span = {"earliest": built.earliest.isoformat(), "latest": built.latest.isoformat()}
    return checked(Key.BUILT, span | {"text": built.text})


def _value(reader: Reader, column: str) -> Value | None:
    """A cell's value, checked; empty cells and words for not known say nothing."""
    text = reader.cell(column)
    if not text:
        return None
    if _is_formula(half_width(text)):
        reader.wrong(column, "cell-is-formula")
        return None
    try:
        return _read(column, text)
    except Invalid:
        reader.wrong(column, UNREADABLE.get(READERS[column][0], "choice-unreadable"))
        return None


@lru_cache(maxsize=8192)  # the same few words and numbers fill most cells of a long list
def _read(column: str, text: str) -> Value | None:
    key, read = READERS[column]
    plain = half_width(text).strip()
    if NOTHING.fullmatch(plain) and plain not in WORDS.get(key, {}):
        return None
    value = read(plain.replace(" ", ""))
    return None if value is None else checked(key, value)


def _count(text: str) -> Value:
    found = _COUNT.fullmatch(text)
    if found is None:
        raise Invalid("figure-malformed")
    return {"count": int(found.group(1).replace(",", ""))}


def _area(text: str) -> Value:
    """Square metres or, where it says so, ten thousands of them."""
    found = _AREA.fullmatch(text)
    if found is None:
        raise Invalid("figure-malformed")
    return _area_in_wan(found.group(1)) if found.group(2) else {"area": area_from_text(found.group(1))}


def _area_in_wan(text: str) -> Value:
    found = _WAN.fullmatch(text.removesuffix("㎡").removesuffix("万"))
    if found is None:
        raise Invalid("figure-malformed")
    return {"area": int(found.group(1)) * 1_000_000 + int((found.group(2) or "").ljust(6, "0"))}


def _fee(text: str) -> Value:
    found = _FEE.fullmatch(text)
    if found is None:
        raise Invalid("figure-malformed")
    least = fen_from_text(found.group(1))
    return {"least_fen": least, "most_fen": fen_from_text(found.group(2)) if found.group(2) else least}


def _text(text: str) -> Value | None:
    return None if text in _KIND_NOT_KNOWN else {"text": text}


def _choice(key: Key) -> Callable[[str], Value]:
    return lambda text: {"choice": WORDS[key].get(text)}


def _yes_or_no(text: str) -> Value:
    return {"yes": YES_OR_NO.get(text)}


def _manager(text: str) -> Value:
    chosen = MANAGERS.get(text)
    return {"choice": chosen} if chosen else {"choice": "company", "name": text}


def _is_formula(text: str) -> bool:
    return text.startswith(FORMULA)


UNREADABLE = {
    Key.BUILDINGS: "count-unreadable", Key.HOUSEHOLDS: "count-unreadable", Key.FLOOR_AREA: "area-unreadable",
    Key.FEE: "fee-unreadable", Key.BUILDING_KIND: "text-unreadable", Key.FORMER_OWNER: "text-unreadable",
    Key.MANAGEMENT: "text-unreadable",
}  # fmt: skip
READERS: dict[str, tuple[Key, Callable[[str], Value | None]]] = {
    BUILDINGS: (Key.BUILDINGS, _count),
    HOUSEHOLDS: (Key.HOUSEHOLDS, _count),
    KIND: (Key.BUILDING_KIND, _text),
    FEE: (Key.FEE, _fee),
    AREA: (Key.FLOOR_AREA, _area),
    AREA_WAN: (Key.FLOOR_AREA, _area_in_wan),
    FORMER: (Key.FORMER_OWNER, _text),
    MANAGER: (Key.MANAGEMENT, _manager),
    TOWN: (Key.IN_TOWN, _yes_or_no),
} | {column: (key, _choice(key)) for column, key in CHOSEN_BY.items()}
