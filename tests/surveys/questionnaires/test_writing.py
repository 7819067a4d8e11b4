"""Tidied texts say what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.questionnaires.writing import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  水管\t漏水 \u3000", "水管 漏水"),
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("一\n\n\n\n\n二", "一\n\n二"),
        ("好\x00\x07\x1b[31m", "好[31m"),
        ("同\u202e意\u200b\ufeff", "同意"),
        ("\ud83d好", "好"),
        ("８９．６㎡ ① ｱ", "８９．６㎡ ① ｱ"),
        ("﨎", "﨎"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("\ue000", "\ue000"),
        ("\u200d \u200c\ufe0f", ""),
        ("", ""),
    ],
)
def test_only_what_cannot_be_meant_is_dropped(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_line_has_no_breaks() -> None:
    assert clean_line(" 一\n\n 二\v三 ") == "一 二 三"


@given(st.text(st.characters(), max_size=40))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    for tidy in (clean_text, clean_line):
        once = tidy(text)
        assert tidy(once) == once
        once.encode()
    assert "\n" not in clean_line(text)


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_letters_figures_and_signs_all_stay(text: str) -> None:
    assert clean_text(text) == text
