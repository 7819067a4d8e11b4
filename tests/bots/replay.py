"""Transcripts: what is heard after `>`, what is said after `<`, time after `@`, the desk after `!`."""

import json
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.dialogues.step import Say
from bots.engine import State, Turn, advance
from bots.terminal import heard_from
from bots.texts import MOST_BYTES, has_text, render
from surveys.errors import Invalid
from tests.bots.fake_desk import HOMES, START, FakeDesk

FOLDER = Path(__file__).parent / "transcripts"
NOT_SHOWN = {"link", "purpose"}
SHOWN_BY = ("number", "key", "title", "label", "address", "stage")


class Play:
    """One conversation with a desk in memory."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.state = State()
        self.at = START

    def hear(self, line: str) -> Turn:
        """One message, with the checks that hold for every turn."""
        self.desk.now = self.at
        turn = advance(self.state, heard_from(line), self.desk, self.at)
        stored = json.dumps(turn.state.to_json(), ensure_ascii=False)
        assert State.from_json(json.loads(stored)) == turn.state
        assert len(render(turn.says).encode()) <= MOST_BYTES
        assert all(has_text(each.name) for each in turn.says), turn.says
        self.state = turn.state
        return turn

    def set_up(self, line: str) -> None:
        """`! homes=wang,li polls=stance consented` and the like; also later, for what changes meanwhile."""
        for word in line.split():
            name, _, value = word.partition("=")
            if name == "homes":
                self.desk.held = [HOMES[key] for key in value.split(",") if key]
            elif name == "decisions":
                self.desk.deciding = tuple(key for key in value.split(",") if key)
            elif name == "polls":
                self.desk.polls = tuple(key for key in value.split(",") if key)
            elif name == "state":
                self.state = State.from_json({**self.state.to_json(), "step": value})
            elif name in ("hint", "per"):
                setattr(self.desk, name, value)
            else:
                setattr(self.desk, name, value != "no")

    def wait(self, line: str) -> None:
        """`@ +31m`, `@ +5d`."""
        found = re.fullmatch(r"\+(\d+)([mhd])", line)
        assert found, line
        self.at += timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[found[2]]: int(found[1])})


def replay(lines: list[str]) -> list[str]:
    """The transcript as it goes now: everything but the `<` lines is kept."""
    play = Play()
    return [line for given in lines for line in _replayed(play, given)]


def _replayed(play: Play, line: str) -> Iterator[str]:
    if line.startswith("<"):
        return
    yield line
    if line.startswith("!"):
        play.set_up(line[1:])
    elif line.startswith("@"):
        play.wait(line[1:].strip())
    elif line.startswith(">"):
        try:
            turn = play.hear(line[2:])
        except Invalid as refusal:  # pragma: no cover - a broken transcript
            raise AssertionError(line) from refusal
        yield from (f"< {shown(said)}" for said in turn.says)


def shown(said: Say) -> str:
    """A sentence with its facts on one line."""
    facts = [f"{key}={quoted(value)}" for key, value in said.facts.items() if key not in NOT_SHOWN]
    return " ".join([said.name, *facts])


def quoted(value: object) -> str:
    """A fact, in quotes where it holds spaces."""
    return shlex.quote(plain(value)) if re.search(r"\s", plain(value)) else plain(value)


def plain(value: object) -> str:
    """A fact as people read it."""
    if isinstance(value, tuple):
        return "|".join(plain(each) for each in value)
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%dT%H:%M")
    if is_dataclass(value) and not isinstance(value, type):
        known = {field.name: getattr(value, field.name) for field in fields(value)}
        if "rooms" in known:
            return "/".join([*known["rooms"], str(known.get("capacity", known.get("number", "")))])
        names = ("address", "person") if "person" in known else SHOWN_BY
        return "/".join(str(known[name]) for name in names if known.get(name))
    return str(value)


if (
    __name__ == "__main__"
):  # python -m tests.bots.replay: write the transcripts as they go now, then read the diff
    for path in map(Path, sys.argv[1:] or sorted(FOLDER.glob("*.txt"))):
        path.write_text("\n".join(replay(path.read_text("utf-8").splitlines())) + "\n", "utf-8")
