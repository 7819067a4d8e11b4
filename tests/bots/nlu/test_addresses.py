"""Where somebody lives: as many ways of writing it as people have, and never a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import RoomAddress, address_part, room_address

WHOLE = """
3号楼2单元501
3-2-501
3#楼二单元五零一
3幢2门501室
我家住3号楼 2单元 501
3.2.501
03-02-0501
３号楼２单元５０１
3 2 501
3/2/501
3、2、501
3#2-501
3#2#501
3号楼2-501
3栋2-501
3-2单元-501
3-2单元501
3号2单元501
3楼2单元501
三号楼二单元五百零一
三号楼二单元五零幺
三杠二杠五零一
三点二点五零一
第3栋第2单元第501室
三號樓二單元501
3号楼2单元501 王桂兰
3号楼2单元501,电话13800001111
3号楼2单元5 0 1
2单元三号楼501
501室2单元3号楼
3栋2单元0501室
3号楼,2单元,501
3号楼—2单元—501
3-2-501室
三幢二单元五零一室
我是3号楼2单元501的业主
楼号3单元2房号501
俺家是三号楼二单元五零一
"""
OTHERS = {
    "三栋2单元5楼东户": RoomAddress("3", "2", 5, None, "东"),
    "三号楼二单元五楼西": RoomAddress("3", "2", 5, None, "西"),
    "俺家是三号楼二单元五楼东边": RoomAddress("3", "2", 5, None, "东"),
    "3-2-5东": RoomAddress("3", "2", 5, None, "东"),
    "3号楼2单元501室（东户）": RoomAddress("3", "2", None, "501", "东"),
    "3号楼2单元5楼502": RoomAddress("3", "2", 5, "502"),
    "A座1单元302": RoomAddress("A", "1", None, "302"),
    "a-2-501": RoomAddress("A", "2", None, "501"),
    "甲楼1单元201": RoomAddress("甲", "1", None, "201"),
    "东楼2单元501": RoomAddress("东", "2", None, "501"),
    "3号楼东单元501": RoomAddress("3", "东", None, "501"),
    "3号楼2单元501a": RoomAddress("3", "2", None, "501A"),
    "12号楼1单元1102": RoomAddress("12", "1", None, "1102"),
    "二十一号楼三单元一零二": RoomAddress("21", "3", None, "102"),
    "幸福小区3号楼2单元501": RoomAddress("3", "2", None, "501", None, "幸福小区"),
    "东昌路12号幸福小区3号楼2单元501": RoomAddress("3", "2", None, "501", None, "幸福小区"),
    "21世纪花园3-2-501": RoomAddress("3", "2", None, "501", None, "21世纪花园"),
    "三里庄3号楼2单元501": RoomAddress("3", "2", None, "501", None, "三里庄"),
    "8号院3号楼1单元101": RoomAddress("3", "1", None, "101", None, "8号院"),
}
PARTLY = {
    "3号楼501": RoomAddress("3", None, None, "501"),
    "A栋302": RoomAddress("A", None, None, "302"),
    "3#501": RoomAddress("3", None, None, "501"),
    "2单元501": RoomAddress(None, "2", None, "501"),
    "501": RoomAddress(room="501"),
    "3-501": RoomAddress(room="501"),
    "3楼501": RoomAddress(room="501"),
    "5楼501": RoomAddress(None, None, 5, "501"),
    "3号楼": RoomAddress("3"),
    "3号楼2单元": RoomAddress("3", "2"),
    "5楼东户": RoomAddress(None, None, 5, None, "东"),
    "三单元五楼中户": RoomAddress(None, "3", 5, None, "中"),
    "3号楼2单元东户": RoomAddress("3", "2", None, None, "东"),
    "3号楼2单元5楼2号": RoomAddress("3", "2", 5),
    "3号楼2单元5楼302": RoomAddress("3", "2"),
    "3号楼2单元5-1": RoomAddress("3", "2"),
}
NOT_ONE = """
    3 3-2 3-2-501-1 32501 13800001111 2024年 同意 你好 我想投票 5百 东户 五楼 我叫王三 电梯3号 我住幸福小区
    3号楼2单元501和502 3号楼2单元501，4号楼1单元201 不是3号楼2单元501 7K3M-9Q2X-ABCD 我家5口人 3000元
"""


@pytest.mark.parametrize("said", WHOLE.split("\n")[1:-1])
def test_one_home_is_written_in_many_ways(said: str) -> None:
    """All of these are building 3, unit 2, room 501."""
    assert room_address(said) == RoomAddress("3", "2", None, "501")


@pytest.mark.parametrize(("said", "meant"), OTHERS.items())
def test_floors_sides_letters_and_compounds_are_kept(said: str, meant: RoomAddress) -> None:
    """What was said, in its place."""
    assert room_address(said) == meant
    assert meant.is_whole


@pytest.mark.parametrize(("said", "meant"), PARTLY.items())
def test_what_was_not_said_stays_empty(said: str, meant: RoomAddress) -> None:
    """The dialogue asks for it."""
    assert room_address(said) == meant


@pytest.mark.parametrize("said", NOT_ONE.split())
def test_what_is_no_single_address_is_none(said: str) -> None:
    """Two homes, a denial, a telephone, a year."""
    assert room_address(said) is None


@pytest.mark.parametrize(
    ("said", "part", "value"),
    [
        ("3", "building", "3"),
        ("三号楼", "building", "3"),
        ("A", "building", "A"),
        ("第2单元", "unit", "2"),
        ("二", "unit", "2"),
        ("东", "unit", "东"),
        ("501", "room", "501"),
        ("五零一室", "room", "501"),
        ("我家501", "room", "501"),
    ],
)
def test_a_missing_part_is_answered_shortly(said: str, part: str, value: str) -> None:
    """The question has named the part already."""
    found = address_part(said, part)
    assert found is not None
    assert getattr(found, part) == value


def test_a_missing_room_can_be_a_floor_and_a_side() -> None:
    """And what is neither is asked again."""
    assert address_part("5楼东户", "room") == RoomAddress(floor=5, side="东")
    assert address_part("东", "room") is None
    assert address_part("不知道", "unit") is None


def test_a_correction_replaces_what_it_contradicts() -> None:
    """A room number after a floor and side, and the other way round."""
    first = RoomAddress("3", "2", 5, None, "东")
    assert first.with_more(RoomAddress(room="302")) == RoomAddress("3", "2", None, "302")
    assert RoomAddress("3", "2", None, "302").with_more(RoomAddress(floor=5, side="西")) == RoomAddress(
        "3", "2", 5, None, "西"
    )


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    """Nothing raises."""
    for part in ("building", "unit", "room"):
        address_part(text, part)
    assert room_address(text) is None or isinstance(room_address(text), RoomAddress)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 9), st.integers(1, 33), st.integers(1, 4))
def test_every_regular_address_is_read_back(building: int, unit: int, floor: int, flat: int) -> None:
    """As the roster prints it, and with dashes."""
    room = f"{floor}0{flat}"
    meant = RoomAddress(str(building), str(unit), None, room)
    assert room_address(f"{building}号楼{unit}单元{room}") == meant
    assert room_address(f"{building}-{unit}-{room}") == meant
