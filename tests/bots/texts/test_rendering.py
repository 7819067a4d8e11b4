"""One reply, of sentences that all exist."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots import dialogues, engine
from bots.desk import Home, Record
from bots.dialogues.questions import LONGEST_QUESTION, ask_question, suits_chat
from bots.dialogues.step import say
from bots.texts import MOST_BYTES, has_text, options, render, text_of
from bots.texts.forms import FORMS
from bots.texts.rendering import TEXTS
from bots.texts.sentences import OPTIONS, SENTENCES
from surveys.questionnaires import Kind, Option, Question
from tests.bots.fake_desk import START

BUILT = {"ask", "simpler", "heard", "request", "which"}  # names put together from a word and a kind
WANG = Home("w", "幸福小区", "3号楼2单元501", "王秀英", True)


def _nodes() -> list[ast.AST]:
    """The code of the engine and the dialogues."""
    files = [*Path(dialogues.__file__).parent.glob("*.py"), Path(engine.__file__)]
    return [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def test_every_sentence_said_has_a_text() -> None:
    """And the search for names works."""
    calls = [
        node for node in _nodes() if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say"
    ]
    names = {call.args[0].value for call in calls if call.args and isinstance(call.args[0], ast.Constant)}
    assert {"poll-intro", "passed-on", "stuck"} <= names
    assert not {name for name in names if not has_text(str(name))}


def test_every_sentence_is_said_somewhere() -> None:
    """Texts that nobody says would rot."""
    written = {
        node.value for node in _nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    built = {name for name in SENTENCES if name.split("-")[0] in BUILT}
    assert not set(SENTENCES) - written - built


def test_every_form_in_a_text_exists() -> None:
    """A misspelt form would break a reply."""
    for name, template in TEXTS.items():
        for _, fact, form, _ in Formatter().parse(template):
            assert fact is None or re.fullmatch(r"[a-z_]+", fact), name
            assert not form or form in FORMS, (name, form)


def test_texts_are_polite_and_plain() -> None:
    """您, never 你; nothing of systems and operations."""
    for name, template in {**TEXTS, **{name: "".join(labels) for name, labels in OPTIONS.items()}}.items():
        assert not re.search(r"你|系统|提交成功|操作失败|操作成功|您的隐私", template), name


def test_facts_are_written_as_people_read_them() -> None:
    """Times in Shanghai, homes in full, options numbered and added."""
    text = render((say("poll-closed", title="换灯", closes_at=START),))
    assert text == "「换灯」12月1日（周二）09:00 已经截止，这次没有计入。\n有疑问请回复「人工」。"
    assert render((say("bound-as-member", home=WANG),)).startswith(
        "绑好了：幸福小区 3号楼2单元501（王秀英）。"
    )
    assert render((say("confirm-home", address="3号楼"),)) == "3号楼，对吗？\n1 对\n2 不对"
    assert options("confirm-home") == ("对", "不对")


def test_a_missing_fact_or_an_unknown_code_breaks_nothing() -> None:
    """Something calm is said."""
    assert text_of("house-code-wrong", {}).startswith("没有这个房屋码")
    assert text_of("never-heard-of", {"a": 1}) == "这件事现在办不了。请稍后再试，或者回复「人工」。"
    assert not has_text("never-heard-of")
    assert render(()) == ""


def test_a_long_list_is_cut_and_names_the_page() -> None:
    """With how many are left out."""
    records = tuple(
        Record(START - timedelta(days=n), "answer", "问卷" * 30, "3号楼2单元501", "7K3M") for n in range(40)
    )
    text = render((say("records", records=records, link="https://example.test/records"),))
    assert len(text.encode()) <= MOST_BYTES
    assert "还有 32 条，请看：https://example.test/records" in text


def test_the_longest_question_keeps_all_its_options() -> None:
    """What is before it gives way."""
    options = tuple(Option(f"o{place}", "选项" * 9 + f"{place:02}") for place in range(17))
    question = Question("q", Kind.SINGLE, "题" * 38, options)
    assert suits_chat(question)
    assert LONGEST_QUESTION - sum(len(option.label) + 4 for option in options) - 38 < 20
    intro = say("poll-intro", title="标题" * 100, purpose="说明" * 900, count=1, closes_at=START)
    home = Home("h", "小区" * 10, "3号楼2单元501", "姓名" * 5, True)
    says = (
        intro,
        say("one-per-home", home=home),
        say("who-sees", who="who-not-what"),
        *ask_question(question, 1, 1),
    )
    text = render(says)
    assert len(text.encode()) <= MOST_BYTES
    assert text.endswith("17 选项选项选项选项选项选项选项选项选项16\n请回一个数字。")


@settings(deadline=None)
@given(st.text(max_size=900), st.sampled_from(sorted(SENTENCES)))
def test_no_reply_is_too_long(text: str, name: str) -> None:
    """Whatever the facts hold."""
    facts = dict.fromkeys(
        [
            "title",
            "purpose",
            "address",
            "hint",
            "link",
            "compound",
            "hours",
            "telephone",
            "number",
            "question",
        ],
        text,
    )
    reply = render((say(name, **facts), say("menu"), say("poll-intro", **facts)))
    assert len(reply.encode("utf-8", "replace")) <= MOST_BYTES


@pytest.mark.parametrize("name", sorted(OPTIONS))
def test_options_are_short_and_distinct(name: str) -> None:
    """So that they can be said."""
    assert len(set(OPTIONS[name])) == len(OPTIONS[name])
    assert max(map(len, OPTIONS[name])) <= 10
