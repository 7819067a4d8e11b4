"""Settled before agreed, disputed is unknown, and a later plan is never hidden."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.works import Ground, Key, Said, Settled, Standing, assess, stand

DAY = date(2026, 3, 2)


def said(number: int, key: Key, source: str, **value: Any) -> Said:
    return Said(number, key, value, source, DAY)


def land(number: int, source: str, choice: str = "state") -> Said:
    return said(number, Key.LAND, source, choice=choice)


def plan(number: int, source: str, choice: str) -> Said:
    return said(number, Key.DEMOLITION, source, choice=choice)


def built(number: int, source: str, years: tuple[str, str]) -> Said:
    first, last = years
    return said(number, Key.BUILT, source, earliest=f"{first}-01-01", latest=f"{last}-12-31", text=first)


def test_nothing_said_is_unknown() -> None:
    assert stand(Key.LAND, []) == Standing(Ground.UNKNOWN, None, ())


def test_what_all_sources_say_stands() -> None:
    found = stand(Key.LAND, [land(1, "a"), land(2, "b")])
    assert (found.ground, found.value) == (Ground.AGREED, {"choice": "state"})


def test_two_sources_that_disagree_leave_it_unknown() -> None:
    found = stand(Key.LAND, [land(1, "a"), land(2, "b", "collective")])
    assert (found.ground, found.value) == (Ground.DISPUTED, None)
    assert len(found.words) == 2


def test_the_newest_word_of_a_source_replaces_its_older_ones() -> None:
    found = stand(Key.LAND, [land(1, "a"), land(2, "b", "collective"), land(3, "b")])
    assert found.ground is Ground.AGREED


def test_settling_decides_and_a_later_word_only_challenges_it() -> None:
    words = [land(1, "a"), land(2, "b", "collective")]
    settled = Settled(words[0], after=2)
    found = stand(Key.LAND, words, settled)
    assert (found.ground, found.value, found.is_challenged) == (Ground.SETTLED, {"choice": "state"}, False)
    later = stand(Key.LAND, [*words, land(3, "c", "collective")], settled)
    assert (later.ground, later.value, later.is_challenged) == (Ground.SETTLED, {"choice": "state"}, True)


@pytest.mark.parametrize(
    ("spans", "ground", "years"),
    [
        ((("1990", "1999"), ("1995", "1995")), Ground.AGREED, "1995"),
        ((("1995", "1995"), ("1995", "1995")), Ground.AGREED, "1995"),
        ((("1995", "1995"), ("1996", "1996")), Ground.DISPUTED, None),
        ((("1990", "1996"), ("1995", "1999")), Ground.DISPUTED, None),
    ],
)
def test_a_year_inside_a_decade_agrees_with_it(spans: Any, ground: Ground, years: str | None) -> None:
    words = [built(number, f"s{number}", span) for number, span in enumerate(spans, start=1)]
    found = stand(Key.BUILT, words)
    assert found.ground is ground
    assert (found.value or {}).get("text") == years


def test_a_disputed_fact_is_unknown_to_the_conditions() -> None:
    found = assess([built(1, "a", ("1995", "1995")), built(2, "b", ("2006", "2006"))], {}, DAY)
    assert found.judgement.eligible is None
    assert "built-in-time" in found.judgement.unknown
    assert found.disputed == (Key.BUILT,)


def test_a_plan_suspends_with_its_date_and_source() -> None:
    word = replace(plan(1, "bureau", "demolition"), as_of_on=date(2026, 1, 5))
    found = assess([word], {}, DAY)
    assert found.suspension is not None
    assert (found.suspension.plan, found.suspension.since, found.suspension.source) == (
        "demolition", date(2026, 1, 5), "bureau",
    )  # fmt: skip
    assert found.judgement.failed == ("no-demolition-plan",)


def test_one_source_naming_a_plan_suspends_until_it_is_settled() -> None:
    words = [plan(1, "bureau", "shantytown"), plan(2, "street", "none")]
    assert assess(words, {}, DAY).suspension is not None
    settled = {Key.DEMOLITION: Settled(words[1], after=2)}
    assert assess(words, settled, DAY).suspension is None


def test_a_plan_made_after_settling_reopens_the_question() -> None:
    words = [plan(1, "street", "none")]
    settled = {Key.DEMOLITION: Settled(words[0], after=1)}
    later = assess([*words, plan(2, "bureau", "demolition")], settled, DAY)
    assert later.suspension is not None
    assert later.standings[Key.DEMOLITION].ground is Ground.DISPUTED


def test_a_plan_given_up_by_its_source_suspends_no_longer() -> None:
    assert assess([plan(1, "bureau", "demolition"), plan(2, "bureau", "none")], {}, DAY).suspension is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["state", "collective"])), max_size=8))
def test_a_value_stands_exactly_when_all_last_words_are_one(words: list[tuple[str, str]]) -> None:
    history = [land(number, source, choice) for number, (source, choice) in enumerate(words, start=1)]
    last = set(dict(words).values())
    found = stand(Key.LAND, history)
    assert (found.value is not None) == (len(last) == 1)
    assert (found.ground is Ground.DISPUTED) == (len(last) == 2)


def test_an_older_list_noted_later_replaces_no_newer_one() -> None:
    newer = replace(plan(1, "census", "demolition"), as_of_on=date(2025, 6, 1))
    older = replace(plan(2, "census", "none"), as_of_on=date(2019, 6, 1))
    found = assess([newer, older], {}, DAY)
    assert found.suspension is not None
    assert found.standings[Key.DEMOLITION].words == (newer,)
    undated, later = plan(3, "census", "none"), replace(older, number=4, as_of_on=date(2026, 1, 1))
    assert assess([newer, undated], {}, DAY).suspension is None
    assert assess([newer, later], {}, DAY).suspension is None
