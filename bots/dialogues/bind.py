"""Tying a home to this WeChat: notice and consent, then code or address, then a name."""

from collections.abc import Callable

from bots.desk import NOTICE_VERSION, RoomMatch
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, going_to, picked, say
from bots.nlu import (
    Polarity,
    RoomAddress,
    address_part,
    called_by,
    has_none,
    house_code,
    is_doubtful_name,
    names_kin_on_deed,
    person_name,
    pick_named,
    room_address,
    yes_no,
)
from surveys.errors import Refusal

MOST_LISTED = 9
FIELDS = ("place", "building", "unit", "floor", "room", "side")


def _start(talk: Talk) -> Move:
    """With homes already bound and nothing said, show them; otherwise the notice, or on to the home."""
    if talk.desk.homes() and not (talk.memo.get("code") or talk.memo.get("said") or talk.memo.get("then")):
        return Move("bind.homes")
    return _begin(talk)


def _begin(talk: Talk) -> Move:
    if not talk.desk.has_consented():
        return Move("bind.consent", memo=talk.memo)
    if talk.memo.get("code"):
        return Move("bind.code", memo=talk.memo)
    said = room_address(talk.memo.get("said", ""))
    return _looking(talk, said) if said else Move("bind.where", memo=talk.memo)


def _ask_homes(talk: Talk) -> Says:
    homes = tuple(talk.desk.homes())
    name = "my-homes" if any(not home.is_owner for home in homes) else "my-homes-as-owner"
    return (say(name, homes=homes),)


def _hear_homes(text: str, talk: Talk) -> Move | Unclear:
    members = [home for home in talk.desk.homes() if not home.is_owner]
    choice = picked(text, "my-homes" if members else "my-homes-as-owner")
    if choice == 0 or house_code(text) or room_address(text):
        said = "" if choice == 0 else text
        code = house_code(text) or ""
        return Move("bind.begin", memo=talk.noting(code=code, said="" if code else said))
    if choice == 1 and members:
        return Move("owner.start")
    return Unclear() if choice is None else Move(DONE, (say("nothing-changed"),))


def _ask_consent(talk: Talk) -> Says:
    return (say("privacy-notice", link=talk.desk.link("privacy")),)


def _hear_consent(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "privacy-notice")
    if choice == 0:
        talk.desk.consent(NOTICE_VERSION)
        return Move("bind.begin", memo=talk.memo)
    return Unclear() if choice is None else Move(DONE, (say("consent-refused"),))


def _code(talk: Talk) -> Move:
    """The home of a scanned or typed code; a refused one leads back to the question."""
    try:
        home = talk.desk.peek_code(talk.memo["code"])
    except Refusal as refusal:
        return _refused(refusal, talk, talk.noting(code=""))
    return Move("bind.confirm", memo=talk.noting(address=f"{home.compound} {home.address}"))


def _refused(refusal: Refusal, talk: Talk, notes: dict[str, str]) -> Move:
    """A wrong code can be typed again, or an address instead; while locked only a person can help."""
    known = _lock_behind(refusal, talk)
    if known.code != "house-code-locked":
        return Move("bind.where", (say(known.code, **known.facts),), notes)
    has_place = bool(talk.desk.homes() or talk.desk.compound_hint())
    return Move(DONE, (say(known.code if has_place else "code-locked-no-place", **known.facts),))


def _lock_behind(refusal: Refusal, talk: Talk) -> Refusal:
    """The last wrong try locks: the desk is asked again until when, for "0 tries left" helps nobody."""
    if refusal.facts.get("tries_left") != 0:
        return refusal
    try:
        talk.desk.peek_code(talk.memo["code"])
    except Refusal as lock:
        return lock
    return refusal


def _ask_where(talk: Talk) -> Says:
    hint = talk.desk.compound_hint()
    return (say("where-in", compound=hint) if hint else say("where-do-you-live"),)


def _hear_where(text: str, talk: Talk) -> Move | Unclear:
    code = house_code(text)
    if code:
        return _typed_code(code, talk)
    said = room_address(text)
    return _looking(talk, said) if said else Unclear((say("no-address-heard"),))


def _typed_code(code: str, talk: Talk) -> Move | Unclear:
    move = _code(Talk(talk.desk, talk.noting(code=code), talk.at))
    return Unclear(move.says) if move.step == "bind.where" else move


def _looking(talk: Talk, said: RoomAddress) -> Move:
    """Note what was said beside what was said before; then look for the room."""
    whole = _address(talk).with_more(said)
    notes = {name: str(getattr(whole, name) or "") for name in FIELDS}
    return Move("bind.look", memo=talk.noting(said="", **notes))


def _address(talk: Talk) -> RoomAddress:
    memo = talk.memo
    floor = int(memo["floor"]) if memo.get("floor") else None
    return RoomAddress(
        memo.get("building"), memo.get("unit"), floor, memo.get("room"), memo.get("side"), memo.get("place")
    )


