"""Talking to a person at the clerk's desk."""

from bots.dialogues.step import DONE, REST, Move, Says, Step, Talk, Unclear, say


def _start(talk: Talk) -> Move:
    """Somebody of an unknown compound could be passed to nobody: they are told whom to call instead.

    While their codes are locked nothing leads back to binding.
    """
    if talk.desk.homes() or talk.desk.compound_hint():
        return Move("person.ask")
    until = talk.desk.code_locked_until()
    if until is None:
        return Move(DONE, (say("person-needs-compound"),))
    return Move(REST, (say("person-needs-compound-locked", until=until, link=talk.desk.link("city")),))


def _ask(_talk: Talk) -> Says:
    return (say("what-about"),)


def _hear(text: str, talk: Talk) -> Move | Unclear:
    handoff = talk.desk.ask_person(text, talk.speaking_for)
    closed = "handed-over-closed" if handoff.hours else "handed-over"
    name = "handed-over" if handoff.is_open_now else closed
    facts = {"number": handoff.number, "hours": handoff.hours, "telephone": handoff.telephone}
    return Move("person.talking", (say(name, **facts),), {"number": handoff.number})


def _ask_nothing(_talk: Talk) -> Says:
    return ()


def _pass_on(text: str, talk: Talk) -> Move | Unclear:
    """Everything goes to the clerk; when the clerk has closed, say so instead of losing it."""
    if talk.desk.pass_to_clerk(text):
        return Move("person.talking", (say("passed-on"),), talk.memo)
    return Move(DONE, (say("person-closed"),))


def _leave(talk: Talk) -> Says:
    talk.desk.leave_person()
    return (say("left-person"),)


PASSAGES = {"person.start": _start}
STEPS = {
    "person.ask": Step(_ask, _hear, is_free=True),
    "person.talking": Step(_ask_nothing, _pass_on, leave=_leave, is_free=True, expires=False),
}
