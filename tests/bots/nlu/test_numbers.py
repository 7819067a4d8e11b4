"""Whole numbers as people write and say them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import number, ordinal


@pytest.mark.parametrize(
    ("said", "value"),
    [
        *(
            (said, 1)
            for said in ["1", "１", "一", "①", "1️⃣", "选1", "第一个", "1号", "1。", "(1)", "幺", "壹"]
        ),
        *((said, 2) for said in ["2", "两", "二", "第二个", "选2", "2号", "就要2号吧"]),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一", 110),
        ("三百五", 350),
        ("五零一", 501),
        ("九百", 900),
        ("九百九十九", 999),
        ("两千五", 2500),
        ("一千零五十", 1050),
        ("一万二", 12000),
        ("十万", 100_000),
        ("我选第三个", 3),
        ("2 号", 2),
    ],
)
def test_a_number_is_read(said: str, value: int) -> None:
    """Digits, full width, circled, Chinese, with little words around it."""
    assert number(said) == value


@pytest.mark.parametrize(
    "said", ["", "千", "百百", "1.5", "1 2", "同意", "二三十万万", "3号楼", "-1", "十五六"]
)
def test_what_is_no_single_whole_number_is_none(said: str) -> None:
    """Fractions, two numbers, words."""
    assert number(said) is None


def test_how_many_is_not_which_one() -> None:
    """ "两个" says how many."""
    assert ordinal("两个") is None
    assert ordinal("选3个") is None
    assert ordinal("第二个") == 2


@settings(deadline=None)
@given(st.integers(0, 999_999_999))
def test_every_number_is_read_back(value: int) -> None:
    """Half width and full width."""
    assert number(str(value)) == value
    assert number(str(value).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})) == value
