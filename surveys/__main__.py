"""`python -m surveys …`: anybody checks or recounts a published result, with nothing but Python."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from surveys.errors import Invalid, Refusal

if TYPE_CHECKING:
    from surveys.tally.packs.pack import RulePack

PASSED, ANSWER_IS_NO, BAD_INPUT = 0, 1, 2
STDIN = "-"


class Command(NamedTuple):
    """One subcommand: its line of help, the options it takes, and what it does with them."""

    name: str
    help: str
    takes: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class _Decimal(str):
    """A number with decimals exactly as it was written: it never becomes a float."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(BAD_INPUT, f"{self.prog}: {message} (--help tells more)\n")


def main(words: list[str] | None = None) -> int:
    """Run one command: 0 yes, 1 no or not known, 2 bad input with one line saying what is wrong."""
    parser = _Parser(prog="python -m surveys", description="Check and recount decisions of owners, offline.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        part = commands.add_parser(command.name, help=command.help, description=command.help)
        command.takes(part)
        part.set_defaults(run=command.run)
    chosen = parser.parse_args(words)
    try:
        return int(chosen.run(chosen))
    except Refusal as refusal:
        print(f"surveys {chosen.command}: {_line(refusal)}", file=sys.stderr)  # noqa: T201 (a command speaks)
        return BAD_INPUT


def _verdict_takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", default=STDIN, metavar="TOTALS.json", help="standard input if left out"
    )
    _pack_takes(parser)


def _recount_takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="PACK.json", help="the public pack of a decision; - for standard input"
    )
    _pack_takes(parser)


def _pack_takes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rules", metavar="ID[@VERSION]", help="count under this rule pack instead")


def _verdict(chosen: argparse.Namespace) -> int:
    from surveys.tally.exchange import answer_to, notice_from_json

    told = read_json(chosen.file)
    try:
        answer = answer_to(notice_from_json(told, _pack(chosen)))
    except Refusal as refusal:
        return _refused(refusal)
    _say(answer)
    return PASSED if answer["passed"] is True else ANSWER_IS_NO


def _recount(chosen: argparse.Namespace) -> int:
    from surveys.tally.recounting import recount

    told = read_json(chosen.file)
    try:
        answer = recount(told, _pack(chosen))
    except Refusal as refusal:
        return _refused(refusal)
    _say(answer)
    return PASSED if answer["matches"] is True else ANSWER_IS_NO


def _pack(chosen: argparse.Namespace) -> "RulePack | None":
    from surveys.tally.packs.loading import get_pack

    if chosen.rules is None:
        return None
    pack_id, _, version = chosen.rules.partition("@")
    return get_pack(pack_id, version or None)


def _refused(refusal: Refusal) -> int:
    """What no majority may decide is answered on standard output; everything else is bad input."""
    if refusal.code != "unanimity-required":
        raise refusal
    _say({"code": refusal.code, **refusal.facts})
    return BAD_INPUT


def read_json(name: str) -> object:
    """A file somebody else wrote: UTF-8, no name twice, no NaN, and no deeper than can be read."""
    text = _read(name)
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_float=_Decimal)
    except RecursionError:
        raise Invalid("json-too-deep") from None
    except ValueError as error:
        raise Invalid("json-malformed", reason=" ".join(str(error).split())) from None


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        raise Invalid(
            "file-not-readable", reason=getattr(error, "strerror", None) or "no such name"
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file-not-utf-8") from None


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A name written twice would show one value to a reader and another to us."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is written twice in one object")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _say(answer: dict[str, object]) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=2))  # noqa: T201 (a command speaks)


def _line(refusal: Refusal) -> str:
    """The code with everything known about it, on one line."""
    facts = dict(refusal.facts)
    field = facts.pop("field", "")
    told = ", ".join(f"{key} {value}" for key, value in facts.items())
    line = f"{field}: {refusal.code}" if field else refusal.code
    return " ".join(f"{line} ({told})".split()) if told else line


COMMANDS = (
    Command("verdict", "Check the totals of a published notice.", _verdict_takes, _verdict),
    Command("recount", "Recount a decision from its public pack.", _recount_takes, _recount),
)

if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # always text
    sys.exit(main())
