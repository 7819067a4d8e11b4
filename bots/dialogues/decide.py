"""Voting in an owner decision: which one, which ballot, the choice, read back, handed in, receipt."""

from collections.abc import Sequence

from bots.desk import BallotPaper, DecisionCard
from bots.dialogues.privacy import renewal_before
from bots.dialogues.step import DONE, Move, Says, Step, Talk, Unclear, say
from bots.nlu import Trouble, choose, confirms, opener, pick_named
from bots.texts import CHOICES, paper_label

MOST_LISTED = 9
ANONYMOUS = "anonymous"
STAGES = {
    "notice": "decision-at-notice",
    "ready": "decision-at-notice",
    "open": "decision-at-open",
    "closed": "decision-at-closed",
    "preliminary": "decision-at-preliminary",
    "final": "decision-at-final",
    "archived": "decision-at-final",
    "void": "decision-at-void",
}
WHO_SEES = {"named-public": "ballots-are-published", "named-sealed": "ballots-are-sealed"}


def _start(talk: Talk) -> Move:
    """The one decision there is, or a choice of them."""
    if not talk.desk.homes():
        return Move("bind.start", (say("decision-needs-home"),))
    if renewal := renewal_before("decide.start", talk):
        return renewal
    cards = talk.desk.decisions()
    if not cards:
        return Move(DONE, (say("no-decisions"),))
    if len(cards) == 1:
        return Move("decide.open", memo={"decision": cards[0].key})
    return Move("decide.pick", memo={"keys": " ".join(card.key for card in cards[:MOST_LISTED])})


def _listed(talk: Talk) -> list[DecisionCard]:
    """The decisions in the order in which they were offered."""
    known = {card.key: card for card in talk.desk.decisions()}
    return [known[key] for key in talk.memo.get("keys", "").split() if key in known]


def _ask_pick(talk: Talk) -> Says:
    return (say("which-decision", decisions=tuple(_listed(talk)), link=talk.desk.link("decisions")),)


def _hear_pick(text: str, talk: Talk) -> Move | Unclear:
    cards = _listed(talk)
    index = pick_named(text, [card.title for card in cards]).index
    if index < 0 and opener(text) == "decide":  # they ask for the list they are looking at
        return Move("decide.start")
    return Unclear() if index < 0 else Move("decide.open", memo={"decision": cards[index].key})


def _card(talk: Talk) -> DecisionCard | None:
    """The decision noted, as it stands now."""
    key = talk.memo.get("decision")
    return next((card for card in talk.desk.decisions() if card.key == key), None)


def _paper(talk: Talk, card: DecisionCard) -> BallotPaper | None:
    """The ballot noted, while this resident still may hand it in."""
    return next((paper for paper in card.papers if paper.key == talk.memo.get("paper")), None)


def _open(talk: Talk) -> Move:
    """What is decided, where it stands, and what this resident can do about it."""
    card = _card(talk)
    if card is None:
        return Move(DONE, (say("decision-not-found"),))
    link = talk.desk.link("decision", card.key)
    intro: Says = (say("decision-intro", title=card.title, text=card.text, link=link), *_where(card))
    if card.stage != "open":
        may_prove = card.stage in ("notice", "ready") and card.is_unproven and not card.papers
        return Move(DONE, (*intro, say("decision-needs-proof")) if may_prove else intro)
    if card.is_supporting:
        intro = (*intro, say("decision-is-supporting"))
    if not card.papers:
        return Move(DONE, (*intro, say("decision-needs-proof" if card.is_unproven else "decision-not-yours")))
    if card.mode == ANONYMOUS:
        is_used = not card.waiting
        told = say("decision-anonymous-used") if is_used else say("decision-anonymous", link=link)
        return Move(DONE, (*intro, told))
    if len(card.papers) == 1:
        return Move("decide.choose", intro, talk.noting(paper=card.papers[0].key))
    return Move("decide.whose", intro, talk.noting(paper=""))


def _where(card: DecisionCard) -> Says:
    """The stage in words; who has voted already is told so."""
    facts = {"opens_at": card.opens_at, "closes_at": card.closes_at, "reason": card.reason}
    used = tuple(paper for paper in card.papers if paper.has_voted)
    shows_used = used and card.stage not in ("open", "void")
    return (
        say(STAGES[card.stage], **facts),
        *((say("decision-used", papers=used),) if shows_used else ()),
    )


def _ask_whose(talk: Talk) -> Says:
    card = _card(talk)
    return (say("whose-ballot", papers=card.papers if card else ()),)


def _hear_whose(text: str, talk: Talk) -> Move | Unclear:
    card = _card(talk)
    if card is None:
        return Move(DONE, (say("decision-not-found"),))
    index = pick_named(text, [paper_label(paper) for paper in card.papers]).index
    return Unclear() if index < 0 else Move("decide.choose", memo=talk.noting(paper=card.papers[index].key))


