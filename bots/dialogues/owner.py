"""Being recognised as the owner of a home: by the telephone on the roster, or by a clerk."""

from bots.desk import Home
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, going_to, picked, say
from bots.nlu import has_none, names_kin_on_deed, phone, pick_named
from bots.texts import home_label


def _members(talk: Talk) -> list[Home]:
    return [home for home in talk.desk.homes() if not home.is_owner]


def _start(talk: Talk) -> Move:
    """Which home is meant, when it is not noted yet."""
    members = _members(talk)
    if talk.memo.get("home") or not members:
        return Move("owner.ask", memo=talk.memo) if members else Move(DONE, (say("nothing-changed"),))
    if len(members) == 1:
        return Move("owner.phone", memo=talk.noting(home=members[0].key))
    return Move("owner.which", memo=talk.noting(keys=" ".join(home.key for home in members)))


def _listed(talk: Talk) -> list[Home]:
    keys = talk.memo.get("keys", "").split()
    return [home for home in _members(talk) if home.key in keys]


def _ask_which(talk: Talk) -> Says:
    return (say("whose-home", homes=tuple(_listed(talk))),)


def _hear_which(text: str, talk: Talk) -> Move | Unclear:
    homes = _listed(talk)
    index = pick_named(text, [home_label(home) for home in homes]).index
    return Unclear() if index < 0 else Move("owner.phone", memo=talk.noting(home=homes[index].key))


def _ask(_talk: Talk) -> Says:
    return (say("are-you-owner"),)


def _hear(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "are-you-owner")
    if choice is None:
        return Unclear(_of_kin(text))
    return Move("owner.phone" if choice == 0 else "owner.done", memo=talk.memo)


def _of_kin(text: str) -> Says:
    """Who says that the deed bears the name of one of the family hears what that means here."""
    return (say("deed-of-kin"),) if names_kin_on_deed(text) else ()


def _ask_claim(_talk: Talk) -> Says:
    return (say("who-are-you"),)


def _hear_claim(text: str, talk: Talk) -> Move | Unclear:
    """Without a code a clerk must look at it; an owner may give the telephone that could prove it at once."""
    choice = picked(text, "who-are-you")
    if choice is None:
        return Unclear(_of_kin(text))
    return Move("owner.phone", memo=talk.memo) if choice == 0 else _requested(talk, None, as_owner=False)


def _ask_phone(_talk: Talk) -> Says:
    return (say("ask-phone"),)


def _hear_phone(text: str, talk: Talk) -> Move | Unclear:
    number = phone(text)
    if number is None and not has_none(text):
        return Unclear(_of_kin(text) or (say("no-phone-heard"),))
    if not talk.memo.get("home"):
        return _requested(talk, number)
    if number is None:
        return Move("owner.done", (say("owner-proof-later"),), talk.memo)
    return _proving(talk, number)


def _proving(talk: Talk, number: str) -> Move | Unclear:
    """Try a telephone; whoever is recognised goes by the name on the roster from now on."""
    typed = talk.home()
    outcome = talk.desk.prove_owner(talk.memo["home"], number)
    if outcome.status == "wrong" and not outcome.tries_left:
        outcome = talk.desk.prove_owner(talk.memo["home"], number)  # refuses, and says until when
    if outcome.status == "wrong":
        return Unclear((say("owner-phone-wrong", tries_left=outcome.tries_left),))
    if outcome.status == "waiting":
        return Move("owner.done", (say("owner-waiting"),), talk.memo)
    home = talk.home()
    is_renamed = home is not None and typed is not None and home.person != typed.person
    names = {"known": home.person, "typed": typed.person} if home and typed else {}
    renamed = (say("name-from-roster", **names),) if is_renamed else ()
    return Move("owner.done", (say("owner-proved"), *renamed), talk.memo)


def _requested(talk: Talk, number: str | None, *, as_owner: bool = True) -> Move:
    """Ask for the binding of a room found by its address."""
    room, name = talk.memo.get("room_key", ""), talk.memo.get("name", "")
    outcome = talk.desk.request_binding(room, name, number, as_owner=as_owner)
    address = talk.memo.get("address", "")
    if outcome.status == "waiting" or outcome.home is None:
        return Move(DONE, (say(f"request-{outcome.status}", address=address),))
    notes = {"home": outcome.home.key, "then": talk.memo.get("then", "")}
    said = say(f"request-{outcome.status}", address=address)
    return Move("owner.done", (said,), notes, speaking_for=outcome.home.key)


def _done(talk: Talk) -> Move:
    """Back to the poll that sent us here, or say what waits for an answer."""
    home = talk.home()
    if home and talk.memo.get("then"):
        return Move("poll.open", memo={"home": home.key, "poll": talk.memo["then"], "asked_owner": "yes"})
    waiting = [card for card in talk.desk.open_polls(home.key) if not card.answered] if home else []
    return Move(DONE, (say("polls-wait", count=len(waiting)),) if waiting else (say("menu-any-time"),))


def _leave(_talk: Talk) -> Says:
    return (say("left-as-member"),)


PASSAGES = {"owner.start": _start, "owner.done": _done}
STEPS = {
    "owner.which": Step(_ask_which, _hear_which, page="bind"),
    "owner.ask": Step(_ask, _hear, page="bind", leave=_leave),
    "owner.claim": Step(_ask_claim, _hear_claim, going_to("bind.name"), page="bind"),
    "owner.phone": Step(_ask_phone, _hear_phone, simpler="simpler-phone", page="bind", is_free=True),
}
