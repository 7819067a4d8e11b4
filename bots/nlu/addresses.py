"""Where somebody lives, from the many ways of writing it; what was not said stays empty."""

import re
from dataclasses import dataclass, replace

from bots.nlu.numbers import SPOKEN, read_number
from bots.nlu.writing import normalise


@dataclass(frozen=True)
class RoomAddress:
    """What was said of an address, e.g. building "3", unit "2", floor 5, room "501", side "东"."""

    building: str | None = None
    unit: str | None = None
    floor: int | None = None
    room: str | None = None
    side: str | None = None
    place: str | None = None  # what stands before the building: most often the compound

    def with_more(self, other: "RoomAddress") -> "RoomAddress":
        """This address with what the other one adds or corrects."""
        said = {name: value for name, value in vars(other).items() if value is not None}
        if other.room:
            said = {"floor": None, "side": None, **said}
        elif other.floor or other.side:
            said = {"room": None, **said}
        return replace(self, **said)

    @property
    def is_whole(self) -> bool:
        """Is there enough to look for one room (the unit may be missing where there is only one)?"""
        return bool(self.building and (self.room or (self.floor and self.side)))


NUMERAL = rf"(?:\d+|[{SPOKEN}]+)"
STEMS = "甲乙丙丁"
SIDE = r"(东|西|中|南|北|左|右)(?:边|面|手|侧|头|首|间)*(?:的)?(?:户|门|家|室|屋)?"

PLACE = re.compile(
    r"^.*(?:小区|花园|家园|家属院|家属楼|家属区|公寓|宿舍|新村|社区|大院|新苑|苑|嘉园|华庭|广场|路\d+号)(?=.)"
)
STRICT = r"(?:号院?楼|号住宅楼|栋楼?|幢楼?|座楼?|#楼|楼栋)"
DENIES = re.compile(r"不|没|别|非|还是|或|吗|\?|\d\s*(?:年|元|块|平|%|次|票|分|个)")
SPOKEN_DOT = re.compile(rf"(?<=[\d{SPOKEN}])点(?=[\d{SPOKEN}])")
STREET = re.compile(r"^.*路(?:\s*\d+号)?")
LEADS = re.compile(
    r"^(?:您好|你好|你们好|那个|嗯|呃|哦|我们家|我家|俺们家|俺家|咱家|我们|俺们|本人|我|俺|咱|家|住址|住|地址|房号|房间号|门牌号?|绑定|就|是|在|的|为|于"
    r"|[:：,，.。\s])+"
)
TEN_OF = re.compile(
    r"(?<=[单元门号楼栋幢座层])\s*((?:[\d零〇一二三四五六七八九幺]\s+){2,3}[\d零〇一二三四五六七八九幺])(?=\D|$)"
)

BUILDING = re.compile(rf"({NUMERAL}|[a-z]|[{STEMS}])\s*{STRICT}")
BUILDING_AFTER = re.compile(rf"(?:楼号|楼栋号?|栋号)\s*[:：]?\s*({NUMERAL}|[a-z])")
SIDE_BUILDING = re.compile(rf"^(东|西|南|北|中|前|后|[{STEMS}]|[a-z])楼")
LOOSE_BUILDING = re.compile(
    rf"^({NUMERAL}|[a-z])\s*(?:楼|号|#|号院)\s*[-,]?\s*(?=(?:{NUMERAL}|[东西中南北a-z])\s*(?:单元|门|#|-))"
)
NUMBER_SIGN = re.compile(
    rf"^({NUMERAL}|[a-z])\s*(?:#|号)\s*-?\s*(?=\d{{3,4}}(?:\D|$)|{NUMERAL}[-#]|[{SPOKEN}]{{3,}})"
)
UNIT = re.compile(rf"({NUMERAL}|[a-z]|[东西中南北{STEMS}])\s*(?:单元门?|门洞|门栋|门(?!牌)|洞|梯)")
UNIT_AFTER = re.compile(rf"单元号?\s*[:：]?\s*({NUMERAL})(?!\s*(?:楼|层|室|号|户))(?=\D|$)")
FLOOR_SIDE = re.compile(rf"({NUMERAL})\s*(?:楼|层)?\s*-?\s*{SIDE}(?!楼|单元)")
FLOOR = re.compile(rf"({NUMERAL})\s*(?:楼|层)(?!栋)")
ONLY_SIDE = re.compile(r"(东|西|中|南|北|左|右)(?:边|面|手|侧|头|首|间)*(?:户|门)")
ROOM = re.compile(rf"({NUMERAL}[a-d]?)\s*(?:室|房间|房|号房|号|户)?(?=\D|$)")
PLAIN_SIDE = re.compile(
    rf"^({NUMERAL}|[a-z])[-./#,\s]+({NUMERAL})[-./#,\s]+({NUMERAL})\s*(?:楼|层)?-?{SIDE}$"
)
PLAIN = re.compile(rf"^({NUMERAL}|[a-z])((?:[-./#_·+~、,\s]+{NUMERAL}){{1,3}}[a-d]?)(?:室|号|户|房)?(?:\D*)$")
PART_ENDS = {
    "building": "号楼|号|楼|栋|幢|座|#",
    "unit": "单元|号单元|门|门洞|号",
    "room": "室|号|户|房间|房",
}


