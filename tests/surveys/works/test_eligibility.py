"""A compound is judged condition by condition; an unknown is never taken for a yes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.works.eligibility import Built, Facts, judge, rule_at


def years(first: int, last: int) -> Built:
    return Built(date(first, 1, 1), date(last, 12, 31), f"{first}-{last}")


ALL_MET = Facts(years(1995, 1995), True, True, False, True, True, True)


def test_a_compound_that_meets_everything_is_eligible() -> None:
    judgement = judge(ALL_MET)
    assert judgement.eligible is True
    assert judgement.failed == judgement.unknown == ()


@pytest.mark.parametrize(
    ("built", "eligible"),
    [
        (Built(date(2005, 12, 31), date(2005, 12, 31), ""), True),
        (years(2005, 2005), True),
        (Built(date(2006, 1, 1), date(2006, 1, 1), ""), False),
        (years(2006, 2006), False),
        (years(2004, 2007), None),
        (years(2000, 2009), None),
        (None, None),
    ],
)
def test_the_last_day_of_2005_is_in_time_and_the_next_is_not(
    built: Built | None, eligible: bool | None
) -> None:
    judgement = judge(replace(ALL_MET, built=built))
    assert judgement.eligible is eligible
    assert ("built-in-time" in judgement.failed, "built-in-time" in judgement.unknown) == (
        eligible is False,
        eligible is None,
    )


@pytest.mark.parametrize(
    ("built", "first"),
    [
        (years(1999, 1999), True),
        (years(2000, 2000), False),
        (years(1999, 2001), None),
        (None, None),
        (years(2010, 2010), False),
    ],
)
def test_compounds_built_before_2000_are_a_class_of_their_own(
    built: Built | None, first: bool | None
) -> None:
    assert judge(replace(ALL_MET, built=built)).is_first_class is first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_state_land": False}, "state-land"),
        ({"is_in_town": False}, "in-town"),
        ({"has_demolition_plan": True}, "no-demolition-plan"),
        ({"is_neglected": False}, "neglected"),
        ({"lacks_facilities": False}, "lacks-facilities"),
        ({"is_wanted": False}, "residents-want-it"),
    ],
)
def test_one_failed_condition_decides_and_is_named(change: dict[str, bool], code: str) -> None:
    judgement = judge(replace(Facts(), **change))
    assert judgement.eligible is False
    assert judgement.failed == (code,)


def test_nothing_known_is_neither_yes_nor_no() -> None:
    judgement = judge(Facts())
    assert judgement.eligible is None
    assert len(judgement.unknown) == 7


@given(st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6))
def test_filling_in_an_unknown_never_turns_a_no_into_a_yes(values: list[bool | None]) -> None:
    before = judge(Facts(years(1990, 1990), *values))
    filled = [True if value is None else value for value in values]
    after = judge(Facts(years(1990, 1990), *filled))
    assert after.eligible is not None
    assert before.eligible in (None, after.eligible)


def test_a_day_before_the_first_rule_is_judged_by_the_first() -> None:
    assert rule_at(date(1990, 1, 1)) == rule_at(date(2026, 1, 1))
