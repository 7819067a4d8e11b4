"""The first greeting and the menu."""

from bots.dialogues.step import PARKED, REST, Move, Says, Step, Talk, Unclear, picked, say
from bots.nlu import (
    closes,
    goes_on,
    greets,
    house_code,
    menu_word,
    names_kin_on_deed,
    number,
    room_address,
    takes_side,
)

PARTS = (
    "poll.start", "progress.start", "bind.start", "records.start", "result.start", "person.start",
    "decide.start",
)  # fmt: skip


def _welcome(talk: Talk) -> Move:
    """A new follower, or a scanned code: a house code or a stairwell poster leads straight to binding."""
    scene = talk.memo.get("scene", "")
    greeting = (say("welcome"),) if talk.memo.get("is_new") else ()
    if not scene:
        return Move("home.menu", greeting)
    code = house_code(scene)
    return Move("bind.start", greeting, {"code": code} if code else {})


def _fresh(_talk: Talk) -> Move:
    return Move("home.menu")


def _ask_menu(talk: Talk) -> Says:
    return (say("menu"), say("menu-go-on", about=talk.parked)) if talk.parked else (say("menu"),)


def _hear_menu(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "menu")
    if choice is not None:
        return Move(PARTS[choice])
    if closes(text):
        return Move(REST, (say("welcome-any-time"),))
    return opened(text, talk) or Unclear(_aside(text))


def hear_idle(text: str, talk: Talk) -> Move:
    """Words out of the blue: a number of the menu, as notices name it, or what they name, or the menu."""
    found = opened(text, talk)
    if found or closes(text):
        return found or Move(REST, (say("welcome-any-time"),))
    choice = picked(text, "menu")
    if choice is not None:
        return Move(PARTS[choice])
    return Move("home.menu", _aside(text) or (say("did-not-follow"),))


def _aside(text: str) -> Says:
    """What is said to words that choose nothing and still mean something."""
    if greets(text):
        return (say("hello"),)
    if names_kin_on_deed(text):
        return (say("deed-of-kin"),)
    return (say("vote-first"),) if takes_side(text) else ()


def opened(text: str, talk: Talk) -> Move | None:
    """What a free sentence asks for: going on, a part of the menu, or a home given by code or address."""
    if talk.parked and (goes_on(text) or number(text) == 0):
        return Move(PARKED)
    code = house_code(text)
    if code:
        return Move("bind.start", memo={"code": code})
    address = room_address(text)
    if address and address.building and address.is_whole:
        return Move("bind.start", memo={"said": text})
    part = menu_word(text)
    return Move(f"{part}.start") if part else None


PASSAGES = {"home.welcome": _welcome, "home.fresh": _fresh, "home.start": _fresh}
STEPS = {"home.menu": Step(_ask_menu, _hear_menu, is_kept=False, expires=False)}