def room_address(text: str) -> RoomAddress | None:
    """What an address says; a part not said, or that could mean two things, is None. None if it is none."""
    plain = re.sub(r"[杠横减]", "-", normalise(text)).replace("第", "")
    plain = LEADS.sub("", SPOKEN_DOT.sub(".", plain))
    if DENIES.search(plain) or len(plain) > 60:
        return None
    place = PLACE.match(plain)
    found = RoomAddress(place=STREET.sub("", place[0]) or None) if place else RoomAddress()
    rest = LEADS.sub("", plain[place.end() :]) if place else plain
    rest = TEN_OF.sub(lambda run: run[1].replace(" ", ""), rest)
    by_position = _by_position(rest)
    said = by_position or _by_marks(rest)
    if said is None or said == RoomAddress():
        return None
    return found.with_more(said)


def address_part(text: str, part: str) -> RoomAddress | None:
    """The answer to "which building (unit, room)?": a bare name, or any part of an address."""
    said = room_address(text)
    if said and (getattr(said, part, None) or (part == "room" and said.floor and said.side)):
        return said
    plain = LEADS.sub("", normalise(text)).replace("第", "")
    found = re.fullmatch(
        rf"({NUMERAL}[a-d]?|[a-z]|[{STEMS}东西南北中])\s*(?:{PART_ENDS[part]})?(?:[的吧啊呀.。!！]*)", plain
    )
    name = _plain_number(found[1]) if found else None
    if name is None or (part == "room" and not name[0].isdigit()):
        return None
    return RoomAddress(building=name if part == "building" else None, unit=name if part == "unit" else None,
                       room=name if part == "room" else None)  # fmt: skip


def _plain_number(written: str) -> str | None:
    """A number without leading zeros as text, a letter in capitals, a stem or direction as it is."""
    if re.fullmatch(r"[a-z]", written) or written in STEMS or written in "东西中南北前后":
        return written.upper()
    letter = written[-1].upper() if re.fullmatch(r".+[a-d]", written) else ""
    value = read_number(written[:-1] if letter else written)
    return None if not value or value > 9999 else f"{value}{letter}"


def _by_position(rest: str) -> RoomAddress | None:
    """Numbers and separators only: three are building, unit and room; of two only the room is sure."""
    with_side = PLAIN_SIDE.match(rest)
    if with_side:
        building, unit, floor = (_plain_number(with_side[at]) for at in (1, 2, 3))
        return (
            RoomAddress(building, unit, int(floor), side=with_side[4]) if floor and len(floor) < 3 else None
        )
    found = PLAIN.match(rest)
    if not found:
        return None
    written = [found[1], *re.findall(rf"{NUMERAL}[a-d]?", found[2])]
    parts = [_plain_number(part) for part in written]
    if None in parts or not _is_room(parts[-1]):
        return None
    if len(parts) == 3:
        return RoomAddress(building=parts[0], unit=parts[1], room=parts[2])
    is_building = re.match(r"\s*#", found[2])
    return RoomAddress(building=parts[0] if is_building else None, room=parts[1]) if len(parts) == 2 else None


