"""Words that always work, and words that open a part of the menu."""

import pytest

from bots.nlu import (
    Command,
    change_of,
    closes,
    confirms,
    global_word,
    goes_on,
    greets,
    has_none,
    keeps,
    menu_word,
    opener,
    skips,
    switches,
)


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("菜单", Command.MENU),
        ("菜单。", Command.MENU),
        (" 菜 单 ", Command.MENU),
        ("帮助", Command.HELP),
        ("请问怎么用", Command.HELP),
        ("我要退出", Command.LEAVE),
        ("取消", Command.LEAVE),
        ("上一步", Command.BACK),
        ("上一题", Command.BACK),
        ("错了", Command.BACK),
        ("我选错了", Command.BACK),
        ("重来", Command.AGAIN),
        ("人工", Command.PERSON),
        ("转人工谢谢", Command.PERSON),
        ("找居委会", Command.PERSON),
    ],
)
def test_commands_are_heard(said: str, command: Command) -> None:
    """Also politely and loosely put."""
    assert global_word(said) is command


@pytest.mark.parametrize("said", ["同意", "我想要人工湖", "菜单上没有", "退出电梯", "1", "", "帮助老人"])
def test_a_sentence_about_something_else_is_no_command(said: str) -> None:
    """Only the words alone."""
    assert global_word(said) is None


def test_where_free_text_is_expected_only_exact_words_interrupt() -> None:
    """ "取消" and "错了" may be part of what somebody tells the clerk."""
    assert global_word("取消", strict=True) is None
    assert global_word("错了", strict=True) is None
    assert global_word("退出", strict=True) is Command.LEAVE


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("我想投票", "poll"),
        ("投票结果出来了吗", "result"),
        ("什么时候开工", "progress"),
        ("绑定房子", "bind"),
        ("看看我的记录", "records"),
        ("我要投诉", "person"),
        ("你好", None),
        ("施工记录", None),
    ],
)
def test_a_sentence_opens_a_part_of_the_menu(said: str, part: str | None) -> None:
    """Two parts at once open none."""
    assert menu_word(said) == part


def test_small_words_of_a_conversation() -> None:
    """Each does one thing."""
    assert goes_on("继续")
    assert goes_on("接着答吧")
    assert not goes_on("不继续")
    assert skips("跳过")
    assert skips("不写了")
    assert not skips("跳过会怎样")
    assert has_none("没有")
    assert has_none("不记得了")
    assert not has_none("138")
    assert keeps("不变")
    assert keeps("跟上次一样")
    assert not keeps("变")
    assert switches("换一户")
    assert not switches("换句话说")
    assert greets("您好")
    assert not greets("您好我要投票")
    assert closes("好的谢谢")
    assert not closes("谢谢，还有事")
    assert opener("投票") == "poll"
    assert opener("我想投票给你") is None


@pytest.mark.parametrize(
    ("said", "which"), [("改2", "2"), ("改第二题", "二"), ("修改", ""), ("不改", None), ("同意", None)]
)
def test_what_is_to_be_changed(said: str, which: str | None) -> None:
    """A number, or something, or nothing."""
    assert change_of(said) == which


@pytest.mark.parametrize(
    "text", ["是", "是的", "对", "对的", "1", "１", "没错", "确认", "好的", "投出去", "嗯嗯", "对，投出去"]
)
def test_what_was_read_back_is_confirmed_in_plain_words(text: str) -> None:
    assert confirms(text) is True


@pytest.mark.parametrize("text", ["不是", "不对", "2", "不", "错", "重新选", "改一下", "不投了"])
def test_what_was_read_back_is_denied_in_plain_words(text: str) -> None:
    assert confirms(text) is False


@pytest.mark.parametrize(
    "text", ["同意", "不同意", "我是同意的", "弃权", "对吗？", "不是不对", "3", "反对", "", "是不是"]
)
def test_anything_else_confirms_nothing(text: str) -> None:
    assert confirms(text) is None


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("我要参加业主表决", "decide"),
        ("表决结果", "decide"),
        ("表决投票在哪", "decide"),
        ("改票", "decide"),
        ("投票结果", "result"),
    ],
)
def test_owner_decisions_have_a_word_of_their_own(text: str, part: str) -> None:
    assert menu_word(text) == part
