"""Answering a poll: one question at a time, review, correction, recording."""

from collections.abc import Mapping

from bots.dialogues.poll import card_of
from bots.dialogues.questions import answer_texts, ask_question, read_reply
from bots.dialogues.step import DONE, Move, Say, Says, Step, Talk, Unclear, picked, say
from bots.nlu import change_of, keeps, number, skips, switches
from surveys.questionnaires import Answer, Kind, Question


def _saved(talk: Talk) -> Mapping[str, Answer]:
    return talk.desk.saved_answers(talk.memo.get("poll", ""), talk.memo.get("home", ""))


def _questions(talk: Talk) -> tuple[Question, ...]:
    card = card_of(talk)
    return card.questionnaire.questions if card else ()


def _asking(question: Question, talk: Talk, **notes: str) -> Move:
    """On to this question; where any words can be the answer, only exact command words interrupt."""
    step = "poll.words" if question.kind is Kind.TEXT else "poll.question"
    return Move(step, memo=talk.noting(q=question.key, **notes))


def _place(talk: Talk) -> int:
    """Which question is being asked, counted from 0; the first when it no longer exists."""
    keys = [question.key for question in _questions(talk)]
    return keys.index(talk.memo["q"]) if talk.memo.get("q") in keys else 0


def _next(talk: Talk) -> Move:
    """The next question without an answer, or the next at all when starting over; then the review."""
    questions = _questions(talk)
    if not questions:
        return Move(DONE, (say("poll-gone"),))
    if talk.memo.get("fix"):
        return Move("poll.review", memo=talk.noting(fix="", q=""))
    done = set(_saved(talk)) | set(talk.memo.get("skipped", "").split())
    is_anew = bool(talk.memo.get("anew"))
    start = _place(talk) + 1 if is_anew and talk.memo.get("q") else 0
    waiting = [each for each in questions[start:] if is_anew or each.key not in done]
    if waiting:
        return _asking(waiting[0], talk)
    return Move("poll.review", memo=talk.noting(q="", anew=""))


def _restart(talk: Talk) -> Move:
    """From the first question; what was answered stays until it is answered anew."""
    return Move("poll.next", (say("poll-from-start"),), talk.noting(anew="yes", q="", fix="", skipped=""))


def _ask(talk: Talk) -> Says:
    questions, place = _questions(talk), _place(talk)
    if not questions:  # it ended since the last word
        return (say("poll-gone"),)
    question = questions[place]
    before = _saved(talk).get(question.key)
    kept = () if before is None else (say("answered-before", answer=answer_texts(question, before)),)
    return (*ask_question(question, place + 1, len(questions)), *kept)


def _hear(text: str, talk: Talk) -> Move | Unclear:
    questions = _questions(talk)
    if not questions:
        return Move(DONE, (say("poll-gone"),))
    question = questions[_place(talk)]
    saved = _saved(talk)
    if question.kind is not Kind.TEXT and switches(text):
        return Move("poll.switch", memo=talk.memo)
    if question.key in saved and keeps(text):
        return Move("poll.next", memo=talk.noting(q=question.key))
    if not question.required and (skips(text) or keeps(text)):  # nothing answered yet, and so it stays
        return _skipped(talk, question)
    answer = read_reply(question, text)
    if isinstance(answer, Unclear):
        return Unclear((say("must-answer"),)) if skips(text) else answer
    _save(talk, {**saved, question.key: answer})
    return Move("poll.next", memo=talk.noting(q=question.key))


def _skipped(talk: Talk, question: Question) -> Move:
    """Leave a question out, and take back an answer given to it before."""
    _save(talk, {key: answer for key, answer in _saved(talk).items() if key != question.key})
    skipped = {*talk.memo.get("skipped", "").split(), question.key}
    return Move("poll.next", memo=talk.noting(q=question.key, skipped=" ".join(sorted(skipped))))


def _save(talk: Talk, answers: Mapping[str, Answer]) -> None:
    """Keep the draft, if it differs: questions dropped from the poll fall out of it."""
    kept = {each.key: answers[each.key] for each in _questions(talk) if each.key in answers}
    if kept != dict(_saved(talk)):
        talk.desk.save_draft(talk.memo.get("poll", ""), talk.memo.get("home", ""), kept)


def _back(talk: Talk) -> Move | None:
    """The question before; while correcting, the review."""
    if talk.memo.get("fix"):
        return Move("poll.review", memo=talk.noting(fix="", q=""))
    place, questions = _place(talk), _questions(talk)
    if place == 0:
        return None
    before = questions[place - 1]
    skipped = [key for key in talk.memo.get("skipped", "").split() if key != before.key]
    return _asking(before, talk, skipped=" ".join(skipped))


def _back_from_review(talk: Talk) -> Move | None:
    questions = _questions(talk)
    return _asking(questions[-1], talk) if questions else None


def _lines(talk: Talk, saved: Mapping[str, Answer]) -> tuple[tuple[str, ...], ...]:
    """Each question's title and answers; nothing after the title where it was left out."""
    return tuple(
        (each.title, *(answer_texts(each, saved[each.key]) if each.key in saved else ()))
        for each in _questions(talk)
    )


