"""Talking in a terminal."""

import pytest

from bots.engine import Heard
from bots.terminal import heard_from, talk
from tests.bots.fake_desk import HOMES, START, FakeDesk


@pytest.mark.parametrize(
    ("line", "heard"),
    [
        ("同意\n", Heard("text", "同意")),
        ("/voice 我同意", Heard("voice", "我同意")),
        ("/voice", Heard("voice")),
        ("/scan 7K3M", Heard("scan", key="7K3M")),
        ("/click menu:polls", Heard("click", key="menu:polls")),
        ("/image", Heard("image")),
        ("/what", Heard("text", "/what")),
        ("image", Heard("text", "image")),
    ],
)
def test_a_line_is_something_heard(line: str, heard: Heard) -> None:
    """Plain text, or a kind after a slash."""
    assert heard_from(line) == heard


def test_a_whole_poll_is_answered_line_by_line() -> None:
    """From the greeting to the receipt."""
    desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    written: list[str] = []
    talk(desk, ["投票\n", "同意\n", "1\n"], written.append, clock=lambda: START)
    assert "小区议事厅" in written[0]
    assert "7K3M-0001" in written[-1]
    assert desk.given == {("stance", "wang"): {"stance": "agree"}}
