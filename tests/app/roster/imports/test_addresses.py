"""One way to write a building, a stairwell and a room."""

import pytest

from app.roster.imports import addresses


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3号楼", "3号楼"), ("3", "3号楼"), ("03", "3号楼"), ("3#", "3号楼"), ("3#楼", "3号楼"),
        ("３栋", "3号楼"),
        ("三号楼", "3号楼"), ("十二幢", "12号楼"), ("二十一号楼", "21号楼"), ("a座", "A座"), ("B1", "B1座"),
        ("东楼", "东楼"), ("", None), ("很" * 21, None),
    ],
)  # fmt: skip
def test_buildings_are_written_one_way(written: str, meant: str | None) -> None:
    assert addresses.building_name(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2单元", "2单元"),
        ("２", "2单元"),
        ("二单元", "2单元"),
        ("2门", "2单元"),
        ("东单元", "东单元"),
        ("", None),
    ],
)
def test_stairwells_are_written_one_way(written: str, meant: str | None) -> None:
    assert addresses.unit_name(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("501", "501"), ("0501", "501"), ("５０１室", "501"), ("3-2-501", "501"), ("2-501", "501"),
        ("501a", "501A"),
        ("东户", "东户"), ("4-2-501", None), ("3-1-501", None), ("", None), ("0", None), ("1-2-3-4", None),
        ("2024-05-01 00:00:00", None),
    ],
)  # fmt: skip
def test_rooms_are_written_one_way(written: str, meant: str | None) -> None:
    assert addresses.room_number(written, "3号楼", "2单元") == meant


@pytest.mark.parametrize(
    ("written", "number", "meant"),
    [
        ("5", "501", 5), ("五层", "501", 5), ("5F", "501", 5), ("", "501", 5), ("", "1203", 12),
        ("-1", "B1", -1),
        ("", "东户", None), ("0", "501", None), ("五楼半", "501", None), ("99", "501", None),
    ],
)  # fmt: skip
def test_floors_are_told_by_column_or_number(written: str, number: str, meant: int | None) -> None:
    assert addresses.floor_number(written, number) == meant
