"""What one resident can get done by chat, on the real rooms of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flask import current_app

from app.bulletins import queries as bulletins
from app.chats import operations, queries
from app.chats.desk import decisions
from app.core import clock
from app.core.db import savepoint
from app.polls import operations as polls
from app.polls import queries as poll_queries
from app.polls.queries import HomePoll
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.queries import HomeRow
from bots import desk
from bots.nlu import RoomAddress
from surveys.errors import Invalid, Missing, Refusal
from surveys.questionnaires import Answer

PAGES = {
    "home": "/my/",
    "bind": "/my/bind",
    "polls": "/my/polls",
    "poll": "/my/polls/{key}",
    "results": "/my/polls",
    "result": "/p/{key}",
    "records": "/my/records",
    "progress": "/my/progress",
    "decisions": "/my/decisions",
    "decision": "/my/decisions/{key}",
    "privacy": "/privacy",
    "data": "/my/privacy",
    "city": "/",
}


class RoomDesk:
    """The desk of one contact for the length of one message; `key` makes a retried act one act."""

    def __init__(self, contact_id: int, key: str, at: datetime) -> None:
        self._contact_id = contact_id
        self._key = key
        self._at = at
        self._known: list[HomeRow] | None = None
        # a turn asks for them several times
        self._met: dict[str, list[HomePoll]] = {}
        self._cards: dict[str, list[desk.PollCard]] = {}
        self._decisions: list[desk.DecisionCard] | None = None

    def homes(self) -> Sequence[desk.Home]:
        """The homes this contact may act for, oldest first."""
        return [_home(row) for row in self._homes()]

    def compound_hint(self) -> str | None:
        """The compound whose poster was scanned last."""
        hinted = queries.find_hinted_compound(self._contact_id)
        return roster_queries.get_compound(hinted).name if hinted else None

    def has_consented(self) -> bool:
        """Whether the present privacy notice has been agreed to."""
        return roster_queries.get_contact(self._contact_id).consent_version == desk.NOTICE_VERSION

    def must_renew_consent(self) -> bool:
        """Whether an older notice was agreed to."""
        agreed = roster_queries.get_contact(self._contact_id).consent_version
        return agreed is not None and agreed != desk.NOTICE_VERSION

    def consent(self, version: str) -> None:
        """Record the agreement."""
        roster.consent(self._contact_id, version, self._at)

    def peek_code(self, code: str) -> desk.CodeHome:
        """The home behind a house code; a wrong try stays counted."""
        found = roster.require_recognised(roster.try_code(self._contact_id, code, self._at))
        compound = roster_queries.get_compound(roster_queries.compound_of_room(found.room_id))
        return desk.CodeHome(compound.name, found.label)

    def code_locked_until(self) -> datetime | None:
        """Until when this WeChat's codes are not looked at."""
        return roster.codes_locked_until(self._contact_id, self._at)

    def bind_by_code(self, code: str, name: str) -> desk.Home:
        """Bind as a member of the household; a wrong try stays counted."""
        outcome = roster.redeem(self._contact_id, code, self._at, name=name)
        if isinstance(outcome, roster.Locked):
            raise Refusal("house-code-locked", until=outcome.until)
        if isinstance(outcome, roster.WrongCode):
            raise Invalid("house-code-wrong", tries_left=outcome.tries_left)
        return self._home_after_binding(outcome.binding_id)

    def find_rooms(self, address: RoomAddress) -> Sequence[desk.RoomMatch]:
        """Rooms of the compounds this contact has to do with that fit all parts said."""
        compounds = roster_queries.compounds_named(address.place or "", self._compounds())
        found = roster_queries.rooms_matching(
            [compound.id for compound in compounds],
            {
                "building": address.building,
                "unit": address.unit,
                "floor": address.floor,
                "number": address.room,
            },
        )
        names = {compound.id: compound.name for compound in compounds}
        is_doubtful = len(names) > 1
        return [
            desk.RoomMatch(str(room.id), f"{names[compound_id]} {room.label}" if is_doubtful else room.label)
            for compound_id, room in found
        ]

    def request_binding(
        self, room_key: str, name: str, phone: str | None, *, as_owner: bool = True
    ) -> desk.BindOutcome:
        """Ask to be bound without a code: a clerk decides."""
        room_id = _number(room_key)
        if any(row.room_id == room_id and row.person_name == name for row in self._homes()):
            return desk.BindOutcome("already")
        ask = roster.request_binding if as_owner else roster.request_membership
        with savepoint():
            ask(self._contact_id, room_id, self._at, name=name, phone=phone)
        return desk.BindOutcome("waiting")

    def prove_owner(self, home_key: str, phone: str) -> desk.ProofOutcome:
        """The telephone an owner has on the roster; a wrong try stays counted."""
        home = self._home(home_key)
        outcome = roster.prove_owner(self._contact_id, home.room_id, phone, self._at)
        self._known = None
        if isinstance(outcome, roster.Locked):
            raise Refusal("owner-phone-locked", until=outcome.until)
        if isinstance(outcome, roster.WrongPhone):
            return desk.ProofOutcome("wrong", outcome.tries_left)
        return desk.ProofOutcome("proved" if isinstance(outcome, roster.Proven) else "waiting")

    def open_polls(self, home_key: str) -> Sequence[desk.PollCard]:
        """Polls this home may answer now, soonest to close first."""
        if home_key not in self._cards:
            self._met[home_key] = poll_queries.open_polls_for(self._home(home_key), self._at)
            self._cards[home_key] = [_card(each) for each in self._met[home_key]]
        return self._cards[home_key]

    def answer_poll(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> desk.Receipt:
        """Record the answers; the poll is held before the clock is read."""
        home = self._home(home_key)
        held = polls.hold_poll(poll_key)
        given = polls.Given(answers, "wechat", self._key)
        receipt = polls.answer_poll(held, home, given, clock.now())
        polls.drop_draft(polls.Whose(held.row.id, self._contact_id, home.room_id, home.person_id))
        self._note_answered(poll_key, home_key, answers)
        return desk.Receipt(receipt.receipt, home.label, receipt.closes_at or self._at)

    def saved_answers(self, poll_key: str, home_key: str) -> Mapping[str, Answer]:
        """The draft, or what this person recorded before."""
        met = self._met_poll(poll_key, home_key)
        if met is None:
            return {}
        draft = poll_queries.find_draft(met.poll.id, self._contact_id, met.home)
        if draft is not None:
            return draft.answers
        own = poll_queries.own_answer_in(met)
        return own.answers if own else {}

    def save_draft(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> None:
        """Keep unfinished answers for chat or page."""
        met = self._met_poll(poll_key, home_key)
        if met is None:
            raise Missing("poll-not-found")
        home = met.home
        whose = polls.Whose(met.poll.id, self._contact_id, home.room_id, home.person_id)
        polls.save_draft(whose, answers, "chat", self._at)

    def decisions(self) -> Sequence[desk.DecisionCard]:
        """Announced decisions of this contact's compounds, open ones first."""
        if self._decisions is None:
            self._decisions = decisions.cards_for(self._homes(), self._at)
        return self._decisions

    def cast_ballot(self, decision_key: str, paper_key: str, choice: str) -> desk.BallotReceipt:
        """Hand a ballot in, or another in its place; the message's key makes a retried one the same one."""
        self._decisions = None
        return decisions.cast(self._homes(), decision_key, paper_key, choice=choice, key=self._key)

    def results(self, home_key: str) -> Sequence[desk.ResultCard]:
        """Published results of this home's compound, newest first."""
        return queries.results_for(self._home(home_key), self._at)

    def records(self) -> Sequence[desk.Record]:
        """What this resident has done, newest first."""
        return queries.records_for(self._contact_id, self._homes())

    def timeline(self) -> Sequence[desk.TimelineEntry]:
        """The progress of this resident's compounds, newest first."""
        entries = [entry for compound in self._compounds() for entry in bulletins.timeline_in(compound, 10)]
        entries.sort(key=lambda entry: (entry.happened_on, entry.id), reverse=True)
        return [
            desk.TimelineEntry(entry.happened_on, str(entry.stage), entry.text)
            for entry in entries
            if not entry.is_corrected
        ]

    def ask_person(self, text: str, home_key: str = "") -> desk.Handoff:
        """Open a conversation with the clerk's desk of that home's compound, else of the oldest home's."""
        compounds = self._compounds()
        if not compounds:
            raise Refusal("person-needs-compound")
        meant = [row.compound_id for row in self._homes() if str(row.binding_id) == home_key]
        compound_id = next(iter(meant), compounds[0])
        number = operations.open_help(self._contact_id, compound_id, text, self._at)
        compound = roster_queries.get_compound(compound_id)
        hours = queries.hours_for(compound.office_hours, clock.local(self._at))
        return desk.Handoff(number, hours.is_open_now, hours.text, compound.telephone)

    def pass_to_clerk(self, text: str) -> bool:
        """Pass a message on while the conversation is open."""
        return operations.add_to_help(self._contact_id, text, self._at)

    def leave_person(self) -> None:
        """End the conversation with the clerk's desk."""
        operations.leave_help(self._contact_id, self._at)

    def link(self, page: desk.Page, key: str = "") -> str:
        """The absolute address of a page."""
        base: str = current_app.config["PUBLIC_BASE_URL"]
        return base + PAGES[page].format(key=key)

    def _met_poll(self, poll_key: str, home_key: str) -> HomePoll | None:
        """The poll of that key as this home meets it: most often one of the open ones, read already."""
        self.open_polls(home_key)
        for met in self._met[home_key]:
            if met.poll.public_id == poll_key:
                return met
        home, poll = self._home(home_key), poll_queries.find_poll(poll_key)
        return HomePoll(poll, home, poll_queries.find_standing_for(poll, home)) if poll else None

    def _note_answered(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> None:
        """What was just recorded shows at once; the person's other homes are read anew."""
        cards = [
            replace(card, answered=True, own_answers=dict(answers)) if card.key == poll_key else card
            for card in self._cards.get(home_key, ())
        ]
        self._cards = {home_key: cards} if cards else {}

    def _homes(self) -> list[HomeRow]:
        if self._known is None:
            self._known = roster_queries.homes_of(self._contact_id)
        return self._known

    def _home(self, key: str) -> HomeRow:
        found = next((row for row in self._homes() if str(row.binding_id) == key), None)
        if found is None:
            raise Missing("home-not-found")
        return found

    def _home_after_binding(self, binding_id: int) -> desk.Home:
        self._known = None
        return _home(self._home(str(binding_id)))

    def _compounds(self) -> list[int]:
        """The compounds of the homes, then the one whose poster was scanned."""
        ids = dict.fromkeys(row.compound_id for row in self._homes())
        hinted = queries.find_hinted_compound(self._contact_id)
        return [*ids, *([hinted] if hinted and hinted not in ids else [])]


def _home(row: HomeRow) -> desk.Home:
    return desk.Home(str(row.binding_id), row.compound_name, row.label, row.person_name, row.is_owner)


def _card(each: HomePoll) -> desk.PollCard:
    """A poll as put to this home; what was recorded is shown only to the person who recorded it."""
    poll, standing, own = each.poll, each.standing, poll_queries.own_answer_in(each)
    return desk.PollCard(
        key=poll.public_id,
        title=poll.title,
        purpose=poll.summary,
        closes_at=poll.closes_at or poll.created_at,
        who_sees=poll.who_sees,
        questionnaire=poll.questionnaire,
        answered=standing is not None,
        own_answers=own.answers if own else None,
        per="room" if str(poll.per) == "room" else "resident",
        owners_only=str(poll.audience) == "owners",
        is_intention=poll.is_intention,
    )


def _number(key: str) -> int:
    """A key that the bot carried through its state; anything else is nobody's."""
    if not key.isascii() or not key.isdigit():
        raise Missing("room-not-found")
    return int(key)