def _labels(card: DecisionCard) -> dict[str, str]:
    """The choices by key, in the order of the ballot."""
    if not card.options:
        return CHOICES
    return {**dict(card.options), "abstain": CHOICES["abstain"]}


def _ask_choice(talk: Talk) -> Says:
    card = _card(talk)
    paper = _paper(talk, card) if card else None
    if card is None or paper is None:
        return ()
    return (
        say("ballot-stands-for", paper=paper),
        *((say("ballot-of-co-owner"),) if paper.capacity == "co-owner" else ()),
        *((say("ballot-was-cast"),) if paper.has_voted else ()),
        say(WHO_SEES[card.mode]),
        say("your-choice", labels=tuple(_labels(card).values())),
    )


def _hear_choice(text: str, talk: Talk) -> Move | Unclear:
    card = _card(talk)
    if card is None:
        return Move(DONE, (say("decision-not-found"),))
    labels = _labels(card)
    choice = choose(text, tuple(labels.values()))
    if choice.is_clear:
        return Move("decide.confirm", memo=talk.noting(choice=list(labels)[choice.index]))
    said = {
        Trouble.SEVERAL: say("pick-only-one"),
        Trouble.NEGATED: say("say-it-plainly"),
        Trouble.OUT_OF_RANGE: say("no-such-number", most=len(labels)),
    }.get(choice.trouble, say("say-it-plainly"))
    return Unclear((said,))


def _ask_confirm(talk: Talk) -> Says:
    card = _card(talk)
    paper = _paper(talk, card) if card else None
    choice = _labels(card).get(talk.memo.get("choice", ""), "") if card else ""
    return (say("confirm-ballot", title=card.title if card else "", paper=paper, choice=choice),)


def _hear_confirm(text: str, talk: Talk) -> Move | Unclear:
    is_right = confirms(text)
    if is_right is None:
        return Unclear((say("ballot-not-cast-yet"),))
    if not is_right:
        return Move("decide.choose", memo=talk.noting(choice=""))
    card, memo = _card(talk), talk.memo
    title = card.title if card else ""
    receipt = talk.desk.cast_ballot(memo.get("decision", ""), memo.get("paper", ""), memo.get("choice", ""))
    says = (say("ballot-changed" if receipt.is_change else "ballot-cast", title=title, receipt=receipt),)
    left = _left_over(talk.desk.decisions())
    return Move(DONE, (*says, say("ballots-wait", count=left)) if left else says)


def _left_over(cards: Sequence[DecisionCard]) -> int:
    return sum(card.waiting for card in cards)


def _forgotten(talk: Talk) -> Move:
    return Move("decide.open", (say("ballot-forgotten"),), talk.noting(paper=""))


def _hear_forgotten(_text: str, talk: Talk) -> Move | Unclear:
    """Whatever comes after the choice was wiped out confirms nothing: it is asked again."""
    return _forgotten(talk)


def _ask_forgotten(_talk: Talk) -> Says:
    return (say("ballot-forgotten"),)


def _back_to_whose(talk: Talk) -> Move | None:
    card = _card(talk)
    return Move("decide.whose", memo=talk.noting(paper="")) if card and len(card.papers) > 1 else None


def _back_to_choice(talk: Talk) -> Move | None:
    return Move("decide.choose", memo=talk.noting(choice=""))


def _leave(talk: Talk) -> Says:
    """A ballot handed in before goes on counting."""
    card = _card(talk)
    paper = _paper(talk, card) if card else None
    return (say("left-ballot" if paper and paper.has_voted else "left-decision"),)


def _gone(talk: Talk) -> Says:
    """It closed, was voided, or this resident lost the right, while they were away."""
    card = _card(talk)
    if card is None:
        return (say("decision-not-found"),)
    if card.stage != "open":
        return _where(card)
    is_lost = talk.memo.get("paper") and _paper(talk, card) is None
    return (say("decision-not-yours"),) if is_lost or not card.papers else ()


PASSAGES = {"decide.start": _start, "decide.open": _open}
STEPS = {
    "decide.pick": Step(_ask_pick, _hear_pick, page="decisions", is_kept=False),
    "decide.whose": Step(
        _ask_whose, _hear_whose, leave=_leave, gone=_gone, page="decision", is_kept=False
    ),
    "decide.choose": Step(
        _ask_choice, _hear_choice, _back_to_whose, _leave, _gone, page="decision", is_kept=False
    ),
    "decide.confirm": Step(
        _ask_confirm, _hear_confirm, _back_to_choice, _leave, _gone,
        page="decision", is_kept=False, expires=False, forgets="decide.forgotten",
    ),
    "decide.forgotten": Step(
        _ask_forgotten, _hear_forgotten, leave=_leave, page="decision", is_kept=False, expires=False
    ),
}  # fmt: skip
