"""Names and numbers are masked in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.privacy import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王秀英", "王*英"),
        ("张三", "张*"),
        ("欧阳小明", "欧**明"),
        ("阿卜杜拉·买买提", "阿**提"),
        (" 王 秀英\u3000", "王*英"),
        ("王", "*"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_names_are_masked_in_the_middle(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234-5678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("0635-8241234", "063****1234"),
        ("8241234", "****34"),
        ("110", "****"),
        ("", ""),
        ("无", ""),
    ],
)
def test_numbers_are_masked_in_the_middle(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.text(min_size=2, max_size=20))
def test_a_masked_name_is_short_and_tells_two_characters_at_most(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) <= 4
    assert sum(character != "*" for character in masked) <= 2
