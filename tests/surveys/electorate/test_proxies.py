"""Who may act for whom: the cap at every instant, no chain, one authority at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from surveys.electorate.proxies import Authority, check_authority, fallen, most_at_once
from surveys.electorate.rules import DEFAULT, CountingRules
from surveys.errors import Refusal

START = datetime(2026, 3, 1, tzinfo=UTC)


def given(principal: int, agent: int, days: tuple[int, int] = (0, 30)) -> Authority:
    return Authority(principal, agent, START + timedelta(days=days[0]), START + timedelta(days=days[1]))


THREE = [given(1, 9), given(2, 9), given(3, 9)]


@pytest.mark.parametrize(
    ("new", "others", "code"),
    [
        (given(4, 9), THREE, "proxy-cap-reached"),
        (given(4, 9, (29, 40)), THREE, "proxy-cap-reached"),
        (given(1, 8), THREE, "proxy-already-given"),
        (given(9, 5), THREE, "proxy-chain"),
        (given(5, 1), THREE, "proxy-chain"),
        (given(5, 5), [], "proxy-to-oneself"),
        (given(5, 6, (3, 3)), [], "proxy-ends-before-it-begins"),
    ],
)
def test_an_authority_that_may_not_stand_is_refused(
    new: Authority, others: list[Authority], code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        check_authority(new, others, DEFAULT)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("new", "others"),
    [
        (given(3, 9), THREE[:2]),
        (given(4, 9, (30, 40)), THREE),
        (given(1, 8, (30, 40)), THREE),
        (given(4, 8), THREE),
        (
            given(4, 9, (0, 30)),
            [given(1, 9, (0, 10)), given(2, 9, (0, 20)), given(3, 9, (10, 30)), given(5, 8)],
        ),
    ],
)
def test_an_authority_within_the_rules_stands(new: Authority, others: list[Authority]) -> None:
    check_authority(new, others, DEFAULT)


def test_the_cap_is_the_rule_packs() -> None:
    check_authority(given(4, 9), THREE, CountingRules(max_proxies=4))
    with pytest.raises(Refusal):
        check_authority(given(2, 9), THREE[:1], CountingRules(max_proxies=1))


def test_what_never_stands_together_is_not_counted_together() -> None:
    assert (
        most_at_once(given(4, 9), [given(1, 9, (0, 10)), given(2, 9, (10, 20)), given(3, 9, (40, 50))]) == 2
    )


def test_the_later_ones_fall_and_each_says_why() -> None:
    told = [*THREE, given(4, 9), given(9, 5), given(6, 7)]
    assert [(one.principal, fault.code) for one, fault in fallen(told, {7}, DEFAULT)] == [
        (4, "proxy-cap-reached"),
        (9, "proxy-chain"),
        (6, "agent-under-age"),
    ]
