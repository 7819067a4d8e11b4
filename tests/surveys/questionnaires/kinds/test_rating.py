"""Points on a scale."""

import pytest

from surveys.errors import Invalid
from surveys.questionnaires import Kind, Option, Question, Questionnaire, check_answer, read_answer, summarise


def asked(**more: object) -> Question:
    return Questionnaire("满意度", (Question("q", Kind.RATING, "满意吗？", **more),)).questions[0]


@pytest.mark.parametrize(
    ("more", "bounds"),
    [({}, (1, 5)), ({"most": 10}, (1, 10)), ({"least": 0, "most": 10}, (0, 10)), ({"least": 3}, (3, 5))],
)
def test_a_scale_runs_from_one_to_five_unless_told(more: dict[str, int], bounds: tuple[int, int]) -> None:
    assert asked(**more).bounds == bounds


@pytest.mark.parametrize(
    "more", [{"least": 5}, {"least": -1}, {"most": 11}, {"most": 1}, {"least": 4, "most": 3}]
)
def test_a_scale_without_points_is_refused(more: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="bounds-impossible"):
        asked(**more)


def test_a_scale_has_no_options() -> None:
    with pytest.raises(Invalid, match="options-not-allowed"):
        asked(options=(Option("a", "好"), Option("b", "坏")))


@pytest.mark.parametrize(
    ("given_answer", "code"),
    [
        (0, "rating-out-of-range"),
        (6, "rating-out-of-range"),
        (10**5000, "rating-out-of-range"),
        ("3", "answer-wrong-type"),
        (3.0, "answer-wrong-type"),
        (True, "answer-wrong-type"),
        ([3], "answer-wrong-type"),
        (None, "answer-required"),
        ("", "answer-required"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_only_a_point_of_the_scale_is_an_answer(given_answer: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_answer(asked(), given_answer)
    assert refused.value.code == code


def test_a_point_off_the_scale_says_where_it_ends() -> None:
    with pytest.raises(Invalid) as refused:
        check_answer(asked(), 6)
    assert refused.value.facts == {"question": "q", "title": "满意吗？", "least": 1, "most": 5}


@pytest.mark.parametrize(("values", "kept"), [(["4"], 4), (["４"], 4), ([" 5 ", ""], 5), (["05"], 5)])
def test_digits_of_a_web_form_are_read(values: list[str], kept: int) -> None:
    assert read_answer(asked(), values) == kept


@pytest.mark.parametrize("value", ["x", "-1", "4.5", "٣", "①", "²", "9" * 5000, "0"])
def test_what_is_no_digit_is_out_of_range(value: str) -> None:
    with pytest.raises(Invalid, match="rating-out-of-range"):
        read_answer(asked(), [value])


def test_the_mean_is_kept_as_two_whole_numbers() -> None:
    (found,) = summarise(Questionnaire("满意度", (asked(),)), [{"q": 5}, {"q": 4}, {}, {"q": 4}])
    assert (found.base, found.total, found.n) == (3, 13, 3)
    assert [(row.key, row.count) for row in found.rows] == [
        ("1", 0),
        ("2", 0),
        ("3", 0),
        ("4", 2),
        ("5", 1),
    ]


@pytest.mark.parametrize("stored", [9, "4", [4]])
def test_a_stored_point_off_the_scale_is_not_counted_silently(stored: object) -> None:
    with pytest.raises(Invalid, match="rating-out-of-range"):
        summarise(Questionnaire("满意度", (asked(),)), [{"q": stored}])
