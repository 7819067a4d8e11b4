"""Coming back to a conversation that was interrupted, and getting out of one that is stuck."""

from bots.dialogues.home import opened
from bots.dialogues.step import FRESH, PARKED, REST, Move, Says, Step, Talk, Unclear, picked, say
from bots.nlu import Polarity, closes, goes_on, takes_side, yes_no


def _ask_resume(talk: Talk) -> Says:
    return (say("go-on-from-last-time", about=talk.parked),)


def _hear_resume(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "go-on-from-last-time")
    if choice == 0 or goes_on(text) or yes_no(text) is Polarity.YES:
        return Move(PARKED)
    if choice == 1 or yes_no(text) is Polarity.NO:
        return Move(FRESH, (say("put-aside"),))
    return opened(text, talk) or Unclear()


def _ask_stuck(talk: Talk) -> Says:
    return (say("stuck", link=_link(talk)),)


def _hear_stuck(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "stuck")
    if choice == 0:
        return Move(REST, (say("open-page", link=_link(talk)),))
    if choice == 1:
        return Move("person.start")
    if choice == 2 or goes_on(text):
        return Move(PARKED)
    if closes(text):
        return Move(REST, (say("rest"),))
    if takes_side(text):  # meant for the question, and never guessed at: it is asked once more
        return Move(PARKED, (say("say-it-plainly"),))
    return opened(text, talk) or Move(REST, (say("rest"),))


def _link(talk: Talk) -> str:
    return talk.memo.get("link", "")


STEPS = {
    "unfinished.resume": Step(_ask_resume, _hear_resume, is_kept=False, expires=False),
    "unfinished.stuck": Step(_ask_stuck, _hear_stuck, is_kept=False, expires=False),
}
