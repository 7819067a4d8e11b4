"""Public lists come in as written: what cannot be read is reported by cell and stays unknown."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.core.db import db
from app.roster import queries
from app.roster.models import Compound
from surveys.errors import Invalid
from surveys.works import Key
from tests import factories as make
from tests.app.roster import workbooks
from tests.app.roster.registries import HEADINGS, a_list, imported, planned, row


@pytest.fixture
def county(app: Flask) -> str:
    """An empty county."""
    return make.a_region()


def test_a_list_makes_compounds_with_facts_and_a_second_time_nothing(county: str) -> None:
    first = imported(a_list(row(), row(name="朝阳里", address="朝阳路2号")))
    assert (first.rows, first.ok, first.new, first.new_facts, first.errors) == (2, 2, 2, 12, ())
    again = imported(a_list(row(), row(name="朝阳里", address="朝阳路2号")))
    assert (again.new, again.new_facts, again.changed) == (0, 0, 0)
    found = queries.compounds_under([county])
    assert [one.code for one in found] == ["371502-00001", "371502-00002"]
    assert (found[0].built_year, found[0].building_count, found[0].household_count) == (1995, 4, 120)
    assert found[0].floor_area == 1_023_450


@pytest.mark.parametrize("make_file", [workbooks.xlsx_of, workbooks.xls_of, workbooks.csv_of])
def test_all_three_kinds_of_file_say_the_same(county: str, make_file: Callable[..., bytes]) -> None:
    name = "list.csv" if make_file is workbooks.csv_of else "list.xlsx"
    plan = planned(make_file([row()], HEADINGS), name=name)
    assert (plan.rows, plan.new, plan.new_facts, plan.errors) == (1, 1, 6, ())


@pytest.mark.parametrize(
    ("change", "column", "code", "key"),
    [
        ({"built": "1985年建成,2010年改造", "year": ""}, "建筑年代原文", "built-year-unreadable", Key.BUILT),
        ({"year": "1997"}, "建成年份", "built-columns-differ", Key.BUILT),
        ({"built": "2099年", "year": ""}, "建筑年代原文", "built-in-the-future", Key.BUILT),
        ({"households": "约300户"}, "户数", "count-unreadable", Key.HOUSEHOLDS),
        ({"households": "0"}, "户数", "count-unreadable", Key.HOUSEHOLDS),
        ({"buildings": "-3"}, "栋数", "count-unreadable", Key.BUILDINGS),
        ({"fee": "面议"}, "物业费用", "fee-unreadable", Key.FEE),
        ({"area": "一万多"}, "建筑面积", "area-unreadable", Key.FLOOR_AREA),
        ({"kind": "=1+1"}, "建筑类型", "cell-is-formula", Key.BUILDING_KIND),
    ],
)
def test_a_cell_that_cannot_be_read_is_reported_and_left_unknown(
    county: str, change: dict[str, str], column: str, code: str, key: Key
) -> None:
    plan = planned(a_list(row(**change)))
    assert [(one.row, one.column, one.code) for one in plan.errors] == [(2, column, code)]
    assert (plan.ok, plan.new) == (0, 1)
    assert key not in plan.places[0].facts
    assert len(plan.places[0].facts) == 5


@pytest.mark.parametrize("word", ["暂无信息", "", "不详", "-"])
def test_words_for_not_known_say_nothing(county: str, word: str) -> None:
    unknown = dict.fromkeys(("built", "year", "buildings", "households", "kind", "fee", "area"), word)
    plan = planned(a_list(row(**unknown)))
    assert (plan.errors, plan.places[0].facts) == ((), {})


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "name-missing"), ("=HYPERLINK(1)", "cell-is-formula"), ("长" * 61, "name-too-long")],
)
def test_a_row_without_a_usable_name_is_skipped(county: str, name: str, code: str) -> None:
    plan = imported(a_list(row(name=name), row()))
    assert [one.code for one in plan.errors] == [code]
    assert plan.new == 1


def test_the_same_compound_is_known_by_name_and_address_however_they_are_spaced(county: str) -> None:
    make.a_compound("光明里", address="聊城市东昌府区光明路１号")
    plan = planned(a_list(row(name=" 光 明 里 ", address="（东昌）光明路1号")))
    assert (plan.new, plan.new_facts) == (0, 6)


def test_a_house_number_is_never_cut_in_two(county: str) -> None:
    make.a_compound("光明里", address="光明路12号")
    plan = planned(a_list(row(address="光明路1")))
    assert plan.new == 1
    assert [one.code for one in plan.warnings] == ["same-name-elsewhere"]


def test_a_row_that_may_mean_two_compounds_means_none(county: str) -> None:
    make.a_compound("光明里", address="光明路1号")
    make.a_compound("光明里", address="花园路9号")
    plan = planned(a_list(row(address="")))
    assert [one.code for one in plan.errors] == ["compound-unclear"]
    assert plan.places == ()


def test_a_compound_of_another_region_is_not_matched(county: str) -> None:
    make.a_region("371521", name="阳谷县")
    make.a_compound("光明里", region="371521", address="光明路1号")
    assert planned(a_list(row())).new == 1


def test_a_repeated_row_is_pointed_out_and_counts_once(county: str) -> None:
    plan = imported(a_list(row(), row()))
    assert (plan.new, plan.new_facts, plan.errors) == (1, 6, ())
    assert [(one.row, one.code) for one in plan.warnings] == [(3, "compound-repeated")]


def test_rows_of_one_list_that_disagree_say_nothing_of_that(county: str) -> None:
    plan = imported(a_list(row(), row(households="130"), row(households="120")))
    assert {one.code for one in plan.errors} == {"rows-differ"}
    assert Key.HOUSEHOLDS not in plan.places[0].facts
    assert len(plan.places[0].facts) == 5


def test_conditions_of_the_eight_systems_and_plans_are_read(county: str) -> None:
    headings = ("小区名称", "水", "暖", "雨污分流", "土地性质", "拆迁计划", "总建筑面积（万㎡）", "物业公司")
    cells = ["光明里", "需改", "不适用", "完好", "国有", "无", "1.2345", "洁净物业"]
    facts = planned(a_list(cells, headings=headings)).places[0].facts
    assert facts == {
        Key.WATER: {"choice": "needs-repair"},
        Key.HEATING: {"choice": "not-applicable"},
        Key.DRAINS: {"choice": "fine"},
        Key.LAND: {"choice": "state"},
        Key.DEMOLITION: {"choice": "none"},
        Key.FLOOR_AREA: {"area": 1_234_500},
        Key.MANAGEMENT: {"choice": "company", "name": "洁净物业"},
    }
    assert (
        planned(a_list([*cells[:5], "也许", *cells[6:]], headings=headings)).errors[0].code
        == "choice-unreadable"
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        ("小区名称,地址\n".encode(), None),
        ("甲,乙\n1,2\n".encode(), "headings-not-found"),
        ("地址,户数\n光明路,3\n".encode(), "column-missing"),
        (b"\x00\x01\x02", "file-unreadable"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_whole(county: str, content: bytes, code: str | None) -> None:
    if code is None:
        assert planned(content).rows == 0
        return
    with pytest.raises(Invalid) as caught:
        planned(content)
    assert caught.value.code == code


def test_twenty_thousand_rows_come_in_at_once(county: str) -> None:
    rows = [
        row(name=f"第{n}小区", address=f"向阳路{n}号", built=f"{1980 + n % 40}年", year="")
        for n in range(20_000)
    ]
    content = a_list(*rows)
    plan = imported(content)
    assert (plan.new, plan.new_facts) == (20_000, 120_000)
    assert db.session.query(Compound).count() == 20_000
    counts = queries.counts_under([county])
    assert (counts.excluded, counts.undecided, counts.first_class) == (7_000, 13_000, 10_000)
