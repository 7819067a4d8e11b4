"""Everything a resident can get done by chat, as a Protocol bound to one resident."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bots.nlu import RoomAddress
from surveys.questionnaires import Answer, Questionnaire

NOTICE_VERSION = "2026-11-3"  # a new wording of the privacy notice needs a new version (tested)

Page = Literal[
    "home", "bind", "polls", "poll", "results", "result", "records", "progress", "privacy", "data", "city",
    "decisions", "decision",
]  # fmt: skip


@dataclass(frozen=True)
class Home:
    """A home this WeChat may speak for, as one person of it."""

    key: str
    compound: str
    address: str
    person: str
    is_owner: bool


@dataclass(frozen=True)
class CodeHome:
    """What a house code stands for."""

    compound: str
    address: str


@dataclass(frozen=True)
class RoomMatch:
    """A room that fits an address; `address` names it fully, with the compound where there could be doubt."""

    key: str
    address: str


@dataclass(frozen=True)
class BindOutcome:
    """What became of a request to be bound without a code."""

    status: Literal["bound-as-owner", "waiting", "already"]
    home: Home | None = None


@dataclass(frozen=True)
class ProofOutcome:
    """What became of the telephone given as proof of ownership; `waiting`: a clerk looks at it."""

    status: Literal["proved", "wrong", "waiting"]
    tries_left: int = 0


@dataclass(frozen=True)
class PollCard:
    """A poll as put to one home.

    `who_sees` is a key of `surveys.questionnaires.wording.who_sees`. `own_answers` is what this resident
    recorded, never a draft; None when nobody, or somebody else of the household, answered.
    """

    key: str
    title: str
    purpose: str
    closes_at: datetime
    who_sees: str
    questionnaire: Questionnaire
    answered: bool
    per: Literal["room", "resident"]
    owners_only: bool = False
    is_intention: bool = False
    own_answers: Mapping[str, Answer] | None = None


@dataclass(frozen=True)
class Receipt:
    """Proof that an answer was recorded, for which home, and until when it may be changed."""

    number: str
    home: str
    closes_at: datetime


@dataclass(frozen=True)
class ResultLine:
    """One option of the first question; `count` is None where the number is withheld."""

    label: str
    count: int | None


@dataclass(frozen=True)
class ResultCard:
    """What may be published of a closed poll; `asked` is how many could have answered."""

    key: str
    title: str
    closed_at: datetime
    answered: int
    asked: int
    question: str = ""
    lines: tuple[ResultLine, ...] = ()


@dataclass(frozen=True)
class BallotPaper:
    """One ballot this resident may hand in: the rooms it counts for, as what, whether it was used.

    `capacity`: `owner`, `designated`, `co-owner`, `guardian` or `proxy`. Never what was chosen.
    """

    key: str
    rooms: tuple[str, ...]
    capacity: str
    has_voted: bool = False


@dataclass(frozen=True)
class DecisionCard:
    """An owner decision of this resident's compounds.

    `stage` is one of notice, ready, open, closed, preliminary, final, archived, void; `options` are the
    labels by key, none where owners agree, disagree or abstain; `papers` is what this resident may hand in,
    `is_unproven` that a home here lacks the second proof of ownership.
    """

    key: str
    title: str
    text: str
    stage: str
    mode: str
    opens_at: datetime
    closes_at: datetime
    options: tuple[tuple[str, str], ...] = ()
    papers: tuple[BallotPaper, ...] = ()
    is_unproven: bool = False
    is_supporting: bool = True
    reason: str = ""

    @property
    def waiting(self) -> int:
        """How many ballots of this resident are open and not used."""
        return 0 if self.stage != "open" else sum(not paper.has_voted for paper in self.papers)


@dataclass(frozen=True)
class BallotReceipt:
    """Proof that a ballot is kept, for which rooms, and until when it may be changed; never what it says."""

    number: str
    rooms: tuple[str, ...]
    closes_at: datetime
    is_change: bool = False


@dataclass(frozen=True)
class Record:
    """One thing done by this resident or for their home."""

    at: datetime
    what: Literal["answer", "ballot", "binding", "help"]
    title: str
    home: str = ""
    number: str = ""


@dataclass(frozen=True)
class TimelineEntry:
    """One dated stage of the compound's renovation."""

    on: date
    stage: str
    text: str


