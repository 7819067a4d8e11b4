"""Single, yes-no-unsure and multiple choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.questionnaires import Kind, Option, Question, Questionnaire, check_answer, read_answer, summarise
from tests.surveys.questionnaires.strategies import answers, questions

ITEMS = (Option("water", "水"), Option("power", "电"), Option("heat", "暖"), Option("gas", "气"))
NONE = Option("none", "都不需要", exclusive=True)


def asked(kind: Kind, options: tuple[Option, ...] = (), **more: object) -> Question:
    return Questionnaire("意向", (Question("q", kind, "要什么？", options, **more),)).questions[0]


SINGLE = asked(Kind.SINGLE, ITEMS)
UNSURE = asked(Kind.YES_NO_UNSURE)
MULTIPLE = asked(Kind.MULTIPLE, (*ITEMS, NONE), least=2, most=3)


def refusal(question: Question, given_answer: object) -> Invalid:
    with pytest.raises(Invalid) as refused:
        check_answer(question, given_answer)
    return refused.value


@pytest.mark.parametrize(
    ("kind", "options", "more", "code"),
    [
        (Kind.SINGLE, ITEMS[:1], {}, "question-needs-two-options"),
        (Kind.SINGLE, (), {}, "question-needs-two-options"),
        (Kind.SINGLE, (*ITEMS, NONE), {}, "exclusive-option-not-allowed"),
        (Kind.SINGLE, ITEMS, {"least": 1}, "bounds-not-allowed"),
        (Kind.SINGLE, ITEMS, {"most": 1}, "bounds-not-allowed"),
        (Kind.YES_NO_UNSURE, ITEMS[:3], {}, "yes-no-unsure-options-fixed"),
        (Kind.YES_NO_UNSURE, UNSURE.options[:2], {}, "yes-no-unsure-options-fixed"),
        (Kind.YES_NO_UNSURE, (), {"most": 3}, "bounds-not-allowed"),
        (Kind.MULTIPLE, ITEMS[:1], {}, "question-needs-two-options"),
        (Kind.MULTIPLE, (NONE, Option("n", "无", exclusive=True)), {}, "bounds-impossible"),
        (Kind.MULTIPLE, (*ITEMS, NONE), {"most": 5}, "bounds-impossible"),
        (Kind.MULTIPLE, ITEMS, {"least": 0}, "bounds-impossible"),
        (Kind.MULTIPLE, ITEMS, {"least": 3, "most": 2}, "bounds-impossible"),
        (Kind.MULTIPLE, ITEMS, {"least": -(10**9)}, "bounds-impossible"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    kind: Kind, options: tuple[Option, ...], more: dict[str, int], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        asked(kind, options, **more)
    assert refused.value.code == code
    assert refused.value.facts == {"question": "q", "title": "要什么？"}


def test_yes_no_unsure_has_its_words_unless_others_are_given() -> None:
    assert [(o.key, o.label) for o in UNSURE.options] == [
        ("yes", "同意"),
        ("no", "不同意"),
        ("unsure", "说不清"),
    ]
    own = (Option("yes", "要"), Option("no", "不要"), Option("unsure", "再想想"))
    assert asked(Kind.YES_NO_UNSURE, own).options == own


def test_multiple_choice_is_open_where_nothing_is_said() -> None:
    assert asked(Kind.MULTIPLE, (*ITEMS, NONE)).bounds == (1, 4)


@pytest.mark.parametrize(
    ("question", "given_answer", "kept"),
    [
        (SINGLE, "heat", "heat"),
        (UNSURE, "no", "no"),
        (MULTIPLE, ["gas", "water"], ["water", "gas"]),
        (MULTIPLE, ("gas", "water", "gas"), ["water", "gas"]),
        (MULTIPLE, ["none"], ["none"]),
        (MULTIPLE, ["none", "none"], ["none"]),
    ],
)
def test_an_answer_is_kept_in_its_normal_form(question: Question, given_answer: object, kept: object) -> None:
    assert check_answer(question, given_answer) == kept


@pytest.mark.parametrize(
    ("question", "given_answer", "code"),
    [
        (SINGLE, None, "answer-required"),
        (SINGLE, "", "answer-required"),
        (SINGLE, "Water", "unknown-option"),
        (SINGLE, "水", "unknown-option"),
        (SINGLE, ["water"], "answer-wrong-type"),
        (SINGLE, 1, "answer-wrong-type"),
        (SINGLE, {}, "answer-wrong-type"),
        (MULTIPLE, [], "answer-required"),
        (MULTIPLE, ["water"], "too-few-options"),
        (MULTIPLE, ["water", "water"], "too-few-options"),
        (MULTIPLE, ["water", "power", "heat", "gas"], "too-many-options"),
        (MULTIPLE, ["water", "none"], "exclusive-option-alone"),
        (MULTIPLE, ["water", "sauna"], "unknown-option"),
        (MULTIPLE, ["water", ""], "unknown-option"),
        (MULTIPLE, "water", "answer-wrong-type"),
        (MULTIPLE, ["water", 2], "answer-wrong-type"),
        (MULTIPLE, [["water"], ["power"]], "answer-wrong-type"),
        (MULTIPLE, {"water": 1}, "answer-wrong-type"),
    ],
)
def test_what_is_no_answer_is_refused_by_name(question: Question, given_answer: object, code: str) -> None:
    found = refusal(question, given_answer)
    assert found.code == code
    assert (found.facts["question"], found.facts["title"]) == ("q", "要什么？")


def test_a_wrong_number_of_picks_says_how_many_are_right() -> None:
    facts = refusal(MULTIPLE, ["water"]).facts
    assert (facts["least"], facts["most"]) == (2, 3)


@pytest.mark.parametrize(
    ("question", "values", "kept"),
    [
        (SINGLE, ["heat"], "heat"),
        (SINGLE, ["", "heat", "heat"], "heat"),
        (MULTIPLE, ["", "gas", "water"], ["water", "gas"]),
    ],
)
def test_a_web_form_is_read(question: Question, values: list[str], kept: object) -> None:
    assert read_answer(question, values) == kept


def test_two_radio_buttons_at_once_are_refused() -> None:
    with pytest.raises(Invalid, match="one-answer-only"):
        read_answer(SINGLE, ["heat", "gas"])


def test_an_optional_question_may_be_left_out() -> None:
    question = asked(Kind.MULTIPLE, ITEMS, required=False)
    assert check_answer(question, []) is None
    assert read_answer(question, [""]) is None


def test_each_option_counts_once_per_respondent_over_all_respondents() -> None:
    survey = Questionnaire("意向", (MULTIPLE,))
    said = [["water", "power"], ["water", "heat", "heat"], ["none"]]
    (found,) = summarise(survey, ({"q": picks} for picks in said))
    assert found.base == 3
    assert [(row.key, row.count) for row in found.rows] == [
        ("water", 2),
        ("power", 1),
        ("heat", 1),
        ("gas", 0),
        ("none", 1),
    ]
    assert found.picks == (2, 3)
    assert [row.exclusive for row in found.rows] == [False] * 4 + [True]


@pytest.mark.parametrize(
    ("question", "stored"), [(SINGLE, "sauna"), (SINGLE, 3), (SINGLE, ["water"]), (MULTIPLE, ["sauna"])]
)
def test_a_stored_answer_that_never_was_one_is_not_counted_silently(
    question: Question, stored: object
) -> None:
    with pytest.raises(Invalid, match="unknown-option"):
        summarise(Questionnaire("意向", (question,)), [{"q": stored}])


@given(st.data())
def test_rows_of_a_single_choice_add_up_to_its_base(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([Kind.SINGLE, Kind.YES_NO_UNSURE]))
    survey = Questionnaire("意向", (data.draw(questions(kind=kind)),))
    said = data.draw(st.lists(answers(survey.questions[0]), max_size=20))
    (found,) = summarise(survey, ({"q": answer} for answer in said))
    assert sum(row.count for row in found.rows) == found.base == len(said)


@given(st.data())
def test_no_option_has_more_choosers_than_there_are_respondents(data: st.DataObject) -> None:
    survey = Questionnaire("意向", (data.draw(questions(kind=Kind.MULTIPLE)),))
    said = data.draw(st.lists(answers(survey.questions[0]), max_size=20))
    (found,) = summarise(survey, ({"q": answer} for answer in said))
    assert found.base == len(said)
    assert all(row.count <= found.base for row in found.rows)
    assert sum(row.count for row in found.rows) == sum(len(set(picks)) for picks in said)
