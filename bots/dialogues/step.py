"""What a step of a conversation sees, says and decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bots.desk import Desk, Home, Page
from bots.nlu import choose
from bots.texts import options

Memo = Mapping[str, str]

DONE = ""  # the conversation is over; one left unfinished before is offered again
KEPT_NOTES = ("decision", "paper")  # what is left when a conversation has been made to forget
REST = "rest"  # over, and nothing is offered
PARKED = "parked"  # go back to the conversation that was left unfinished
FRESH = "home.fresh"  # what was left unfinished is put aside, and the menu shown


@dataclass(frozen=True)
class Say:
    """A sentence by name, with the facts that fill it."""

    name: str
    facts: Mapping[str, object] = field(default_factory=dict)


def say(name: str, **facts: object) -> Say:
    """A sentence by name."""
    return Say(name, facts)


Says = tuple[Say, ...]


@dataclass(frozen=True)
class Talk:
    """What a step may look at besides the words just heard."""

    desk: Desk
    memo: Memo
    at: datetime
    speaking_for: str = ""
    parked: str = ""  # the conversation left unfinished, such as "poll"

    def noting(self, **notes: str) -> dict[str, str]:
        """The memo with these notes added; an empty note removes one."""
        return {key: value for key, value in {**self.memo, **notes}.items() if value}

    def home(self) -> Home | None:
        """The home noted, if this WeChat still may speak for it."""
        return next((home for home in self.desk.homes() if home.key == self.memo.get("home")), None)


@dataclass(frozen=True)
class Move:
    """Where the conversation stands next, what is said before that step asks, what is noted."""

    step: str
    says: Says = ()
    memo: Memo = field(default_factory=dict)
    speaking_for: str | None = None


@dataclass(frozen=True)
class Unclear:
    """The words did not answer the question; the step is asked again, at most three times."""

    says: Says = ()


Ask = Callable[[Talk], Says]
Hear = Callable[[str, Talk], Move | Unclear]
Passage = Callable[[Talk], Move]


def _nothing_before(_talk: Talk) -> Move | None:
    return None


def _nothing(_talk: Talk) -> Says:
    return ()


def _left(_talk: Talk) -> Says:
    return (say("left"),)


@dataclass(frozen=True)
class Step:
    """A question that waits for an answer.

    `gone`: what to say when it cannot be asked any more. `is_free`: any text can be an answer, so only
    exact command words interrupt. `is_kept`: worth coming back to after an interruption. `expires`: half
    an hour later it is not simply continued. `forgets`: what is noted or said here may not stay readable;
    ten minutes later the conversation stands at that other step instead, with only `KEPT_NOTES`.
    """

    ask: Ask
    hear: Hear
    back: Callable[[Talk], Move | None] = _nothing_before
    leave: Ask = _left
    gone: Ask = _nothing
    simpler: str = "simpler-number"
    page: Page = "home"
    is_free: bool = False
    is_kept: bool = True
    expires: bool = True
    forgets: str = ""


def picked(text: str, name: str) -> int | None:
    """Which of the fixed options of a sentence was chosen, counted from 0; None when it is not clear."""
    index = choose(text, options(name)).index
    return index if index >= 0 else None


def going_to(step: str) -> Callable[[Talk], Move | None]:
    """Back means this step, with everything noted kept."""

    def back(talk: Talk) -> Move | None:
        return Move(step, memo=talk.memo)

    return back
