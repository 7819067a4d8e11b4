"""Finding the poll to answer: for which home, which of several, whether in chat or on the page."""

from bots.desk import Home, PollCard
from bots.dialogues.privacy import renewal_before
from bots.dialogues.questions import suits_chat
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, picked, say
from bots.nlu import opener, pick_named, switches
from bots.texts import home_label

MOST_IN_CHAT = 8


def card_of(talk: Talk) -> PollCard | None:
    """The poll noted, as it stands now; None when it is no longer open to this home."""
    cards = talk.desk.open_polls(talk.memo.get("home", ""))
    return next((card for card in cards if card.key == talk.memo.get("poll")), None)


def _start(talk: Talk) -> Move:
    """One home is taken; of several the one spoken for before is named, or it is asked."""
    homes = talk.desk.homes()
    if not homes:
        return Move("bind.start", (say("poll-needs-home"),), {"then": talk.memo.get("poll", "")})
    if renewal := renewal_before("poll.start", talk):
        return renewal
    if len(homes) == 1:
        return Move("poll.list", memo={"home": homes[0].key})
    known = [home for home in homes if home.key == talk.speaking_for]
    if known:
        return Move("poll.list", (say("speaking-for", home=known[0]),), {"home": known[0].key})
    return _switch(talk)


def _switch(talk: Talk) -> Move:
    """Ask for which home this is, unless there is only one."""
    homes = talk.desk.homes()
    if len(homes) < 2:
        return Move("poll.open" if talk.memo.get("poll") else "poll.list", (say("only-one-home"),), talk.memo)
    return Move("poll.whose", memo=talk.noting(keys=" ".join(home.key for home in homes)))


def _homes(talk: Talk) -> list[Home]:
    keys = talk.memo.get("keys", "").split()
    return [home for home in talk.desk.homes() if home.key in keys]


def _ask_whose(talk: Talk) -> Says:
    return (say("whose-home", homes=tuple(_homes(talk))),)


def _hear_whose(text: str, talk: Talk) -> Move | Unclear:
    homes = _homes(talk)
    index = pick_named(text, [home_label(home) for home in homes]).index
    if index < 0:
        return Unclear()
    memo = {"home": homes[index].key, "poll": talk.memo.get("poll", "")}
    step = "poll.open" if memo["poll"] else "poll.list"
    return Move(
        step, memo={key: value for key, value in memo.items() if value}, speaking_for=homes[index].key
    )


def _list(talk: Talk) -> Move:
    """The polls open to this home: none, the one, or a choice."""
    cards = talk.desk.open_polls(talk.memo.get("home", ""))
    if not cards:
        return Move(DONE, (say("no-open-polls"),))
    if len(cards) == 1:
        return Move("poll.open", memo=talk.noting(poll=cards[0].key))
    return Move("poll.pick", memo=talk.noting(keys=" ".join(card.key for card in cards), poll=""))


def _cards(talk: Talk) -> list[PollCard]:
    keys = talk.memo.get("keys", "").split()
    return [card for card in talk.desk.open_polls(talk.memo.get("home", "")) if card.key in keys]


def _ask_pick(talk: Talk) -> Says:
    return (say("which-poll", polls=tuple(_cards(talk)), link=talk.desk.link("polls")),)


def _hear_pick(text: str, talk: Talk) -> Move | Unclear:
    if switches(text):
        return Move("poll.switch", memo=talk.memo)
    keys, titles = talk.memo.get("keys", "").split(), {card.key: card.title for card in _cards(talk)}
    index = pick_named(text, [titles.get(key, "") for key in keys]).index  # numbered as they were offered
    if index < 0 and opener(text) == "poll":  # they ask for the list they are looking at
        return Move("poll.list", memo=talk.noting(keys=""))
    return Unclear() if index < 0 else Move("poll.open", memo=talk.noting(poll=keys[index], keys=""))


def _open(talk: Talk) -> Move:
    """What the poll is, who sees the answer; then the first question, or the answers given before."""
    card, home = card_of(talk), talk.home()
    if card is None or home is None:
        return Move(DONE, (say("poll-gone"),))
    if card.owners_only and not home.is_owner:
        if talk.memo.get("asked_owner"):
            return Move(DONE, (say("owners-only-for-now"),))
        return Move(
            "owner.ask", (say("owners-only", title=card.title),), {"home": home.key, "then": card.key}
        )
    if card.answered:
        return Move("poll.answered", memo=talk.memo)
    intro = (*_intro(card, home), say("who-sees", who=card.who_sees))
    questions = card.questionnaire.questions
    if len(questions) > MOST_IN_CHAT or not all(suits_chat(question) for question in questions):
        return Move("poll.long", intro, talk.memo)
    return Move("poll.begin", intro, talk.memo)


def _intro(card: PollCard, home: Home) -> Says:
    facts = {"title": card.title, "purpose": card.purpose, "count": len(card.questionnaire.questions)}
    return (
        say("poll-intro", **facts, closes_at=card.closes_at),
        *((say("only-intention"),) if card.is_intention else ()),
        say("one-per-home" if card.per == "room" else "one-per-person", home=home),
    )


def _begin(talk: Talk) -> Move:
    """Go on after what has been answered already, here or on the page."""
    card = card_of(talk)
    saved = talk.desk.saved_answers(talk.memo.get("poll", ""), talk.memo.get("home", ""))
    questions = card.questionnaire.questions if card else ()
    done = sum(question.key in saved for question in questions)
    if not done:
        return Move("poll.next", memo=talk.memo)
    is_all = done == len(questions)
    said = say("poll-not-submitted") if is_all else say("poll-goes-on", done=done, of=len(questions))
    return Move("poll.next", (said,), talk.memo)


def _ask_long(talk: Talk) -> Says:
    card = card_of(talk)
    return (say("poll-is-long", count=len(card.questionnaire.questions) if card else 0),)


def _gone(talk: Talk) -> Says:
    return () if card_of(talk) else (say("poll-gone"),)


def _hear_long(text: str, talk: Talk) -> Move | Unclear:
    choice = picked(text, "poll-is-long")
    if choice is None:
        return Unclear()
    if choice == 0:
        return Move("poll.begin", memo=talk.memo)
    return Move(DONE, (say("open-page", link=talk.desk.link("poll", talk.memo.get("poll", ""))),))


PASSAGES = {
    "poll.start": _start,
    "poll.switch": _switch,
    "poll.list": _list,
    "poll.open": _open,
    "poll.begin": _begin,
}
STEPS = {
    "poll.whose": Step(_ask_whose, _hear_whose, page="polls", is_kept=False),
    "poll.pick": Step(_ask_pick, _hear_pick, page="polls", is_kept=False),
    "poll.long": Step(_ask_long, _hear_long, gone=_gone, page="poll"),
}