def _look(talk: Talk) -> Move:
    """Ask for what is missing; with enough said, look, and never take one of several for granted."""
    address = _address(talk)
    if not address.building:
        return Move("bind.building", memo=talk.memo)
    if not address.is_whole:
        return Move("bind.room", memo=talk.memo)
    found = talk.desk.find_rooms(address)
    if len(found) == 1:
        return Move("bind.confirm", memo=talk.noting(room_key=found[0].key, address=found[0].address))
    if not address.unit and not talk.memo.get("no_unit"):
        return Move("bind.unit", memo=talk.memo)
    if not found:
        return Move("bind.where", (say("room-not-found"),), _forgetting(talk))
    if len(found) > MOST_LISTED and not address.place:
        return Move("bind.place", memo=talk.memo)
    return Move("bind.which", memo=talk.noting(keys=" ".join(room.key for room in found[:MOST_LISTED])))


def _forgetting(talk: Talk) -> dict[str, str]:
    """The memo without any address or code."""
    return {key: value for key, value in talk.memo.items() if key in ("then", "home")}


def _asking_for(part: str) -> Step:
    """The question for one missing part of the address."""

    def ask(_talk: Talk) -> Says:
        return (say(f"which-{part}"),)

    def hear(text: str, talk: Talk) -> Move | Unclear:
        said = address_part(text, part)
        if said:
            return _looking(talk, said)
        if part == "unit" and has_none(text):
            return Move("bind.look", memo=talk.noting(no_unit="yes"))
        return Unclear((say("no-address-heard"),))

    return Step(ask, hear, _to_where, simpler=f"simpler-{part}", page="bind")


def _hear_place(text: str, talk: Talk) -> Move | Unclear:
    place = " ".join(text.split())
    return _looking(talk, RoomAddress(place=place[:30])) if len(place) > 1 else Unclear()


def _to_where(talk: Talk) -> Move | None:
    return Move("bind.where", memo=_forgetting(talk))


def _rooms(talk: Talk) -> list[RoomMatch]:
    keys = talk.memo.get("keys", "").split()
    return [room for room in talk.desk.find_rooms(_address(talk)) if room.key in keys]


def _ask_which(talk: Talk) -> Says:
    return (say("which-room-of", rooms=tuple(room.address for room in _rooms(talk))),)


def _hear_which(text: str, talk: Talk) -> Move | Unclear:
    rooms = _rooms(talk)
    index = pick_named(text, [room.address for room in rooms]).index
    if index < 0:
        return Unclear()
    return Move("bind.confirm", memo=talk.noting(room_key=rooms[index].key, address=rooms[index].address))


def _ask_confirm(talk: Talk) -> Says:
    return (say("confirm-home", address=talk.memo.get("address", "")),)


def _hear_confirm(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "confirm-home")
    if choice is None:
        corrected = room_address(text)
        return _looking(_without_code(talk), corrected) if corrected else Unclear()
    return Move("bind.name", memo=talk.memo) if choice == 0 else Move("bind.where", memo=_forgetting(talk))


def _without_code(talk: Talk) -> Talk:
    """An address typed over the home of a code stands for itself."""
    return Talk(talk.desk, talk.noting(code="", room_key="", no_unit=""), talk.at)


def _ask_name(talk: Talk) -> Says:
    return () if talk.memo.get("doubted") else (say("ask-name"),)


def _name_in(text: str) -> str | Unclear:
    """The name told, or what is asked instead: no forms of address, and nobody else's name."""
    if names_kin_on_deed(text):
        return Unclear((say("deed-of-kin"),))
    called = called_by(text)
    if called:
        return Unclear((say("full-name-please", called=called),))
    return person_name(text) or Unclear((say("no-name-heard"),))


def _hear_name(text: str, talk: Talk) -> Move | Unclear:
    doubted = talk.memo.get("doubted", "")
    name = doubted if doubted and yes_no(text) is Polarity.YES else _name_in(text)
    if isinstance(name, Unclear):
        return name
    if name != doubted and is_doubtful_name(name):
        return Move("bind.name", (say("doubtful-name", told=name),), talk.noting(doubted=name))
    code = talk.memo.get("code")
    if not code:
        return Move("owner.claim", memo=talk.noting(name=name))
    try:
        home = talk.desk.bind_by_code(code, name)
    except Refusal as refusal:
        if not refusal.code.startswith("house-code-"):
            raise
        return _refused(refusal, talk, _forgetting(talk))
    notes = {"home": home.key, "then": talk.memo.get("then", "")}
    return Move("owner.ask", (say("bound-as-member", home=home),), notes, speaking_for=home.key)


def _step(ask: Callable[[Talk], Says], hear: Callable[[str, Talk], Move | Unclear], back: str = "") -> Step:
    return Step(ask, hear, going_to(back) if back else _to_where, page="bind")


PASSAGES = {"bind.start": _start, "bind.begin": _begin, "bind.code": _code, "bind.look": _look}
STEPS = {
    "bind.homes": Step(_ask_homes, _hear_homes, page="bind", is_kept=False),
    "bind.consent": Step(_ask_consent, _hear_consent, page="bind"),
    "bind.where": Step(_ask_where, _hear_where, simpler="simpler-address", page="bind"),
    "bind.building": _asking_for("building"),
    "bind.unit": _asking_for("unit"),
    "bind.room": _asking_for("room"),
    "bind.place": Step(lambda _talk: (say("which-place"),), _hear_place, _to_where, page="bind"),
    "bind.which": _step(_ask_which, _hear_which),
    "bind.confirm": _step(_ask_confirm, _hear_confirm),
    "bind.name": Step(
        _ask_name, _hear_name, going_to("bind.confirm"), simpler="simpler-name", page="bind", is_free=True
    ),
}
