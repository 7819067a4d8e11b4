"""One turn of a conversation: what was heard, what is said, where it stands then."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

from bots.desk import Desk
from bots.dialogues import home
from bots.dialogues.catalogue import HELP_TAP, PASSAGES, STEPS, TAPS
from bots.dialogues.step import (
    DONE,
    FRESH,
    KEPT_NOTES,
    PARKED,
    REST,
    Memo,
    Move,
    Say,
    Says,
    Step,
    Talk,
    Unclear,
    say,
)
from bots.nlu import Command, global_word, opener
from surveys.errors import Invalid, Refusal

EXPIRES_AFTER = timedelta(minutes=30)
FORGETS_AFTER = timedelta(minutes=10)
MOST_TRIES = 3
MOST_HOPS = 12
SCENE_PREFIX = "qrscene_"
KEYED = ("poll", "decision")  # pages about one thing, which is noted under the same name
NEW_HOME = {"code", "said"}  # notes that name another home than the one recognised before

Kind = Literal["text", "voice", "image", "location", "click", "scan", "subscribe", "unsubscribe", "other"]


@dataclass(frozen=True)
class Heard:
    """What came in. `text`: words typed, or recognised from a voice; `key`: a menu key or scanned scene."""

    kind: Kind = "text"
    text: str = ""
    key: str = ""


@dataclass(frozen=True)
class Place:
    """Where a conversation stands: a step and what was noted on the way."""

    step: str = DONE
    memo: Memo = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """What is remembered between two messages of one contact."""

    step: str = DONE
    memo: Memo = field(default_factory=dict)
    tries: int = 0
    heard_at: datetime | None = None
    parked: Place | None = None
    speaking_for: str = ""

    def to_json(self) -> dict[str, object]:
        """A JSON value that `from_json` reads back to the same state."""
        parked = None if self.parked is None else {"step": self.parked.step, "memo": dict(self.parked.memo)}
        return {
            "step": self.step,
            "memo": dict(self.memo),
            "tries": self.tries,
            "heard_at": self.heard_at.isoformat() if self.heard_at else None,
            "parked": parked,
            "speaking_for": self.speaking_for,
        }

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Whatever can be understood of a stored state, also one of another version; never raises."""
        if not isinstance(data, Mapping):
            return cls()
        parked = data.get("parked")
        return cls(
            step=_text(data.get("step")),
            memo=_memo(data.get("memo")),
            tries=data["tries"] if type(data.get("tries")) is int else 0,
            heard_at=_instant(data.get("heard_at")),
            parked=Place(_text(parked.get("step")), _memo(parked.get("memo")))
            if isinstance(parked, Mapping)
            else None,
            speaking_for=_text(data.get("speaking_for")),
        )


@dataclass(frozen=True)
class Turn:
    """The state after a message, and what is said in answer; nothing said means no reply.

    `forget_at`: when state and words, if they hold what may not stay readable, have to be gone.
    """

    state: State
    says: Says
    forget_at: datetime | None = None


def forget(state: State, at: datetime) -> State:
    """The state without what may not stay readable, once ten minutes have passed; else as it was."""
    step = STEPS.get(state.step)
    if not step or not step.forgets or (state.heard_at and at - state.heard_at < FORGETS_AFTER):
        return state
    kept = {key: note for key, note in state.memo.items() if key in KEPT_NOTES}
    return replace(state, step=step.forgets, memo=kept, tries=0)


def advance(state: State, heard: Heard, desk: Desk, at: datetime) -> Turn:
    """One turn. A Refusal of the desk becomes its sentence; anything else that is raised is a bug."""
    conversation = _Conversation(forget(state, at), desk, at)
    try:
        conversation.take(heard)
    except Refusal as refusal:
        conversation.end_refused(refusal)
    return conversation.turn()


