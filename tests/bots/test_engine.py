"""What holds in every conversation, whatever is said."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.desk import Handoff, PollCard
from bots.dialogues.catalogue import PASSAGES, STEPS, TAPS
from bots.engine import Heard, Place, State, advance
from surveys.errors import Forbidden, Invalid, Missing, Refusal
from tests.bots.fake_desk import CLOSES, CODE, HOMES, START, FakeDesk
from tests.bots.replay import Play

WORDS = [
    "菜单",
    "帮助",
    "退出",
    "上一步",
    "重来",
    "人工",
    "继续",
    "跳过",
    "不变",
    "换一户",
    "投票",
    "结果",
    "进度",
    "绑定",
    "记录",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "9",
    "一",
    "①",
    "同意",
    "不同意",
    "我不同意",
    "不是不同意",
    "没意见",
    "反对",
    "对",
    "不对",
    "好的",
    "提交",
    "修改",
    "改2",
    "改9",
    "3号楼2单元501",
    "3号楼",
    "2单元",
    "501",
    "8号楼1单元501",
    "6号楼201",
    "9号楼9单元901",
    "王秀英",
    "我是业主",
    "家里人",
    "没有",
    "13800000000",
    "13900000000",
    "7K3M-9Q2X-ABCD",
    "AAAA-BBBB-0001",
    "DEAD-DEAD-DEAD",
    "1、3",
    "135",
    "都不要",
    "全部",
    "满分",
    "谢谢",
    "你好",
    "楼道灯坏了",
]
LINES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        [
            "/image",
            "/voice",
            "/voice 同意",
            "/location",
            "/other",
            "/unsubscribe",
            "/subscribe",
            f"/scan {CODE}",
        ]
        + [f"/click {key}" for key in TAPS]
    ),
    st.text(min_size=1, max_size=30).filter(lambda text: not text.startswith("/")),
)
DESKS = st.builds(
    FakeDesk,
    held=st.sampled_from([[], ["wang"], ["li"], ["wang", "li", "shop"]]).map(
        lambda keys: [HOMES[key] for key in keys]
    ),
    polls=st.sampled_from([(), ("stance",), ("kinds",), ("menu", "long"), ("lift", "kinds")]),
    consented=st.booleans(),
    hint=st.sampled_from([None, "幸福小区"]),
    owners_only=st.booleans(),
    quiet=st.booleans(),
    is_open=st.booleans(),
)
DAY_S = 86_400
STATES = st.builds(
    State,
    step=st.sampled_from(["", "another.version", *STEPS, *PASSAGES]),
    memo=st.dictionaries(
        st.sampled_from(
            [
                "home",
                "poll",
                "q",
                "keys",
                "fix",
                "anew",
                "code",
                "room_key",
                "name",
                "then",
                "skipped",
                "building",
                "floor",
                "link",
            ]
        ),
        st.sampled_from(["wang", "stance", "kinds", "many", "wang li", "r501 r502", CODE, "5", "王秀英"]),
        max_size=5,
    ).map(lambda memo: {**memo, **({"floor": "5"} if "floor" in memo else {})}),
    tries=st.integers(0, 3),
    heard_at=st.one_of(st.none(), st.just(START), st.just(START - timedelta(hours=2))),
    parked=st.one_of(st.none(), st.builds(Place, st.sampled_from([*STEPS, "another.version"]))),
    speaking_for=st.sampled_from(["", "wang", "nobody"]),
)


@settings(max_examples=150, deadline=None)
@given(DESKS, st.lists(LINES, max_size=14), st.data())
def test_no_conversation_breaks(desk: FakeDesk, lines: list[str], data: st.DataObject) -> None:
    """Any words after any words: an answer that fits, a state that can be stored, every sentence known."""
    play = Play()
    play.desk = desk
    for line in lines:
        play.at += data.draw(
            st.sampled_from([timedelta(seconds=5), timedelta(minutes=31), timedelta(days=2)])
        )
        play.hear(line)


def test_help_about_a_poll_that_ended_meanwhile_says_so() -> None:
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    for seconds, line in (
        (5, "菜单"),
        (5, "菜单"),
        (2 * DAY_S, "菜单"),
        (2 * DAY_S, "投票"),
        (2 * DAY_S, "帮助"),
    ):
        play.at += timedelta(seconds=seconds)
        play.hear(line)


@settings(max_examples=200, deadline=None)
@given(DESKS, STATES, LINES)
def test_no_stored_state_breaks(desk: FakeDesk, state: State, line: str) -> None:
    """Also one that no conversation of today leads to."""
    play = Play()
    play.desk, play.state = desk, state
    play.hear(line)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["step", "memo", "tries", "heard_at", "parked", "speaking_for"]), inner
            )
        ),
    )
)
def test_any_json_gives_a_state(data: object) -> None:
    """What cannot be understood is left out."""
    assert isinstance(State.from_json(data), State)


def test_a_state_survives_storage() -> None:
    """With everything it holds."""
    state = State("poll.question", {"q": "a"}, 2, START, Place("bind.name", {"code": CODE}), "wang")
    assert State.from_json(state.to_json()) == state


def test_a_state_of_another_version_keeps_whom_one_speaks_for() -> None:
    """The step is gone, the home is not."""
    turn = advance(State("vote.choose", speaking_for="wang"), Heard(text="你好"), FakeDesk(), START)
    assert turn.says[0].name == "starting-afresh"
    assert turn.state.speaking_for == "wang"


@pytest.mark.parametrize(
    "refusal", [Refusal("poll-voided", title="灯"), Forbidden("not-in-scope"), Missing("home-not-found")]
)
def test_a_refusal_ends_the_conversation_with_its_sentence(refusal: Refusal) -> None:
    """Whatever the desk was asked for."""

    class Refusing(FakeDesk):
        def open_polls(self, _home_key: str) -> Sequence[PollCard]:
            raise refusal

    turn = advance(State(), Heard(text="投票"), Refusing(held=[HOMES["wang"]]), START)
    assert turn.says[0].name == refusal.code
    assert turn.state.step == ""


def test_an_invalid_reply_is_asked_again_and_counted() -> None:
    """What was typed is wrong; the question stands."""

    class Refusing(FakeDesk):
        def ask_person(self, _text: str, _home_key: str = "") -> Handoff:
            raise Invalid("message-length", most=3)

    state = State("person.ask")
    turn = advance(state, Heard(text="楼道灯坏了"), Refusing(), START)
    assert [each.name for each in turn.says] == ["message-length", "what-about"]
    assert turn.state.tries == 1


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(STEPS)),
    st.lists(st.sampled_from(["啊啊啊", "呃", "？？"]), min_size=8, max_size=8),
)
def test_no_question_is_asked_a_fourth_time(step: str, lines: list[str]) -> None:
    """Eight times nonsense: after three failures the question is not asked a fourth time."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",), consented=True)
    play.state = State(step, {"home": "wang", "poll": "stance", "keys": "wang stance", "q": "stance"})
    asked = [tuple(each.name for each in play.hear(line).says) for line in lines]
    is_talk = step in ("person.talking", "person.ask", "bind.place", "poll.words")
    assert is_talk or any(set(names) & {"stuck", "rest", "menu"} for names in asked[:3])


