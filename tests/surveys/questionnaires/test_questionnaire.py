"""Whole questionnaires: what they need, what they accept, what they add up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.questionnaires import (
    Kind,
    Option,
    Question,
    Questionnaire,
    check,
    counted,
    read_form,
    summarise,
)
from surveys.questionnaires.answers import Row
from tests.surveys.questionnaires.strategies import JSON, answers, questionnaires

WILLING = Question("willing", Kind.YES_NO_UNSURE, "同意改造吗？")
ITEMS = Question(
    "items", Kind.MULTIPLE, "要什么？", (Option("B01", "水"), Option("B02", "电")), required=False
)
MARK = Question("mark", Kind.RATING, "满意吗？", required=False)
WORDS = Question("words", Kind.TEXT, "还想说什么？", required=False)
SURVEY = Questionnaire("意向", (WILLING, ITEMS, MARK, WORDS), "想听您的意见。\n不是表决。")


@pytest.mark.parametrize(
    ("title", "questions", "purpose", "code"),
    [
        ("", (WORDS,), "", "questionnaire-needs-title"),
        ("题" * 301, (WORDS,), "", "questionnaire-title-too-long"),
        ("意向", (WORDS,), "长" * 2001, "questionnaire-purpose-too-long"),
        ("意向", (), "", "questionnaire-needs-a-question"),
        ("意向", (WORDS, WORDS), "", "question-key-repeated"),
        ("意向", tuple(Question(f"q{n}", Kind.TEXT, "？") for n in range(61)), "", "too-many-questions"),
    ],
)
def test_a_questionnaire_that_cannot_be_put_is_refused(
    title: str, questions: tuple[Question, ...], purpose: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        Questionnaire(title, questions, purpose)
    assert refused.value.code == code


def test_a_questionnaire_fills_in_what_its_questions_left_open() -> None:
    assert [question.bounds for question in SURVEY.questions] == [(0, 0), (1, 2), (1, 5), (0, 200)]
    assert SURVEY.questions[0].option_keys == ("yes", "no", "unsure")
    assert SURVEY.purpose == "想听您的意见。\n不是表决。"


def test_questions_are_found_by_key() -> None:
    assert SURVEY.find("mark") == SURVEY.questions[2]
    assert SURVEY.find("nothing") is None


def test_answers_come_back_in_the_order_of_the_questions_without_empty_ones() -> None:
    found = check(SURVEY, {"words": " 好 ", "items": [], "mark": None, "willing": "yes"})
    assert list(found.items()) == [("willing", "yes"), ("words", "好")]


@pytest.mark.parametrize(
    ("given_answers", "code", "question"),
    [
        ({}, "answer-required", "willing"),
        ({"willing": "yes", "other": 1}, "unknown-question", "other"),
        ({"willing": "yes", 5: 1}, "unknown-question", "5"),
        ({"willing": "yes", "x" * 900: 1}, "unknown-question", "x" * 40),
        ({"willing": "yes", "mark": 9}, "rating-out-of-range", "mark"),
        ([], "answers-malformed", None),
        (None, "answers-malformed", None),
    ],
)
def test_answers_that_do_not_fit_are_refused_with_their_question(
    given_answers: object, code: str, question: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        check(SURVEY, given_answers)
    assert refused.value.code == code
    assert refused.value.facts.get("question") == question


def test_a_web_form_is_read_whole_past_foreign_fields() -> None:
    fields = {"csrf_token": ["x"], "willing": ["no"], "items": ["B02", "B01"], "mark": ["３"], "words": [""]}
    assert read_form(SURVEY, fields) == {"willing": "no", "items": ["B01", "B02"], "mark": 3}


def test_the_base_is_those_who_answered_that_question() -> None:
    found = summarise(SURVEY, [{"willing": "yes", "mark": 5}, {"willing": "no"}, {"willing": "yes"}])
    assert [(summary.question, summary.base) for summary in found] == [
        ("willing", 3),
        ("items", 0),
        ("mark", 1),
        ("words", 0),
    ]


def test_an_answer_to_no_question_is_not_dropped_silently() -> None:
    with pytest.raises(Invalid, match="unknown-question"):
        summarise(SURVEY, [{"gone": "yes"}])


def test_things_counted_elsewhere_become_a_summary() -> None:
    found = counted("channel", "怎么答的", [Row("wechat", "微信", 40), Row("paper", "纸质", 7)])
    assert (found.base, found.kind, found.picks) == (47, Kind.SINGLE, None)


@given(questionnaires(), st.data())
def test_checking_twice_changes_nothing_more(survey: Questionnaire, data: st.DataObject) -> None:
    said = {each.key: data.draw(answers(each)) for each in survey.questions}
    once = check(survey, said)
    assert check(survey, once) == once
    bases = {summary.question: summary.base for summary in summarise(survey, [once, once])}
    assert bases == {each.key: 2 for each in survey.questions}


@given(questionnaires(), st.data())
def test_a_web_form_says_the_same_as_its_values(survey: Questionnaire, data: st.DataObject) -> None:
    said = check(survey, {each.key: data.draw(answers(each)) for each in survey.questions})
    fields = {key: [str(part) for part in (v if isinstance(v, list) else [v])] for key, v in said.items()}
    assert read_form(survey, fields) == said


@given(questionnaires(), st.data())
def test_any_json_as_answers_is_accepted_or_refused(survey: Questionnaire, data: st.DataObject) -> None:
    keys = st.sampled_from([each.key for each in survey.questions])
    said = data.draw(JSON | st.dictionaries(keys, JSON))
    try:
        found = check(survey, said)
    except Invalid:
        return
    assert check(survey, found) == found
