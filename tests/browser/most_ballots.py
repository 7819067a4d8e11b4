"""The many whom nobody clicks through: ballots of a whole compound by the real operations."""

from collections.abc import Callable, Collection, Sequence
from itertools import cycle
from typing import TypeVar

from flask import Flask

from app.core import clock
from app.core.actors import Actor
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Channel
from app.decisions.operations import Mark, Reading
from app.decisions.queries import DecisionRow
from app.roster import queries as roster

SAID = (
    "agree", "agree", "disagree", "agree", "agree", "agree", "abstain", "agree", "agree", "disagree",
    "agree", "agree", "agree", "void",
)  # fmt: skip
PILE = 25  # ballots kept in one transaction: the running product writes in between
T = TypeVar("T")


def vote_online(app: Flask, key: str, openids: Sequence[str]) -> int:
    """Owners hand theirs in on the page, one after another; how many heads that are."""
    with app.app_context():
        decision, said = _decision(key), cycle(one for one in SAID if one != "void")
        found = [roster.find_contact("main", openid) for openid in openids]
        contacts = [one for one in found if one is not None]
        _in_piles(contacts, lambda contact: _cast(decision, contact, next(said)))
        return _over(lambda: len(queries.heads_voted_in(decision, _heads(decision))))


def return_papers(app: Flask, key: str, names: Sequence[str], *, leave: Collection[str], silent: int) -> int:
    """Whoever has not voted returned their paper, two people typed each in; so many never came back."""
    with app.app_context():
        decision, said = _decision(key), cycle(SAID)
        people = [one for _, one in roster.colleagues_under([decision.compound_path], limit=50).items]
        readers = [Actor("staff", one.key) for name in names for one in people if one.username == name]
        heads, rooms = _heads(decision), queries.rooms_of_heads(_heads(decision))
        told = queries.heads_voted_in(decision, heads)
        told |= {head for head in heads if set(rooms[head]) & set(leave)}
        papers = [one for one in queries.papers_of(decision.id, live_only=True) if one.head_id not in told]
        shown = [(paper.serial or "", next(said)) for paper in papers[silent:]]

        def enter(shown: tuple[str, str]) -> None:
            for reader in readers:
                operations.enter_ballot(reader, decision.id, Reading(*shown), clock.now())

        _in_piles(shown, enter)
        return _over(lambda: len(shown))


def _cast(decision: DecisionRow, contact: int, choice: str) -> None:
    held = operations.hold_decision(decision.id)
    at = clock.now()
    for act in queries.acts_for(held.row, roster.homes_of(contact), at)[:1]:
        operations.cast_ballot(held, act, Mark(choice, Channel.H5, f"bulk-{contact}"), at)


def _in_piles(whole: Sequence[T], act: Callable[[T], None]) -> None:
    for first in range(0, len(whole), PILE):
        with transaction():
            for one in whole[first : first + PILE]:
                act(one)


def _over(answer: Callable[[], int]) -> int:
    """The answer, and no connection left behind."""
    try:
        return answer()
    finally:
        db.session.remove()
        db.engine.dispose()


def _decision(key: str) -> DecisionRow:
    found = queries.find_decision(key)
    assert found is not None
    return found


def _heads(decision: DecisionRow) -> list[int]:
    return [head.id for head in queries.heads_in(decision.id)]