def _is_room(part: str | None) -> bool:
    return bool(part) and len(re.sub(r"\D", "", part or "")) >= 3


class _Reader:
    """Takes marked pieces out of a text one by one; two different pieces of one kind spoil it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.is_spoilt = False

    def take(self, *patterns: re.Pattern[str]) -> str | None:
        """The piece that the first fitting pattern names, removed from the text."""
        for pattern in patterns:
            found = pattern.search(self.text)
            if found:
                self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
                self.is_spoilt |= bool(pattern.search(self.text)) and pattern not in (ROOM, FLOOR, FLOOR_SIDE)
                return _plain_number(found[1])
        return None


def _by_marks(rest: str) -> RoomAddress | None:
    place, rest = _place_before(rest)
    reader = _Reader(rest)
    building = reader.take(BUILDING, BUILDING_AFTER, SIDE_BUILDING, LOOSE_BUILDING, NUMBER_SIGN)
    building_left, unit_left = _numbers_before_unit(reader, building)
    unit = unit_left or reader.take(UNIT, UNIT_AFTER)
    building = building or building_left
    floor, side = _floor_and_side(reader)
    unit, room = _unit_and_room(reader, unit, building)
    if reader.is_spoilt or not (building or unit or room or (floor and side)):
        return None
    if floor and room and not (_is_room(room) and room.startswith(str(floor))):
        floor, room = (floor if not _is_room(room) else None), (room if not building else None)
    return RoomAddress(building, unit, floor, room, side, place)


def _place_before(rest: str) -> tuple[str | None, str]:
    """A name in front of an unmistakable building mark is the place."""
    strict = BUILDING.search(rest)
    if not strict or strict.start() == 0 or re.search(r"单元|室", rest[: strict.start()]):
        return None, rest
    before = rest[: strict.start()].strip(" ,-")
    if re.fullmatch(rf"{NUMERAL}", before):
        return None, rest
    return before or None, rest[strict.start() :]


def _numbers_before_unit(reader: _Reader, building: str | None) -> tuple[str | None, str | None]:
    """In "3-2单元" the first number is the building; in "3号楼2-501" the 2 is the unit."""
    if building is None:
        found = re.match(rf"^\s*({NUMERAL}|[a-z])\s*[-./#,\s]+(?={NUMERAL}\s*(?:单元|门))", reader.text)
        if found:
            reader.text = reader.text[found.end() :]
            return _plain_number(found[1]), None
        return None, None
    found = re.match(
        rf"^[\s\-./#,]*({NUMERAL})[\s\-./#,]+(?={NUMERAL}[a-d]?(?:室|号|户|房)?(?:\D*)$)", reader.text
    )
    if found and not re.search(r"单元|门|楼|层", reader.text):
        reader.text = reader.text[found.end() :]
        return None, _plain_number(found[1])
    return None, None


def _floor_and_side(reader: _Reader) -> tuple[int | None, str | None]:
    both = FLOOR_SIDE.search(reader.text)
    if both and not _is_room(_plain_number(both[1])):
        floor = _plain_number(both[1])
        reader.text = f"{reader.text[: both.start()]} {reader.text[both.end() :]}"
        return int(floor) if floor and floor.isdigit() else None, both[2]
    floor = reader.take(FLOOR)
    side = ONLY_SIDE.search(reader.text)
    return int(floor) if floor and floor.isdigit() else None, side[1] if side else None


def _unit_and_room(reader: _Reader, unit: str | None, building: str | None) -> tuple[str | None, str | None]:
    """The one number that is left is the room; two different ones, or a stray one, are nobody's guess."""
    left = [part for part in (_plain_number(found) for found in ROOM.findall(reader.text)) if part]
    rooms = [part for part in left if _is_room(part)]
    if len(set(rooms)) > 1 or (len(left) > len(rooms) and rooms):
        reader.is_spoilt = True
        return unit, None
    if (
        not rooms
        and len(left) == 1
        and building
        and unit
        and re.search(rf"{NUMERAL}\s*(?:室|号|户)", reader.text)
    ):
        return unit, left[0]
    return unit, rooms[0] if rooms else None
