"""Which of several marks counts: a table of what happens at a counter."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.tally.marks import NONE_COUNTS, Channel, Fate, Mark, Outcome, Policy, resolve
from surveys.tally.packs.pack import Precedence

ONLINE, PAPER, PROXY, REPRESENTATIVE = Channel
FINAL = Policy(may_change=False)
START = datetime(2026, 3, 1, tzinfo=UTC)


def marks(*told: tuple[Channel, str] | tuple[Channel, str, str]) -> list[Mark]:
    """Marks that came in one after another, an hour apart."""
    return [
        Mark(number, channel, choice, START + timedelta(hours=number), *rest)
        for number, (channel, choice, *rest) in enumerate(told, 1)
    ]


def fates(outcome: Outcome) -> list[Fate]:
    return [outcome.fates[number] for number in sorted(outcome.fates)]


@pytest.mark.parametrize(
    ("told", "counted", "became"),
    [
        ([], None, []),
        ([(ONLINE, "agree")], 1, [Fate.COUNTS]),
        ([(ONLINE, "agree"), (ONLINE, "disagree")], 2, [Fate.CHANGED, Fate.COUNTS]),
        ([(PAPER, "agree"), (ONLINE, "agree")], 1, [Fate.COUNTS, Fate.REPEATS]),
        ([(PAPER, "disagree"), (ONLINE, "agree")], None, [Fate.SET_ASIDE] * 2),
        ([(PAPER, "void"), (ONLINE, "agree")], 2, [Fate.UNREADABLE, Fate.COUNTS]),
        ([(PAPER, "void")], 1, [Fate.COUNTS]),
        ([(ONLINE, "agree", "wife"), (ONLINE, "disagree", "husband")], None, [Fate.SET_ASIDE] * 2),
        ([(ONLINE, "agree", "wife"), (ONLINE, "agree", "husband")], 1, [Fate.COUNTS, Fate.REPEATS]),
        ([(REPRESENTATIVE, "agree"), (PROXY, "abstain")], None, [Fate.SET_ASIDE] * 2),
    ],
)
def test_marks_are_resolved_by_default(
    told: list[tuple[Channel, str]], counted: int | None, became: list[Fate]
) -> None:
    outcome = resolve(marks(*told), Policy())
    assert (outcome.counted and outcome.counted.number, fates(outcome)) == (counted, became)
    assert outcome.is_set_aside is (Fate.SET_ASIDE in became)


@pytest.mark.parametrize(
    ("precedence", "counted"),
    [
        (Precedence.ONLINE_WINS, "agree"),
        (Precedence.FIRST_VALID, "disagree"),
        (Precedence.CONFLICT_CASE, None),
    ],
)
def test_each_policy_decides_paper_against_online(precedence: Precedence, counted: str | None) -> None:
    outcome = resolve(marks((PAPER, "disagree"), (ONLINE, "agree")), Policy(precedence))
    assert (outcome.counted and outcome.counted.choice) == counted


def test_the_first_channel_keeps_its_last_word() -> None:
    told = marks((ONLINE, "disagree"), (PAPER, "abstain"), (ONLINE, "agree"))
    outcome = resolve(told, Policy(Precedence.FIRST_VALID))
    assert outcome.counted == told[2]
    assert fates(outcome) == [Fate.CHANGED, Fate.OUTRANKED, Fate.COUNTS]


def test_online_wins_only_where_there_is_online() -> None:
    assert resolve(marks((PAPER, "agree"), (PROXY, "disagree")), Policy(Precedence.ONLINE_WINS)).is_set_aside


@pytest.mark.parametrize("precedence", Precedence)
def test_two_persons_in_one_channel_are_never_decided_by_policy(precedence: Precedence) -> None:
    told = marks((ONLINE, "agree", "wife"), (ONLINE, "disagree", "husband"), (PAPER, "agree", "wife"))
    assert resolve(told, Policy(precedence)).is_set_aside


def test_where_nothing_may_be_changed_the_first_mark_stays() -> None:
    outcome = resolve(marks((PAPER, "agree"), (PAPER, "disagree")), FINAL)
    assert fates(outcome) == [Fate.COUNTS, Fate.NOT_CHANGEABLE]


@pytest.mark.parametrize(("hours", "counts"), [(0, False), (1, False), (2, True), (None, True)])
def test_a_revoked_proxy_counts_only_for_what_came_before(hours: int | None, counts: bool) -> None:
    mark = Mark(1, PROXY, "agree", START + timedelta(hours=1), "agent", "letter-1")
    revoked = {} if hours is None else {"letter-1": START + timedelta(hours=hours)}
    outcome = resolve([mark], Policy(), revoked=revoked)
    assert outcome.fates == {1: Fate.COUNTS if counts else Fate.PROXY_REVOKED}
    assert (outcome.counted is mark) is counts


def test_a_replaced_paper_is_dead() -> None:
    first, second = marks((PAPER, "disagree"), (PAPER, "agree"))
    cancelled = Mark(first.number, PAPER, first.choice, first.at, is_cancelled=True)
    assert fates(resolve([second, cancelled], FINAL)) == [Fate.CANCELLED, Fate.COUNTS]


def test_a_conflict_ends_when_it_is_settled() -> None:
    told = marks((PAPER, "disagree"), (ONLINE, "agree"))
    outcome = resolve(told, Policy(), settled=2)
    assert (outcome.counted, fates(outcome)) == (told[1], [Fate.SETTLED_OTHERWISE, Fate.COUNTS])
    nobody = resolve(told, Policy(), settled=NONE_COUNTS)
    assert (nobody.counted, fates(nobody)) == (None, [Fate.SETTLED_OTHERWISE] * 2)
    with pytest.raises(Invalid, match="settlement-of-unknown-mark"):
        resolve(told, Policy(), settled=7)


TOLD = st.tuples(
    st.sampled_from(Channel), st.sampled_from(["agree", "disagree", "void"]), st.sampled_from("ab")
)


@given(st.lists(TOLD, max_size=8), st.sampled_from(Precedence), st.booleans(), st.randoms())
def test_every_mark_has_one_fate_and_at_most_one_counts(
    told: list[tuple[Channel, str, str]], precedence: Precedence, may_change: bool, lot: object
) -> None:
    known = marks(*told)
    outcome = resolve(known, Policy(precedence, may_change))
    assert sorted(outcome.fates) == [one.number for one in known]
    counting = [number for number, fate in outcome.fates.items() if fate is Fate.COUNTS]
    assert counting == ([outcome.counted.number] if outcome.counted else [])
    assert not (outcome.counted and outcome.is_set_aside)
    assert resolve(known[::-1], Policy(precedence, may_change)) == outcome
