"""Tells from what stands in a column what the column is about."""

import re
from collections.abc import Callable, Sequence

from app.roster.imports import columns
from app.roster.imports.addresses import split_address
from app.roster.imports.phones import normalise_phone
from app.roster.imports.rows import SOURCES
from surveys.errors import Invalid
from surveys.figures import half_width

MOST_LETTERS = 60
MOST_LOOKED_AT = 60
ENOUGH = 6  # of ten cells
_SURNAMES = set(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅庄辛管"
    "祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯"
    "阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀"
    "谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应"
    "台巫鞠僧桑荆谌银扬明沙伏岑习胥保和蔺"
)
_BUILDING = re.compile(r"(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[A-Z])(?:号楼|栋|幢|座|#|#楼)")
_UNIT = re.compile(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}|[东西中])(?:单元|门)")
_NUMBER = re.compile(r"0?[0-9]{1,2}0[0-9]|0?[0-9]{3,4}室")
_AREA = re.compile(
    r"[0-9]{2,3}\.[0-9]{1,2}(?:㎡|m2|平方米|平米|平)?|[0-9]{2,3}(?:㎡|m2|平方米|平米|平)", re.IGNORECASE
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}(?:\(共有\))?")
_SHARED = re.compile(r"(?:单独|共同|按份)?共有|单独(?:所有)?")
_FLOOR = re.compile(r"-?[0-9]{1,2}(?:层|楼|F)")


def role_by_content(cells: Sequence[str]) -> str | None:
    """What most of these cells look like; None where they tell nothing."""
    told = [
        plain
        for cell in cells[:MOST_LOOKED_AT]
        if (plain := half_width(cell[:MOST_LETTERS]).replace(" ", ""))
    ]
    if not told:
        return None
    for role, looks_like in _LOOKS:
        if sum(map(looks_like, told)) * 10 >= len(told) * ENOUGH:
            return role
    return None


def is_data(cells: Sequence[str]) -> bool:
    """Whether a row holds values and no headings: a number, an area or a telephone stands in it."""
    return any(is_value(cell) for cell in cells)


def is_value(cell: str) -> bool:
    """Whether a cell is surely no heading; a heading may look like a name."""
    return bool(cell) and role_by_content([cell]) not in (None, columns.NAME)


def _is_phone(cell: str) -> bool:
    try:
        return bool(normalise_phone(cell))
    except Invalid:
        return False


def _is_name(cell: str) -> bool:
    is_like_one = _NAME.fullmatch(cell) is not None and cell[0] in _SURNAMES
    return is_like_one and cell not in SOURCES and not cell.endswith("房")  # 商品房, 房改房


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: pattern.fullmatch(cell) is not None


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (columns.PHONE, _is_phone),
    (columns.ADDRESS, lambda cell: split_address(cell) is not None),
    (columns.SOURCE, lambda cell: cell.lower() in SOURCES),
    (columns.BUILDING, _matches(_BUILDING)),
    (columns.UNIT, _matches(_UNIT)),
    (columns.FLOOR, _matches(_FLOOR)),
    (columns.NUMBER, _matches(_NUMBER)),
    (columns.AREA, _matches(_AREA)),
    (columns.SHARED, _matches(_SHARED)),
    (columns.NAME, _is_name),
)