def _ask_review(talk: Talk) -> Says:
    card = card_of(talk)
    name = "review-for" if len(talk.desk.homes()) > 1 else "review"
    link = talk.desk.link("poll", talk.memo.get("poll", ""))
    return (
        say(
            name,
            title=card.title if card else "",
            answers=_lines(talk, _saved(talk)),
            home=talk.home(),
            link=link,
        ),
    )


def _hear_review(text: str, talk: Talk) -> Move | Unclear:
    which = change_of(text)
    if switches(text):
        return Move("poll.switch", memo=talk.memo)
    if which:
        return _fixing(which, talk)
    choice = picked(text, "review-for" if len(talk.desk.homes()) > 1 else "review")
    if choice == 0:
        return _record(talk)
    if choice == 1 or which == "":
        return _fixing("1", talk) if len(_questions(talk)) == 1 else Move("poll.which", memo=talk.memo)
    return Move("poll.switch", memo=talk.memo) if choice == 2 else Unclear((_not_recorded(talk),))


def _not_recorded(talk: Talk) -> Say:
    return say("not-recorded-one" if len(_questions(talk)) == 1 else "not-recorded-yet")


def _fixing(which: str, talk: Talk) -> Move | Unclear:
    """To the question of that number, and back to the review after it."""
    questions, place = _questions(talk), number(which) or 0
    if not questions:
        return Move(DONE, (say("poll-gone"),))
    if not 1 <= place <= len(questions):
        return Unclear((say("no-such-number", most=len(questions)),))
    return _asking(questions[place - 1], talk, fix="yes")


def _record(talk: Talk) -> Move:
    """Record the answers; a question still open comes first."""
    card, home, saved = card_of(talk), talk.home(), _saved(talk)
    if card is None or home is None:  # the desk knows why, and says that nothing was counted
        talk.desk.answer_poll(talk.memo.get("poll", ""), talk.memo.get("home", ""), saved)
        return Move(DONE, (say("poll-gone"),))
    missing = [each for each in card.questionnaire.questions if each.required and each.key not in saved]
    if missing:
        move = _asking(missing[0], talk)
        return Move(move.step, (say("still-open"),), move.memo)
    receipt = talk.desk.answer_poll(card.key, home.key, saved)
    says = (say("poll-recorded", title=card.title, receipt=receipt, person=home.person),)
    waiting = [each for each in talk.desk.open_polls(home.key) if not each.answered and each.key != card.key]
    return Move(DONE, (*says, say("polls-wait", count=len(waiting))) if waiting else says)


def _ask_answered(talk: Talk) -> Says:
    card = card_of(talk)
    if card is None:
        return ()
    link = talk.desk.link("poll", card.key)
    shown = _lines(talk, card.own_answers) if card.own_answers else ()
    name = "answered-already" if shown else "answered-by-household"
    return (
        say(name, title=card.title, home=talk.home(), answers=shown, closes_at=card.closes_at, link=link),
        say("who-sees", who=card.who_sees),
        say("change-or-not"),
    )


def _hear_answered(text: str, talk: Talk) -> Move | Unclear:
    if switches(text):
        return Move("poll.switch", memo=talk.memo)
    which = change_of(text)
    if which and _saved(talk):
        return _fixing(which, talk)
    choice = picked(text, "change-or-not")
    if choice == 1 or keeps(text):
        return Move(DONE, (say("nothing-changed"),))
    if choice != 0 and which is None:
        return Unclear()
    if not _saved(talk) or len(_questions(talk)) == 1:
        return Move("poll.next", memo=talk.noting(anew="yes", q=""))
    return Move("poll.which", memo=talk.memo)


def _ask_which(talk: Talk) -> Says:
    return (say("which-question", titles=tuple(question.title for question in _questions(talk))),)


def _hear_which(text: str, talk: Talk) -> Move | Unclear:
    return _fixing(change_of(text) or text, talk)


def _to_review(talk: Talk) -> Move | None:
    return Move("poll.review", memo=talk.memo)


def _leave(talk: Talk) -> Says:
    """What was answered is kept as a draft; an answer recorded before goes on counting."""
    card = card_of(talk)
    if card and card.answered:
        return (say("left-poll-change"),)
    return (say("left-poll" if _saved(talk) else "left"),)


def _gone(talk: Talk) -> Says:
    return () if card_of(talk) and talk.home() else (say("poll-gone"),)


PASSAGES = {"poll.next": _next, "poll.restart": _restart}
STEPS = {
    "poll.question": Step(_ask, _hear, _back, _leave, _gone, simpler="simpler-answer", page="poll"),
    "poll.words": Step(
        _ask, _hear, _back, _leave, _gone, simpler="simpler-answer", page="poll", is_free=True
    ),
    "poll.review": Step(_ask_review, _hear_review, _back_from_review, _leave, _gone, page="poll"),
    "poll.answered": Step(_ask_answered, _hear_answered, gone=_gone, page="poll", is_kept=False),
    "poll.which": Step(_ask_which, _hear_which, _to_review, _leave, _gone, page="poll"),
}
