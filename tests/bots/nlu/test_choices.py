"""Which option a reply means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.nlu import Trouble, choose, choose_many, pick_named, rating

STANDS = ["同意", "同意，暂不出资", "反对", "弃权"]
WORKS = ["外墙保温", "加装电梯", "充电桩（电动车）", "绿化", "以上都不需要"]
DOZEN = [f"选项{place}号" for place in range(1, 13)]


@pytest.mark.parametrize(
    ("said", "index"),
    [
        *(
            (said, 0)
            for said in [
                "1",
                "１",
                "一",
                "①",
                "第一个",
                "选1",
                "1号",
                "1。",
                "A",
                "同意",
                "同意吧",
                "我同意",
                "1同意",
                "1.同意",
                "我同意加装电梯",
            ]
        ),
        *(
            (said, 1)
            for said in ["2", "二", "第二个", "2号", "B", "同意，暂不出资", "同意暂不出资", "同意但不出钱"]
        ),
        *((said, 2) for said in ["3", "反对", "反对！", "我不同意", "不行", "选反对那个", "俺不愿意"]),
        *((said, 3) for said in ["4", "四", "d", "我选弃权", "弃权吧", "不表态"]),
    ],
)
def test_one_option_is_found(said: str, index: int) -> None:
    """By number, letter, text, or a sentence with its text."""
    assert choose(said, STANDS).index == index


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("5", Trouble.OUT_OF_RANGE),
        ("0", Trouble.OUT_OF_RANGE),
        ("不是不同意", Trouble.NEGATED),
        ("不弃权", Trouble.NEGATED),
        ("不反对", Trouble.NEGATED),
        ("同意吗？", Trouble.NEGATED),
        ("同意还是反对", Trouble.SEVERAL),
        ("可以", Trouble.UNCLEAR),
        ("2同意", Trouble.UNCLEAR),
        ("1、反对", Trouble.UNCLEAR),
        ("两个", Trouble.UNCLEAR),
        ("出资", Trouble.UNCLEAR),
        ("弃", Trouble.UNCLEAR),
        ("", Trouble.UNCLEAR),
    ],
)
def test_what_is_not_one_option_is_asked_back(said: str, trouble: Trouble) -> None:
    """A number and a word that disagree, a negated option, two options at once."""
    assert choose(said, STANDS).trouble is trouble


def test_an_option_inside_its_opposite_is_not_taken() -> None:
    """ "愿意" stands in "不愿意", and is not it."""
    assert not choose("愿意", ["不愿意", "再看看"]).is_clear
    assert choose("不愿意", ["愿意", "不愿意"]).index == 1
    assert choose("愿意", ["愿意", "不愿意"]).index == 0
    assert not choose("可以", ["很愿意", "愿意", "不愿意"]).is_clear


@pytest.mark.parametrize(
    ("said", "picks"),
    [
        ("1 3 5", (0, 2, 4)),
        ("1、3和5", (0, 2, 4)),
        ("一三五", (0, 2, 4)),
        ("135", (0, 2, 4)),
        ("1,2,3", (0, 1, 2)),
        ("1。3。4", (0, 2, 3)),
        ("①③", (0, 2)),
        ("1和3号", (0, 2)),
        ("第一个和第三个", (0, 2)),
        ("134都要", (0, 2, 3)),
        ("1到3", (0, 1, 2)),
        ("加装电梯和绿化", (1, 3)),
        ("绿化、外墙保温", (0, 3)),
        ("外墙保温 充电桩", (0, 2)),
        ("电梯和绿化", (1, 3)),
        ("3 3", (2,)),
        ("2", (1,)),
        ("绿化", (3,)),
        ("以上都不需要", (4,)),
    ],
)
def test_several_options_are_found(said: str, picks: tuple[int, ...]) -> None:
    """Separated or written together, as numbers or as texts."""
    choice = choose_many(said, WORKS)
    assert choice.is_clear
    assert choice.picks == picks


@pytest.mark.parametrize(
    "said", ["1-3", "不要3", "除了2都要", "6", "1 6", "2个", "113", "我要电梯，不要绿化", "十二"]
)
def test_several_options_are_asked_back(said: str) -> None:
    """Never a guess about what was left out."""
    assert not choose_many(said, WORKS).is_clear


def test_all_and_none_are_said_in_words() -> None:
    """What they mean is for the question to decide."""
    assert choose_many("全部都要", WORKS).every
    assert choose_many("都不要", WORKS).none
    assert choose_many("没有", WORKS).none


@pytest.mark.parametrize(
    ("said", "picks"),
    [("12", ()), ("135", (0, 2, 4)), ("10", (9,)), ("11", (10,)), ("1 12", (0, 11)), ("第12", (11,))],
)
def test_with_ten_options_digits_together_may_be_one_number(said: str, picks: tuple[int, ...]) -> None:
    """ "12" could be twelve, or one and two: asked back."""
    assert choose_many(said, DOZEN).picks == picks


def test_a_name_is_found_by_a_piece_that_only_it_has() -> None:
    """For homes, rooms and titles, not for stands."""
    homes = [
        "幸福小区 3号楼2单元501（王秀英）",
        "幸福小区 3号楼2单元501（李建国）",
        "光明小区 8号楼1单元501（王秀英）",
    ]
    assert pick_named("光明小区那个", homes).index == 2
    assert pick_named("李建国", homes).index == 1
    assert not pick_named("501", homes).is_clear
    assert not pick_named("不是李建国", homes).is_clear


@pytest.mark.parametrize(
    ("said", "mark"),
    [
        ("4", 4),
        ("四分", 4),
        ("打5分", 5),
        ("五星", 5),
        ("三颗星", 3),
        ("⭐⭐⭐", 3),
        ("满分", 5),
        ("我打四分", 4),
        ("6", None),
        ("0", None),
        ("4.5", None),
        ("8/10", None),
        ("十分", None),
        ("不打5分", None),
        ("好", None),
    ],
)
def test_a_mark_is_a_whole_number_on_the_scale(said: str, mark: int | None) -> None:
    """Anything else is asked back."""
    assert rating(said) == mark


@settings(deadline=None)
@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=12))
def test_any_text_is_a_choice_or_trouble(text: str, labels: list[str]) -> None:
    """Picks are always options that exist."""
    for choice in (choose(text, labels), choose_many(text, labels), pick_named(text, labels)):
        assert all(0 <= pick < len(labels) for pick in choice.picks)
        assert choice.is_clear == (choice.trouble is Trouble.NOTHING)


@settings(deadline=None)
@given(
    st.text(alphabet="不没别未非我俺也都是，、 12选", max_size=7),
    st.sampled_from(["同意", "同意出资", "赞成", "可以", "愿意"]),
    st.sampled_from(["", "吧", "加装", "的", "了"]),
)
def test_a_negated_option_is_never_taken(before: str, word: str, after: str) -> None:
    """Not as one option, nor as one of several."""
    if set(before) & set("不没别未非"):
        said = f"{before}{word}{after}"
        assert choose(said, STANDS).index != 0
        assert 0 not in choose_many(said, [*STANDS[:1], "反对"]).picks
