"""A desk in memory: two compounds, one family, real questionnaires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bots.desk import (
    BallotPaper,
    BallotReceipt,
    BindOutcome,
    CodeHome,
    DecisionCard,
    Handoff,
    Home,
    Page,
    PollCard,
    ProofOutcome,
    Receipt,
    Record,
    ResultCard,
    ResultLine,
    RoomMatch,
    TimelineEntry,
)
from bots.nlu import RoomAddress
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from surveys.questionnaires import Answer, Kind, Option, Question, Questionnaire, check, templates

START = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
CLOSES = START + timedelta(days=4, hours=9)
CODE, DEAD_CODE = "7K3M9Q2XABCD", "DEADDEADDEAD"
PHONE = "13800000000"
ON_ROSTER = "王秀英"  # the owner whose telephone that is

ROOMS = {  # key: compound, building, unit, floor, room, side
    "r501": ("幸福小区", "3", "2", 5, "501", "东"),
    "r502": ("幸福小区", "3", "2", 5, "502", "西"),
    "r101": ("幸福小区", "5", "1", 1, "101", "东"),
    "r201": ("幸福小区", "6", "1", 2, "201", "东"),
    "r202": ("幸福小区", "6", "2", 2, "201", "东"),
    "g501": ("光明小区", "8", "1", 5, "501", "东"),
    "x501": ("幸福小区", "8", "1", 5, "501", "东"),
}
HOMES = {
    "wang": Home("wang", "幸福小区", "3号楼2单元501", "王秀英", True),
    "li": Home("li", "幸福小区", "3号楼2单元501", "李建国", False),
    "shop": Home("shop", "光明小区", "8号楼1单元501", "王秀英", False),
}
EVERY_KIND = Questionnaire(
    "每样一题",
    (
        Question("yes", Kind.YES_NO_UNSURE, "同意换楼道灯吗？"),
        Question("mark", Kind.RATING, "物业打几分？"),
        Question("words", Kind.TEXT, "还想说什么？", required=False, most=20),
        Question(
            "many",
            Kind.MULTIPLE,
            "先修什么？",
            (
                Option("road", "修路"),
                Option("lamp", "路灯"),
                Option("lift", "电梯"),
                Option("none", "都不用", True),
            ),
            most=2,
        ),
    ),
)
LONG = Questionnaire(
    "长问卷", tuple(Question(f"q{place}", Kind.YES_NO_UNSURE, f"第{place}问？") for place in range(1, 11))
)
POLLS: dict[str, Questionnaire] = {
    "stance": Questionnaire(
        "加装电梯意向", templates.get("elevator-stances").questionnaire.questions[:1], "听听想法"
    ),
    "lift": templates.get("elevator-stances").questionnaire,
    "menu": templates.get("willingness-and-menu").questionnaire,
    "kinds": EVERY_KIND,
    "long": LONG,
}
ROOF = DecisionCard(
    "roof", "用维修资金修屋面", "修 3 号楼屋面，预算 12 万元。", "open", "named-sealed", START, CLOSES,
    papers=(BallotPaper("h501", ("3号楼2单元501", "3号楼2单元502"), "owner"),),
)  # fmt: skip
TWO_PAPERS = (
    *ROOF.papers,
    BallotPaper("h201", ("6号楼1单元201",), "proxy"),
    BallotPaper("h101", ("5号楼1单元101",), "co-owner"),
)
DECISIONS: dict[str, DecisionCard] = {
    "roof": ROOF,
    "several": replace(ROOF, key="several", papers=TWO_PAPERS, mode="named-public"),
    "options": replace(
        ROOF,
        key="options",
        title="选聘物业公司",
        options=(("option-1", "安居物业"), ("option-2", "阳光物业")),
    ),
    "secret": replace(ROOF, key="secret", title="给绿化打分", mode="anonymous"),
    "member": replace(ROOF, key="member", title="改建车棚", papers=(), is_unproven=True),
    "stranger": replace(ROOF, key="stranger", title="修西院的路", papers=()),
    "noticed": replace(ROOF, key="noticed", title="续筹维修资金", stage="notice"),
    "closed": replace(ROOF, key="closed", title="换水管", stage="closed"),
    "counted": replace(ROOF, key="counted", title="选业委会", stage="preliminary"),
    "void": replace(ROOF, key="void", title="装路灯", stage="void", reason="预算写错了"),
}


def room_label(key: str) -> str:
    """An address as the roster prints it."""
    if key not in ROOMS:
        raise Missing("room-not-found")
    _, building, unit, _, room, _ = ROOMS[key]
    return f"{building}号楼{unit}单元{room}"


@dataclass
class FakeDesk:
    """A resident with these homes, before whom these polls lie."""

    held: list[Home] = field(default_factory=list)
    polls: tuple[str, ...] = ()
    consented: bool = False
    renew: bool = False
    hint: str | None = None
    owners_only: bool = False
    is_intention: bool = True
    is_open: bool = True
    quiet: bool = False
    now: datetime = START
    has_ended: bool = False
    per: str = "room"
    tries: int = 5
    phone_tries: int = 5
    drafts: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    given: dict[tuple[str, str], dict[str, Answer]] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    closed_by_clerk: bool = False
    deciding: tuple[str, ...] = ()
    is_voided: bool = False
    ballots: dict[tuple[str, str], str] = field(default_factory=dict)

    def homes(self) -> Sequence[Home]:
        """The homes held."""
        return list(self.held)

    def compound_hint(self) -> str | None:
        """The compound of the poster."""
        return self.hint

    def has_consented(self) -> bool:
        """Whether the notice was agreed to."""
        return self.consented

    def must_renew_consent(self) -> bool:
        """An older notice was agreed to."""
        return self.renew and not self.consented

    def consent(self, version: str) -> None:
        """Agree."""
        assert version
        self.consented = True

    def peek_code(self, code: str) -> CodeHome:
        """One good code, one dead one; five tries."""
        if self.tries <= 0:
            raise Refusal("house-code-locked", until=self.now + timedelta(hours=15))
        if code == DEAD_CODE:
            raise Refusal("house-code-dead")
        if code != CODE:
            self.tries -= 1
            raise Invalid("house-code-wrong", tries_left=self.tries)
        return CodeHome("幸福小区", room_label("r501"))

    def code_locked_until(self) -> datetime | None:
        """Locked after five wrong ones."""
        return self.now + timedelta(hours=15) if self.tries <= 0 else None

    def bind_by_code(self, code: str, name: str) -> Home:
        """A member of the household of that name."""
        self.peek_code(code)
        self._need_consent()
        if any(home.person == name for home in self.held):
            raise Refusal("already-bound", label=room_label("r501"))
        return self._hold(Home(f"new{len(self.held)}", "幸福小区", room_label("r501"), name, False))

    def find_rooms(self, address: RoomAddress) -> Sequence[RoomMatch]:
        """Rooms that fit what was said."""
        fits = [key for key in ROOMS if _fits(key, address)]
        is_doubtful = len({ROOMS[key][0] for key in fits}) > 1
        return [
            RoomMatch(key, (ROOMS[key][0] + " " if is_doubtful else "") + room_label(key)) for key in fits
        ]

    def request_binding(
        self, room_key: str, name: str, phone: str | None, *, as_owner: bool = True
    ) -> BindOutcome:
        """The right telephone proves it at once; anything else waits."""
        self._need_consent()
        self.asked_as_owner = as_owner
        if any(home.address == room_label(room_key) and home.person == name for home in self.held):
            return BindOutcome("already")
        if phone != PHONE:
            return BindOutcome("waiting")
        home = Home(f"new{len(self.held)}", ROOMS[room_key][0], room_label(room_key), name, True)
        return BindOutcome("bound-as-owner", self._hold(home))

    def prove_owner(self, home_key: str, phone: str) -> ProofOutcome:
        """The one right telephone; five tries."""
        if self.phone_tries <= 0:
            raise Refusal("owner-phone-locked", until=self.now + timedelta(hours=15))
        if phone == PHONE:
            owner = {"is_owner": True, "person": ON_ROSTER}
            self.held = [replace(home, **owner) if home.key == home_key else home for home in self.held]
            return ProofOutcome("proved")
        self.phone_tries -= 1
        return ProofOutcome("wrong", self.phone_tries)

    def open_polls(self, home_key: str) -> Sequence[PollCard]:
        """The polls before the closing time."""
        self._home(home_key)
        return [self._card(key, home_key) for key in self.polls if not self.has_ended and self.now < CLOSES]

    def answer_poll(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> Receipt:
        """Checked and kept."""
        home = self._home(home_key)
        if self.has_ended or self.now >= CLOSES:
            raise Refusal("poll-closed", title=POLLS[poll_key].title, closes_at=CLOSES)
        self.given[poll_key, home_key] = check(POLLS[poll_key], answers)
        self.drafts.pop((poll_key, home_key), None)
        return Receipt("7K3M-0001", home.address, CLOSES)

    def saved_answers(self, poll_key: str, home_key: str) -> Mapping[str, Answer]:
        """The draft, else what was given."""
        self._home(home_key)
        key = poll_key, home_key
        return dict(self.drafts.get(key, self.given.get(key, {})))

    def save_draft(self, poll_key: str, home_key: str, answers: Mapping[str, Answer]) -> None:
        """Kept."""
        self.drafts[poll_key, home_key] = dict(answers)

    def decisions(self) -> Sequence[DecisionCard]:
        """The decisions as they stand now."""
        return [self._decision(DECISIONS[key]) for key in self.deciding]

    def cast_ballot(self, decision_key: str, paper_key: str, choice: str) -> BallotReceipt:
        """Kept, unless it is over."""
        card = self._decision(DECISIONS[decision_key])
        if card.stage == "void":
            raise Refusal("decision-voided", title=card.title)
        if card.stage != "open":
            raise Refusal("decision-closed", title=card.title, closes_at=CLOSES)
        is_change = (decision_key, paper_key) in self.ballots
        self.ballots[decision_key, paper_key] = choice
        rooms = next(paper.rooms for paper in card.papers if paper.key == paper_key)
        return BallotReceipt("7K3M-9Q2X-4B6T-0001", rooms, CLOSES, is_change)

    def _decision(self, card: DecisionCard) -> DecisionCard:
        papers = tuple(
            replace(paper, has_voted=(card.key, paper.key) in self.ballots) for paper in card.papers
        )
        stage = "void" if self.is_voided else card.stage
        if stage == "open" and (self.has_ended or self.now >= CLOSES):
            stage = "closed"
        return replace(card, papers=papers, stage=stage)

    def results(self, home_key: str) -> Sequence[ResultCard]:
        """Two results, or none for somebody quiet."""
        self._home(home_key)
        lines = (ResultLine("同意", 12), ResultLine("反对", None))
        first = ResultCard("res1", "换楼道灯", START - timedelta(days=9), 14, 16, "换不换？", lines)
        return [] if self.quiet else [first, ResultCard("res2", "修路", START - timedelta(days=30), 10, 16)]

    def records(self) -> Sequence[Record]:
        """Many records, or none."""
        one = Record(START - timedelta(days=9), "answer", "换楼道灯", "3号楼2单元501", "7K3M-0000")
        return [] if self.quiet else [one] * 12

    def timeline(self) -> Sequence[TimelineEntry]:
        """Two entries, or none."""
        entries = [
            TimelineEntry(date(2026, 11, 20), "works", "外墙脚手架已搭好"),
            TimelineEntry(date(2026, 10, 8), "plan", "方案公示"),
        ]
        return [] if self.quiet else entries

    def ask_person(self, text: str, home_key: str = "") -> Handoff:
        """Opened."""
        self.asked_for = home_key
        self.passed.append(text)
        self.closed_by_clerk = False
        return Handoff("H1", self.is_open, "周一至周五 8:30–17:30", "0635-0000000")

    def pass_to_clerk(self, text: str) -> bool:
        """Passed on, unless the clerk has closed."""
        if not self.closed_by_clerk:
            self.passed.append(text)
        return not self.closed_by_clerk

    def leave_person(self) -> None:
        """Closed by the resident."""
        self.closed_by_clerk = True

    def link(self, page: Page, key: str = "") -> str:
        """An address."""
        return f"https://example.test/{page}/{key}"

    def _need_consent(self) -> None:
        if not self.consented:
            raise Refusal("consent-needed")

    def _home(self, key: str) -> Home:
        found = next((home for home in self.held if home.key == key), None)
        if found is None:
            raise Forbidden("home-not-found")
        return found

    def _hold(self, home: Home) -> Home:
        self.held.append(home)
        return home

    def _card(self, key: str, home_key: str) -> PollCard:
        questionnaire = POLLS[key]
        return PollCard(
            key=key,
            title=questionnaire.title,
            purpose=questionnaire.purpose,
            closes_at=CLOSES,
            who_sees="who-not-what",
            questionnaire=questionnaire,
            answered=(key, home_key) in self.given,
            per="room" if self.per == "room" else "resident",
            owners_only=self.owners_only,
            is_intention=self.is_intention,
            own_answers=self.given.get((key, home_key)),
        )


def _fits(key: str, address: RoomAddress) -> bool:
    compound, *parts = ROOMS[key]
    said = (address.building, address.unit, address.floor, address.room, address.side)
    is_there = address.place is None or not any(address.place in room[0] for room in ROOMS.values())
    fits = all(wish is None or wish == part for wish, part in zip(said, parts, strict=True))
    return fits and (is_there or str(address.place) in compound)