@dataclass(frozen=True)
class Handoff:
    """A conversation with the clerk's desk has been opened."""

    number: str
    is_open_now: bool
    hours: str
    telephone: str


class Desk(Protocol):
    """Bound to one resident before it is handed over, so no method takes an identity.

    Every method may raise a Refusal. Invalid means that what was typed is wrong: the bot says so and asks
    again. Any other Refusal ends the conversation with its sentence.
    """

    def homes(self) -> Sequence[Home]:
        """The homes this WeChat may speak for, always in the same order."""
        ...

    def compound_hint(self) -> str | None:
        """The name of the compound whose poster was scanned last, if any."""
        ...

    def has_consented(self) -> bool:
        """Has this person agreed to the current privacy notice?"""
        ...

    def must_renew_consent(self) -> bool:
        """Has this person agreed to an older notice, and not yet to the current one?"""
        ...

    def consent(self, version: str) -> None:
        """Note that the person agreed to the notice of that version."""
        ...

    def peek_code(self, code: str) -> CodeHome:
        """The home of a house code.

        Refuses `house-code-wrong` (tries_left), `house-code-locked` (until), `house-code-dead`.
        """
        ...

    def code_locked_until(self) -> datetime | None:
        """Until when no code is looked at, after too many wrong ones; None while one may be tried."""
        ...

    def bind_by_code(self, code: str, name: str) -> Home:
        """Bind as a member of the household. Refuses as `peek_code`, and `already-bound`."""
        ...

    def find_rooms(self, address: RoomAddress) -> Sequence[RoomMatch]:
        """Rooms that fit all parts said; `place` only narrows when it names a compound."""
        ...

    def request_binding(
        self, room_key: str, name: str, phone: str | None, *, as_owner: bool = True
    ) -> BindOutcome:
        """Ask to be bound without a code; a clerk decides unless the telephone proves ownership."""
        ...

    def prove_owner(self, home_key: str, phone: str) -> ProofOutcome:
        """Try a telephone against the owners on the roster. Refuses `owner-phone-locked` (until)."""
        ...

    def open_polls(self, home_key: str) -> Sequence[PollCard]:
        """Polls this home may answer now, soonest to close first, answered ones too."""
        ...

    def answer_poll(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> Receipt:
        """Record answers, or replace earlier ones. Refuses `poll-closed`, `poll-not-open`, `owners-only`."""
        ...

    def saved_answers(self, poll_key: str, home_key: str) -> Mapping[str, Answer]:
        """The draft, from chat or page; without one the answers this resident recorded before; or nothing."""
        ...

    def save_draft(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> None:
        """Keep unfinished answers, so that they can be finished in chat or on the page."""
        ...

    def decisions(self) -> Sequence[DecisionCard]:
        """Announced decisions of this resident's compounds: open ones first, then the newest."""
        ...

    def cast_ballot(self, decision_key: str, paper_key: str, choice: str) -> BallotReceipt:
        """Hand a ballot in, or another in its place; `agree`, `disagree`, `abstain` or an option's key.

        Refuses `decision-not-open`, `decision-closed`, `decision-voided`, `ballot-on-page-only`,
        `voting-right-not-found`.
        """
        ...

    def results(self, home_key: str) -> Sequence[ResultCard]:
        """Published results for this home, newest first."""
        ...

    def records(self) -> Sequence[Record]:
        """What this resident has done, newest first."""
        ...

    def timeline(self) -> Sequence[TimelineEntry]:
        """The progress of this resident's compounds, newest first."""
        ...

    def ask_person(self, text: str, home_key: str = "") -> Handoff:
        """Open a conversation with the clerk's desk of this home, or of any, with its first message."""
        ...

    def pass_to_clerk(self, text: str) -> bool:
        """Pass a message on; False when the conversation has been closed and nothing was passed."""
        ...

    def leave_person(self) -> None:
        """The resident ends the conversation with the clerk's desk."""
        ...

    def link(self, page: Page, key: str = "") -> str:
        """The absolute address of a page."""
        ...
