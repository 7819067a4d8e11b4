"""One question: asked, read, checked."""

import pytest

from bots.dialogues.questions import ask_question, read_reply, suits_chat
from bots.dialogues.step import Unclear
from surveys.errors import Invalid
from surveys.questionnaires import Answer, Kind, Option, Question, Questionnaire
from tests.bots.fake_desk import EVERY_KIND, POLLS

STANCE = POLLS["stance"].questions[0]
YES, MARK, WORDS, MANY = EVERY_KIND.questions


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        (STANCE, "同意，先不出钱", "agree-no-pay"),
        (STANCE, "我不同意", "oppose"),
        (YES, "俺没啥意见", "yes"),
        (YES, "不行", "no"),
        (YES, "还没想好", "unsure"),
        (YES, "3", "unsure"),
        (MARK, "五星", 5),
        (WORDS, " 灯太暗 ", "灯太暗"),
        (MANY, "1和3", ["road", "lift"]),
        (MANY, "都不要", ["none"]),
        (MANY, "电梯", ["lift"]),
    ],
)
def test_a_reply_becomes_an_answer(question: Question, said: str, answer: Answer) -> None:
    """In the normal form of its kind."""
    assert read_reply(question, said) == answer


@pytest.mark.parametrize(
    ("question", "said", "name"),
    [
        (STANCE, "不是不同意", "say-it-plainly"),
        (STANCE, "同意反对", "pick-only-one"),
        (STANCE, "7", "no-such-number"),
        (YES, "同意吗", "say-it-plainly"),
        (MARK, "很好", "rating-from-to"),
    ],
)
def test_an_unclear_reply_says_what_is_unclear(question: Question, said: str, name: str) -> None:
    """So that the person knows what to do."""
    outcome = read_reply(question, said)
    assert isinstance(outcome, Unclear)
    assert outcome.says[0].name == name


@pytest.mark.parametrize(
    ("said", "code"),
    [("1、2、3", "too-many-options"), ("全部", "too-many-options"), ("1和4", "exclusive-option-alone")],
)
def test_an_understood_reply_may_break_a_bound(said: str, code: str) -> None:
    """Then the rule says which."""
    with pytest.raises(Invalid) as refused:
        read_reply(MANY, said)
    assert refused.value.code == code


def test_every_kind_can_be_asked() -> None:
    """With its number, and a hint that an optional one may be skipped."""
    for place, question in enumerate(EVERY_KIND.questions, 1):
        says = ask_question(question, place, 4)
        assert says[0].name == f"ask-{question.kind}"
        assert (says[-1].name == "may-skip") == (not question.required)


def test_a_question_too_long_for_a_message_goes_to_the_page() -> None:
    """All questions of the ready polls fit."""
    options = tuple(Option(f"o{place}", "很长的选项" * 10 + str(place)) for place in range(12))
    long = Questionnaire("长", (Question("q", Kind.SINGLE, "选哪个？", options),)).questions[0]
    assert not suits_chat(long)
    assert all(suits_chat(question) for poll in POLLS.values() for question in poll.questions)