def test_nobody_is_recorded_without_a_confirmation() -> None:
    """However many answers are given, only the review records."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    for line in ("投票", "同意", "不是不提交", "可以吗", "嗯？"):
        play.hear(line)
    assert not play.desk.given


def test_late_words_are_never_an_answer() -> None:
    """After half an hour "1" does not submit what lay open."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    play.hear("投票")
    play.hear("同意")
    play.at += timedelta(minutes=31)
    play.hear("1")
    assert not play.desk.given
    play.hear("1")
    play.hear("1")
    assert play.desk.given == {("stance", "wang"): {"stance": "agree"}}


def test_half_an_hour_is_still_in_time() -> None:
    """The limit belongs to it."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    play.hear("投票")
    play.at += timedelta(minutes=30)
    play.hear("反对")
    play.hear("提交")
    assert play.desk.given == {("stance", "wang"): {"stance": "oppose"}}


def test_answers_begun_in_chat_lie_on_the_desk_for_the_page() -> None:
    """And those from the page are not asked again."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("kinds",))
    play.hear("投票")
    play.hear("同意")
    assert play.desk.drafts == {("kinds", "wang"): {"yes": "yes"}}
    play.desk.drafts["kinds", "wang"] = {"yes": "no", "mark": 4}
    play.hear("退出")
    says = play.hear("投票").says
    assert says[-2].facts["title"] == "还想说什么？"


def test_no_name_before_consent() -> None:
    """Every way to a name leads through the notice."""
    for line in (f"/scan {CODE}", "3号楼2单元501", CODE, "绑定"):
        play = Play()
        play.hear(line)
        assert play.state.step == "bind.consent"
        play.hear("不同意")
        assert not play.desk.consented


def test_the_closing_time_is_the_desks_to_judge() -> None:
    """The refusal says that nothing was counted."""
    play = Play()
    play.desk = FakeDesk(held=[HOMES["wang"]], polls=("stance",))
    play.at = CLOSES - timedelta(minutes=2)
    play.hear("投票")
    play.hear("同意")
    play.at = CLOSES
    assert play.hear("1").says[0].name == "poll-closed"
    assert not play.desk.given
