"""Totals as people write them: every figure checked, every printed percentage held against the figures."""

import pytest

from surveys.errors import Invalid
from surveys.tally.exchange import answer_to, notice_from_json
from surveys.tally.packs import get_pack

NOTICE = {
    "matter": "use-maintenance-fund",
    "total": {"heads": 120, "area": "9876.50"},
    "present": {"heads": 98, "area": "8012.25"},
    "agreed": {"heads": 61, "area": "5120.4"},
}
ALL_TRUE = {"heads": True, "area": True}


def test_the_answer_has_every_part_of_the_contract() -> None:
    found = {"passed": True, "quorum": ALL_TRUE, "approval": ALL_TRUE}
    assert answer_to(notice_from_json({**NOTICE, "deemed": {"heads": 0, "area": "0"}, "basis": "room"})) == {
        **found,
        "strict": found,
        "with_deemed": found,
        "needed": {"heads": 80, "area": "6584.34"},
        "percent": {
            "present": {"heads": "81.67%", "area": "81.12%"},
            "agreed": {"heads": "62.24%", "area": "63.91%"},
        },
        "article": "《民法典》第278条第1款第（五）项",
        "warnings": [],
        "basis": "room",
        "rule_pack": "liaocheng@2021-03-01",
    }


def test_a_lift_adds_the_test_by_all() -> None:
    answer = answer_to(notice_from_json({**NOTICE, "matter": "elevator"}))
    assert answer["two_thirds_of_all"] == {"passed": False, "heads": False, "area": False}
    assert answer["passed"] is False


def test_an_older_or_wider_pack_may_be_asked() -> None:
    assert answer_to(notice_from_json(NOTICE, get_pack("national")))["rule_pack"] == "national@2021-01-01"


def test_what_is_missing_is_null_and_said() -> None:
    answer = answer_to(
        notice_from_json({"matter": "other", "total": {"heads": 120}, "agreed": {"heads": None}})
    )
    assert (answer["passed"], answer["with_deemed"]) == (None, None)
    assert answer["needed"] == {"heads": 80, "area": None}
    assert answer["percent"] == {part: {"heads": None, "area": None} for part in ("present", "agreed")}
    assert answer["warnings"] == ["area-missing", "heads-missing"]


@pytest.mark.parametrize("area", ["9876.5", "9876.50", "9876.500"[:7], "９８７６．５", " 9876.5 "])
def test_an_area_may_be_written_in_several_ways(area: str) -> None:
    told = notice_from_json({**NOTICE, "total": {"heads": 120, "area": area}})
    assert told.totals.total.area == 987650


def test_an_area_may_be_a_whole_number() -> None:
    assert notice_from_json({**NOTICE, "total": {"area": 9876}}).totals.total.area == 987600


@pytest.mark.parametrize(
    ("printed", "is_right"),
    [
        ("81.67", True),
        ("81.67%", True),
        ("８１．６７％", True),
        ("81.7%", True),
        ("82", True),
        (82, True),
        ("81.66", False),
        ("81.60", False),
        ("81", False),
        ("62.24", False),
        ("81.6667", True),
        ("0", False),
    ],
)
def test_a_printed_percentage_is_checked_at_its_own_decimals(printed: object, is_right: bool) -> None:
    told = {**NOTICE, "percent": {"present": {"heads": printed}}}
    told["total"] = {"heads": 120, "area": "9876.50"}
    warnings = answer_to(notice_from_json(told))["warnings"]
    assert warnings == ([] if is_right else ["percent-does-not-follow"])


def test_percentages_without_figures_say_nothing() -> None:
    told = {**NOTICE, "present": None, "percent": {"total": {"heads": "100"}, "agreed": {"heads": "62.24"}}}
    assert answer_to(notice_from_json(told))["warnings"] == ["area-missing", "heads-missing"]


def test_a_percentage_of_nothing_follows_from_nothing() -> None:
    told = {"matter": "other", "total": {"heads": 0, "area": "0"}, "percent": {"present": {"heads": "0"}}}
    told |= {"present": told["total"], "agreed": told["total"]}
    answer = answer_to(notice_from_json(told))
    assert (answer["passed"], answer["warnings"]) == (False, ["percent-does-not-follow"])


def test_all_kinds_of_percentages_are_checked() -> None:
    more = {"deemed": {"heads": 12, "area": "0"}, "void": {"heads": 6, "area": "0"}}
    percents = {"total": {"heads": 100}, "deemed": {"heads": "10.00"}, "void": {"heads": "5%"}}
    assert answer_to(notice_from_json({**NOTICE, **more, "percent": percents}))["warnings"] == []
    percents["void"] = {"heads": "6%"}
    assert answer_to(notice_from_json({**NOTICE, **more, "percent": percents}))["warnings"] != []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"matter": None}, "field-missing", "matter"),
        ({"matter": "picnic"}, "field-unknown-word", "matter"),
        ({"matter": ["other"]}, "field-unknown-word", "matter"),
        ({"total": None}, "field-missing", "total"),
        ({"total": 120}, "field-not-an-object", "total"),
        ({"present": {"heads": True}}, "figure-not-whole", "present.heads"),
        ({"present": {"heads": "98"}}, "figure-not-whole", "present.heads"),
        ({"present": {"heads": -1}}, "figure-negative", "present.heads"),
        ({"present": {"heads": 10**9}}, "figure-too-large", "present.heads"),
        ({"agreed": {"area": "-1"}}, "figure-negative", "agreed.area"),
        ({"agreed": {"area": "1e3"}}, "figure-malformed", "agreed.area"),
        ({"agreed": {"area": True}}, "figure-malformed", "agreed.area"),
        ({"agreed": {"area": ["1"]}}, "figure-malformed", "agreed.area"),
        ({"agreed": {"area": ""}}, "figure-missing", "agreed.area"),
        ({"agreed": {"area": "1.234"}}, "figure-too-precise", "agreed.area"),
        ({"agreed": {"area": 10**400}}, "figure-too-large", "agreed.area"),
        ({"agreed": {"area": "1" * 20}}, "figure-too-large", "agreed.area"),
        ({"basis": "family"}, "field-unknown-word", "basis"),
        ({"percent": []}, "field-not-an-object", "percent"),
        ({"percent": {"present": {"heads": "most"}}}, "percent-malformed", "percent.present.heads"),
        ({"percent": {"present": {"heads": False}}}, "percent-malformed", "percent.present.heads"),
        ({"percent": {"present": {"heads": 10**5000}}}, "percent-malformed", "percent.present.heads"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_with_its_place(
    change: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        notice_from_json({**NOTICE, **change})
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, field)


def test_anything_but_an_object_is_no_notice() -> None:
    with pytest.raises(Invalid, match="field-not-an-object"):
        notice_from_json([NOTICE])
