"""Talk to the bot in a terminal."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import get_args

from bots.desk import Desk
from bots.engine import Heard, Kind, State, advance
from bots.texts import render


def talk(
    desk: Desk, lines_in: Iterable[str], write: Callable[[str], object], *, clock: Callable[[], datetime]
) -> State:
    """Greet, then answer line by line until the lines end; returns where the conversation stands."""
    state = State()
    for heard in chain([Heard("subscribe")], map(heard_from, lines_in)):
        turn = advance(state, heard, desk, clock())
        state = turn.state
        if turn.says:
            write(f"{render(turn.says)}\n")
    return state


def heard_from(line: str) -> Heard:
    """A line as something heard: plain text, or `/scan CODE`, `/voice words`, `/click key`, `/image` …"""
    line = line.rstrip("\r\n")
    name, _, rest = line.removeprefix("/").partition(" ")
    kind: Kind = next((kind for kind in get_args(Kind) if line.startswith("/") and kind == name), "text")
    if kind == "text":
        return Heard("text", line)
    return Heard(kind, text=rest) if kind == "voice" else Heard(kind, key=rest)
