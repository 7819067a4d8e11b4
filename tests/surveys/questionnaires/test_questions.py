"""What makes a question one that can be put to people."""

import pytest

from surveys.errors import Invalid
from surveys.questionnaires import Kind, Option, Question

YES, NO = Option("yes", "要"), Option("no", "不要")


def test_words_are_tidied() -> None:
    question = Question("q", Kind.SINGLE, " 要不要\n电梯 ", (Option("a", "\t要 "),), hint="\u3000单选 ")
    assert (question.title, question.options[0].label, question.hint) == ("要不要 电梯", "要", "单选")


def test_a_question_knows_its_options_by_key() -> None:
    question = Question("q", Kind.MULTIPLE, "要什么？", (YES, Option("none", "都不要", exclusive=True)))
    assert question.option_keys == ("yes", "none")
    assert question.exclusive_keys == {"none"}
    assert question.bounds == (0, 0)


@pytest.mark.parametrize("key", ["", "-a", "_a", "a b", "甲", "a.b", "a" * 41, "a\n", "a\ud800"])
def test_keys_are_short_and_plain(key: str) -> None:
    for make in (lambda: Option(key, "要"), lambda: Question(key, Kind.TEXT, "好吗？")):
        with pytest.raises(Invalid, match="key-malformed"):
            make()


@pytest.mark.parametrize(
    ("label", "code"), [("", "option-needs-label"), (" \u200b", "option-needs-label"), ("长" * 201, "")]
)
def test_labels_are_there_and_short(label: str, code: str) -> None:
    with pytest.raises(Invalid, match=code or "option-label-too-long") as refused:
        Option("a", label)
    assert refused.value.facts["option"] == "a"


@pytest.mark.parametrize(
    ("title", "hint", "code"),
    [
        ("", "", "question-needs-title"),
        ("\u3000", "", "question-needs-title"),
        ("长" * 301, "", "question-title-too-long"),
        ("好吗？", "长" * 301, "question-hint-too-long"),
    ],
)
def test_titles_and_hints_are_kept_within_bounds(title: str, hint: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        Question("q", Kind.TEXT, title, hint=hint)
    assert refused.value.facts["question"] == "q"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((YES, Option("yes", "好")), "option-key-repeated"),
        ((YES, Option("y", " 要 ")), "option-label-repeated"),
        (tuple(Option(f"o{n}", f"{n}") for n in range(61)), "question-has-too-many-options"),
    ],
)
def test_options_can_be_told_apart(options: tuple[Option, ...], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        Question("q", Kind.SINGLE, "要不要？", options)
