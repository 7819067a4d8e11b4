"""The ready-made questionnaires can be put to people as they are."""

import pytest

from surveys.errors import Missing
from surveys.questionnaires import Kind, from_json, templates, to_json
from surveys.questionnaires.templates import Template

ALL = templates.all_templates()
each_template = pytest.mark.parametrize("template", ALL, ids=[template.key for template in ALL])


def sentences(template: Template) -> list[str]:
    words = [template.title, template.purpose, template.who_sees_text]
    for question in template.questionnaire.questions:
        words += [question.title, question.hint, *(option.label for option in question.options)]
    whole = "\n".join(words)
    for mark in "。：？，；":
        whole = whole.replace(mark, "\n")
    return [sentence for sentence in whole.split("\n") if sentence]


def test_three_polls_are_ready() -> None:
    assert [template.key for template in ALL] == [
        "willingness-and-menu",
        "elevator-stances",
        "contribution-bands",
    ]


@each_template
def test_each_says_it_is_an_intention_without_legal_effect(template: Template) -> None:
    assert template.label == "意向"
    assert "意向" in template.title
    assert "这是意向投票，不是正式表决，没有法律效力。" in template.purpose


@each_template
def test_each_says_who_sees_what_and_how_long_it_takes(template: Template) -> None:
    assert template.who_sees == "who-not-what"
    assert "看不到您选了什么" in template.who_sees_text
    assert 1 <= template.minutes <= 5
    assert template.suits_chat
    assert len(template.question_keys) <= 10


@each_template
def test_each_is_short_plain_and_polite(template: Template) -> None:
    assert max(len(sentence) for sentence in sentences(template)) <= 25
    assert not any(word in "".join(sentences(template)) for word in ("你", "系统", "提交", "操作"))
    assert "您" in template.purpose


@each_template
def test_each_ends_with_a_free_word_that_may_stay_empty(template: Template) -> None:
    last = template.questionnaire.questions[-1]
    assert (last.key, last.kind, last.required) == ("words", Kind.TEXT, False)


@each_template
def test_each_round_trips(template: Template) -> None:
    assert from_json(to_json(template.questionnaire)) == template.questionnaire


def test_the_menu_asks_for_the_items_of_the_seed() -> None:
    survey = templates.get("willingness-and-menu").questionnaire
    basic, improved, upgraded = (survey.find(f"{name}-items") for name in ("basic", "improved", "upgraded"))
    assert basic.option_keys == (*(f"B{n:02d}" for n in range(1, 14)), "none")
    assert improved.option_keys == (*(f"W{n:02d}" for n in range(1, 9)), "none")
    assert upgraded.option_keys == (*(f"T{n:02d}" for n in range(1, 7)), "none")
    assert all(question.exclusive_keys == {"none"} for question in (basic, improved, upgraded))


def test_the_four_stances_on_a_lift_are_told_apart() -> None:
    stance = templates.get("elevator-stances").questionnaire.find("stance")
    assert stance.option_keys == ("agree", "agree-no-pay", "oppose", "abstain")


def test_the_bands_of_money_neither_overlap_nor_leave_a_gap() -> None:
    band = templates.get("contribution-bands").questionnaire.find("band")
    assert [option.label for option in band.options[1:-1]] == [
        "500元以内",
        "501元到1000元",
        "1001元到3000元",
        "3001元到5000元",
        "超过5000元",
    ]


def test_an_unknown_template_is_missing() -> None:
    assert templates.find("no-such") is None
    with pytest.raises(Missing, match="template-unknown"):
        templates.get("no-such")
