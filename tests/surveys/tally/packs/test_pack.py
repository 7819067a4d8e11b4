"""What a rule pack says, and what it refuses."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from surveys.electorate.rules import DEFAULT, Basis
from surveys.errors import Invalid, Refusal
from surveys.tally.matters import Majority, Matter
from surveys.tally.packs import RulePack, all_packs, get_pack
from surveys.tally.packs.pack import Precedence, Window

HERE = get_pack("liaocheng")
MORE_THAN_HALF = {
    "rules-of-procedure",
    "covenant",
    "committee-election",
    "property-manager",
    "use-maintenance-fund",
    "public-income",
    "other",
}
THREE_QUARTERS = {"raise-maintenance-fund", "rebuild", "change-common-use", "elevator"}


@pytest.mark.parametrize("pack", all_packs(), ids=lambda pack: pack.name)
def test_every_pack_keeps_the_shares_of_the_law(pack: RulePack) -> None:
    shares = {
        key: (pack.threshold(key).share, pack.threshold(key).is_strict) for key in ("quorum", *Majority)[:3]
    }
    assert shares == {
        "quorum": ("2/3", False),
        "more-than-half": ("1/2", True),
        "three-quarters": ("3/4", False),
    }


@pytest.mark.parametrize("matter", Matter)
def test_every_matter_takes_the_majority_of_article_278(matter: Matter) -> None:
    rule = HERE.matters[matter]
    if matter in MORE_THAN_HALF:
        assert (rule.majority, HERE.approval_for(matter).share) == (Majority.MORE_THAN_HALF, "1/2")
    elif matter in THREE_QUARTERS:
        assert (rule.majority, HERE.approval_for(matter).share) == (Majority.THREE_QUARTERS, "3/4")
    else:
        assert rule.majority is Majority.UNANIMOUS
    assert "第27" in rule.article


def test_no_majority_turns_a_home_into_a_business() -> None:
    with pytest.raises(Refusal, match="unanimity-required"):
        HERE.approval_for(Matter.DWELLING_TO_BUSINESS)


def test_counting_comes_from_the_pack_and_is_the_default() -> None:
    assert [pack.counting() for pack in all_packs()] == [DEFAULT] * 3
    assert HERE.counting().basis is Basis.PERSON


def test_everything_an_office_needs_can_be_asked() -> None:
    assert HERE.window == Window(5, 60, 15)
    assert HERE.precedence is Precedence.CONFLICT_CASE
    days = ("notice-days", "objection-days", "preliminary-days", "final-days", "representative-days")
    assert [HERE.days(key) for key in days] == [15, 7, 3, 3, 5]
    assert HERE.threshold("owners-request").share == "1/5"
    assert HERE.is_set("paper-round")
    assert not HERE.is_set("void-counts-as-participation")
    assert HERE.rules["quorum"].source == "shandong@2021-12-03"
    assert HERE.rules["more-than-half"].source == "national@2021-01-01"


@pytest.mark.parametrize("days", [4, 61, 0])
def test_a_vote_of_unusual_length_is_refused(days: int) -> None:
    HERE.check_window(15)
    with pytest.raises(Invalid, match="window-out-of-range"):
        HERE.check_window(days)


def test_silence_counts_only_with_clause_and_proofs() -> None:
    HERE.check_deemed({"covenant-clause": "第九条", "delivery-proof": "送达册 1"})
    with pytest.raises(Refusal) as refusal:
        HERE.check_deemed({"covenant-clause": "第九条", "delivery-proof": " "})
    assert refusal.value.facts == {"lacking": "delivery-proof"}


def test_rules_hold_from_a_day_until_a_day() -> None:
    assert HERE.is_in_force(date(2021, 12, 3))
    assert not HERE.is_in_force(date(2021, 12, 2))
    with pytest.raises(Refusal, match="rule-pack-not-yet"):
        HERE.check_in_force(date(2021, 12, 2))


@pytest.mark.parametrize("ask", [
    lambda: HERE.threshold("basis"),
    lambda: HERE.days("paper-round"),
    lambda: HERE.is_set("notice-days"),
    lambda: replace(HERE, rules={"window-days": HERE.rules["basis"]}).window,
])  # fmt: skip
def test_a_rule_is_asked_for_what_it_is(ask: Callable[[], object]) -> None:
    with pytest.raises(TypeError):
        ask()
