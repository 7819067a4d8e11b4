"""One spelling for what people write."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import bare, normalise


def test_full_width_circles_and_invisible_marks_are_evened_out() -> None:
    """NFKC, single spaces, plain dashes."""
    assert normalise("　３号楼—２　单元\u200b①\n") == "3号楼-2 单元1"


def test_traditional_characters_become_simplified() -> None:
    """Those that matter here."""
    assert normalise("三號樓二單元") == "三号楼二单元"


def test_bare_text_has_no_punctuation() -> None:
    """For comparing."""
    assert bare("同意，暂不出资！ ") == "同意暂不出资"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """So it does not matter who did it first."""
    assert normalise(normalise(text)) == normalise(text)
