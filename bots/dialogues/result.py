"""Results of polls that have closed."""

from bots.desk import ResultCard
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, say
from bots.nlu import pick_named

MOST_LISTED = 9


def _start(talk: Talk) -> Move:
    """The one result, or a choice of them; results of all homes together, each once."""
    if not talk.desk.homes():
        return Move(DONE, (say("results-need-home", link=talk.desk.link("results")),))
    cards = _cards(talk)
    if not cards:
        return Move(DONE, (say("no-results"),))
    if len(cards) == 1:
        return Move(DONE, _shown(cards[0], talk))
    return Move("result.pick", memo={"keys": " ".join(card.key for card in cards[:MOST_LISTED])})


def _cards(talk: Talk) -> list[ResultCard]:
    cards = {card.key: card for home in talk.desk.homes() for card in talk.desk.results(home.key)}
    keys = talk.memo.get("keys", "").split()
    return [card for card in cards.values() if not keys or card.key in keys]


def _shown(card: ResultCard, talk: Talk) -> Says:
    link = talk.desk.link("result", card.key)
    counts = (say("result-lines", question=card.question, lines=card.lines),) if card.lines else ()
    facts = {"answered": card.answered, "asked": card.asked, "closed_at": card.closed_at}
    return (say("result", title=card.title, **facts), *counts, say("more-on-page", link=link))


def _ask(talk: Talk) -> Says:
    titles = tuple(card.title for card in _cards(talk))
    return (say("which-result", titles=titles, link=talk.desk.link("results")),)


def _hear(text: str, talk: Talk) -> Move | Unclear:
    cards = _cards(talk)
    index = pick_named(text, [card.title for card in cards]).index
    return Unclear() if index < 0 else Move(DONE, _shown(cards[index], talk))


PASSAGES = {"result.start": _start}
STEPS = {"result.pick": Step(_ask, _hear, page="results", is_kept=False)}
