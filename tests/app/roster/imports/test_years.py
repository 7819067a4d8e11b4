"""Years in lists are written in many ways; what cannot be read is never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.roster.imports.years import read_built
from surveys.errors import Invalid


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("1995年建成", "1995"),
        ("1995", "1995"),
        ("１９９５年", "1995"),
        ("一九九五年", "1995"),
        ("约1995年", "1995"),
        ("建于1995年", "1995"),
        ("95年", "1995"),
        ("03年", "2003"),
        ("1995-1998", "1995-1998"),
        ("1995至1998年", "1995-1998"),
        ("1995～1998", "1995-1998"),
        ("1998、1995年", "1995-1998"),
        ("1号楼1985年，2号楼1999年", "1985-1999"),
        ("90年代", "1990-1999"),
        ("九十年代", "1990-1999"),
        ("1980年代", "1980-1989"),
        ("上世纪80年代末", "1987-1989"),
        ("20世纪七十年代初", "1970-1973"),
        ("199506", "1995"),
        ("1995/6", "1995"),
    ],
)
def test_a_year_is_read_however_it_is_written(text: str, years: str) -> None:
    built = read_built(text)
    assert built is not None
    assert built.years == years


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2005年12月31日", date(2005, 12, 31), date(2005, 12, 31)),
        ("2005.12", date(2005, 12, 1), date(2005, 12, 31)),
        ("2005-12-30", date(2005, 12, 30), date(2005, 12, 30)),
        ("20051231", date(2005, 12, 31), date(2005, 12, 31)),
        ("2005年6月", date(2005, 6, 1), date(2005, 6, 30)),
        ("2005年", date(2005, 1, 1), date(2005, 12, 31)),
    ],
)
def test_a_month_or_day_narrows_the_span(text: str, first: date, last: date) -> None:
    built = read_built(text)
    assert built is not None
    assert (built.earliest, built.latest) == (first, last)


@pytest.mark.parametrize("text", ["", " ", "不详", "未知", "暂无信息", "-", "——", "/", "N/A", "无", "待查"])
def test_words_for_not_known_are_nothing(text: str) -> None:
    assert read_built(text) is None


@pytest.mark.parametrize(
    "text",
    ["很久以前", "2000年以前", "1995年之后", "2005年13月", "2005-02-30", "建成", "995年", "30000", "x" * 200],
)
def test_what_cannot_be_read_is_refused_with_its_words(text: str) -> None:
    with pytest.raises(Invalid, match="built-year-unreadable"):
        read_built(text)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        built = read_built(text)
    except Invalid:
        return
    assert built is None or built.earliest <= built.latest


@given(st.integers(1950, 2049))
def test_every_year_comes_back_as_itself(year: int) -> None:
    built = read_built(f"{year}年建成")
    assert built is not None
    assert built.years == str(year)


@pytest.mark.parametrize("text", ["1985年建成，2010年改造", "1995年翻建", "面积1995平米", "2004年2月30日"])
def test_the_year_of_something_else_is_not_taken(text: str) -> None:
    with pytest.raises(Invalid, match="built-year-unreadable"):
        read_built(text)


def test_february_has_its_own_last_day() -> None:
    built = read_built("2004年2月")
    assert built is not None
    assert built.latest == date(2004, 2, 29)