class _Conversation:
    """The moving parts of one turn."""

    def __init__(self, state: State, desk: Desk, at: datetime) -> None:
        self.desk, self.at = desk, at
        self.step, self.memo, self.tries = state.step, state.memo, state.tries
        self.parked, self.speaking_for = state.parked, state.speaking_for
        self.is_late = state.heard_at is not None and at - state.heard_at > EXPIRES_AFTER
        self.says: list[Say] = []
        before = self._current()
        self.was_secret = bool(before and before.forgets)

    def turn(self) -> Turn:
        """The outcome."""
        state = State(self.step, self.memo, self.tries, self.at, self.parked, self.speaking_for)
        step = self._current()
        is_secret = self.was_secret or bool(step and step.forgets)
        return Turn(state, tuple(self.says), self.at + FORGETS_AFTER if is_secret else None)

    def take(self, heard: Heard) -> None:
        """Sort by what came in."""
        self._drop_unknown()
        if heard.kind == "unsubscribe":
            self._rest()
        elif heard.kind in ("subscribe", "scan"):
            is_new = "yes" if heard.kind == "subscribe" else ""
            self._interrupt(
                Move("home.welcome", memo={"scene": heard.key.removeprefix(SCENE_PREFIX), "is_new": is_new})
            )
        elif heard.kind == "click":
            self._tap(heard.key)
        elif heard.kind in ("text", "voice") and heard.text.strip():
            self._words(heard.text.strip())
        else:
            self.says.append(say(f"heard-{heard.kind}"))
            self._repeat()

    def end_refused(self, refusal: Refusal) -> None:
        """The desk will not: its sentence, and the conversation is over; what was parked stays."""
        self.says = [say(refusal.code, **refusal.facts), say("menu-any-time")]
        self._rest()

    def _current(self) -> Step | None:
        return STEPS.get(self.step)

    def _talk(self, memo: Memo | None = None) -> Talk:
        chosen = self.memo if memo is None else memo
        return Talk(
            self.desk,
            chosen,
            self.at,
            self.speaking_for,
            self.parked.step.split(".")[0] if self.parked else "",
        )

    def _rest(self) -> None:
        self.step, self.memo, self.tries = DONE, {}, 0

    def _drop_unknown(self) -> None:
        """A step of another version of the bot: start afresh, politely."""
        if self.parked and self.parked.step not in STEPS:
            self.parked = None
        if self.step and self.step not in STEPS:
            self.says.append(say("starting-afresh"))
            self._rest()

    def _words(self, text: str) -> None:
        """A command, a late answer, or an answer."""
        step = self._current()
        command = global_word(text, strict=bool(step and step.is_free))
        if command:
            self._command(command)
        elif step is None:
            self._go(home.hear_idle(text, self._talk()))
        elif self.is_late and step.expires:
            self._late(text, step)
        else:
            self._answer(text, step)

    def _late(self, text: str, step: Step) -> None:
        """After half an hour nothing is taken for an answer; what was begun is kept and offered."""
        if step.is_kept:
            self._interrupt(Move("unfinished.resume"))
        else:
            self._rest()
            self._go(home.hear_idle(text, self._talk()))

    def _answer(self, text: str, step: Step) -> None:
        try:
            outcome = step.hear(text, self._talk())
        except Invalid as refusal:
            outcome = Unclear((say(refusal.code, **refusal.facts),))
        if isinstance(outcome, Unclear):
            part = opener(text)
            if part and part != self.step.split(".")[0]:
                self._interrupt(Move(f"{part}.start"))
            else:
                self._not_understood(outcome, step)
        else:
            self._go(outcome)

    def _not_understood(self, unclear: Unclear, step: Step) -> None:
        """Ask again, then more simply, then offer the page or a person."""
        self.tries += 1
        if self.tries >= MOST_TRIES:
            link = self.desk.link(step.page, self.memo.get(step.page, "") if step.page in KEYED else "")
            self._interrupt(Move("unfinished.stuck", unclear.says, {"link": link}))
            return
        self.says.extend(unclear.says or (say("not-understood"),))
        self.says.extend((say(step.simpler),) if self.tries == MOST_TRIES - 1 else ())
        self.says.extend(step.ask(self._talk()))

    def _command(self, command: Command) -> None:
        step = self._current()
        if command is Command.MENU:
            self._interrupt(Move("home.menu"))
        elif command is Command.HELP:
            self.says.append(say("help"))
            self._repeat()
        elif command is Command.LEAVE:
            self._leave(step)
        elif command is Command.BACK:
            self._back(step)
        elif command is Command.AGAIN:
            self._again()
        elif self.step.startswith("person."):
            self._repeat()
            self.says.extend(() if self.says else (say("person-listens"),))
        else:
            self._interrupt(Move("person.start"))

    def _tap(self, key: str) -> None:
        if key == HELP_TAP:
            self._command(Command.HELP)
        elif key == "menu:clerk":
            self._command(Command.PERSON)
        else:
            self._interrupt(Move(TAPS.get(key, "home.menu")))

    def _leave(self, step: Step | None) -> None:
        """Out of this conversation; out of the menu or a question about going on means out of everything."""
        says = step.leave(self._talk()) if step else ()
        if step is None or self.step.startswith(("home.", "unfinished.")):
            self.says.append(say("goodbye"))
            self.parked = None
            self._rest()
        else:
            self._go(Move(DONE, says))

    def _back(self, step: Step | None) -> None:
        move = step.back(self._talk()) if step else None
        if move:
            self._go(move)
            return
        self.says.append(say("nothing-before"))
        self._repeat()

    def _again(self) -> None:
        """This conversation from its beginning."""
        dialogue = self.step.split(".")[0]
        restart = f"{dialogue}.restart"
        if restart in PASSAGES and self.memo.get("poll"):
            self._go(Move(restart, memo=self.memo))
        else:
            kept = {key: self.memo[key] for key in ("then", "home") if key in self.memo}
            start = "bind.start" if dialogue == "owner" and not kept.get("home") else f"{dialogue}.start"
            self._go(Move(start if start in PASSAGES else "home.menu", memo=kept))

    def _repeat(self) -> None:
        step = self._current()
        self.says.extend(step.ask(self._talk()) if step else (say("menu-any-time"),))

    def _interrupt(self, move: Move) -> None:
        """Put what is unfinished aside, so that it can be taken up again."""
        step = self._current()
        if step and step.is_kept:
            self.parked = Place(self.step, self.memo)
        self._rest()
        self._go(move)

    def _go(self, move: Move) -> None:
        """Follow passages until a step asks, or the conversation is over."""
        for _ in range(MOST_HOPS):
            self.says.extend(move.says)
            self.speaking_for = self.speaking_for if move.speaking_for is None else move.speaking_for
            onward = self._onward(move)
            if onward.step not in PASSAGES:
                self._stand(onward)
                return
            move = PASSAGES[onward.step](self._talk(onward.memo))
        self._rest()
        self.says.append(say("menu-any-time"))

    def _onward(self, move: Move) -> Move:
        """Resolve what a move says about the parked conversation."""
        parked, step = self.parked, move.step
        if step == PARKED or (step == "person.start" and parked and parked.step.startswith("person.")):
            self.parked = None
            return Move(parked.step, memo=parked.memo) if parked else Move("home.menu")
        if step == DONE and parked:
            return Move("unfinished.resume")
        if parked and step == "bind.start" and _knows_home(parked) and not (move.memo.keys() & NEW_HOME):
            self.parked = None
            return Move(parked.step, memo={**parked.memo, **move.memo})
        if step == FRESH or (parked and step and parked.step.split(".")[0] == step.split(".")[0]):
            self.parked = None
        return move

    def _stand(self, move: Move) -> None:
        if move.step in (DONE, REST):
            self._rest()
            return
        step = STEPS[move.step]
        self.step, self.memo, self.tries = move.step, move.memo, 0
        gone = step.gone(self._talk())
        self.says.extend(gone or step.ask(self._talk()))
        if gone:
            self._rest()


def _knows_home(parked: Place) -> bool:
    """Binding was interrupted when its home was recognised: it goes on there, with no code typed again."""
    return bool(parked.memo.get("code") or parked.memo.get("room_key")) and "address" in parked.memo


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _memo(value: object) -> dict[str, str]:
    items = value.items() if isinstance(value, Mapping) else ()
    return {key: note for key, note in items if isinstance(key, str) and isinstance(note, str)}


def _instant(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found and found.tzinfo else None
