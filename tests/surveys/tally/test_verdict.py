"""The verdict on totals: the law's two tests by both measures, and what missing figures leave open."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.errors import Refusal
from surveys.tally.knowledge import known_from
from surveys.tally.matters import Matter
from surveys.tally.packs import get_pack
from surveys.tally.totals import NOTHING, UNKNOWN, Figure, Measure, Totals
from surveys.tally.verdict import Caution, Finding, quorum_need, verdict_on

HERE = get_pack("liaocheng")
Row = tuple[int | None, int | None, int | None]


def totals(total: int | None, present: int | None, agreed: int | None, **more: Figure) -> Totals:
    """The same figures by heads and by area, one head holding 100 m²."""

    def both(number: int | None) -> Figure:
        return Figure(number, None if number is None else number * 10_000)

    return Totals(both(total), both(present), both(agreed), **more)


def passed(told: Totals, matter: Matter = Matter.OTHER) -> bool | None:
    return verdict_on(told, matter, HERE).passed


@pytest.mark.parametrize(
    ("heads", "area", "need"),
    [
        (16, 308656, (11, 205771)),
        (25, 301125, (17, 200750)),
        (144, 1276976, (96, 851318)),
        (280, 2483857, (187, 1655905)),
        (577, 7875637, (385, 5250425)),
    ],
)
def test_quorums_of_real_notices_are_reproduced(heads: int, area: int, need: tuple[int, int]) -> None:
    found = quorum_need(Figure(heads, area), HERE)
    assert (found.heads, found.area) == need


@pytest.mark.parametrize(
    ("yes", "no", "by_law", "of_all"),
    [(9, 3, True, True), (8, 4, False, True), (6, 2, True, False), (8, 0, True, True)],
)
def test_twelve_equal_flats_pass_one_test_and_not_the_other(
    yes: int, no: int, by_law: bool, of_all: bool
) -> None:
    verdict = verdict_on(totals(12, yes + no, yes), Matter.ELEVATOR, HERE)
    assert verdict.of_all is not None
    assert (verdict.passed, verdict.of_all.passed) == (by_law, of_all)


@pytest.mark.parametrize(
    ("row", "matter", "expected"),
    [
        ((24, 16, 12), Matter.REBUILD, True),
        ((24, 16, 8), Matter.OTHER, False),
        ((24, 16, 9), Matter.OTHER, True),
        ((24, 15, 15), Matter.OTHER, False),
        ((821, 821, 407), Matter.OTHER, False),
        ((835, 835, 421), Matter.OTHER, True),
        ((0, 0, 0), Matter.REBUILD, False),
        ((12, 0, 0), Matter.REBUILD, False),
    ],
)
def test_whole_figures_are_decided(row: Row, matter: Matter, expected: bool) -> None:
    assert passed(totals(*row), matter) is expected


def test_both_measures_must_hold() -> None:
    heads_only = Totals(Figure(12, 120000), Figure(12, 120000), Figure(7, 60000))
    verdict = verdict_on(heads_only, Matter.OTHER, HERE)
    assert (verdict.passed, verdict.strict.approval.heads, verdict.strict.approval.area) == (
        False,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("row", "quorum", "approval", "expected"),
    [
        ((120, None, 50), None, None, None),
        ((120, None, 80), True, True, True),
        ((120, None, 30), None, None, False),
        ((120, None, 0), None, False, False),
        ((120, 70, None), False, None, False),
        ((120, 90, None), True, None, None),
        ((120, 0, None), False, False, False),
        ((120, None, None), None, None, None),
        ((None, 90, 60), None, True, None),
        ((None, 90, 40), None, False, False),
        ((None, None, 40), None, None, None),
        ((None, None, None), None, None, None),
    ],
)
def test_a_missing_figure_is_never_taken_for_a_pass(
    row: Row, quorum: bool | None, approval: bool | None, expected: bool | None
) -> None:
    strict = verdict_on(totals(*row), Matter.OTHER, HERE).strict
    assert (strict.quorum.passed, strict.approval.passed, strict.passed) == (quorum, approval, expected)


def test_a_measure_nobody_stated_leaves_the_other_to_fail() -> None:
    told = Totals(Figure(120), Figure(70), Figure(60))
    verdict = verdict_on(told, Matter.OTHER, HERE)
    assert (verdict.passed, verdict.warnings) == (False, (Caution.AREA_MISSING,))
    assert verdict.needed == Figure(80, None)
    assert passed(Totals(Figure(120), Figure(90), Figure(60))) is None


@pytest.mark.parametrize(
    ("told", "warnings"),
    [
        (totals(12, 13, 8), [Caution.PRESENT_EXCEEDS_TOTAL]),
        (totals(12, 10, 11), [Caution.AGREED_EXCEEDS_PRESENT]),
        (totals(12, None, 13), [Caution.AGREED_EXCEEDS_PRESENT]),
        (totals(12, 10, 9, void=Figure(3, 0)), [Caution.PARTS_DO_NOT_ADD_UP]),
        (totals(12, 10, 9, deemed=Figure(3, None)), [Caution.PARTS_DO_NOT_ADD_UP]),
        (totals(12, None, 12, void=Figure(1, 0)), [Caution.PARTS_DO_NOT_ADD_UP]),
        (totals(12, 10, 9, void=Figure(2, 20000)), []),
    ],
)
def test_figures_that_cannot_be_are_said_and_pass_nothing(told: Totals, warnings: list[Caution]) -> None:
    verdict = verdict_on(told, Matter.OTHER, HERE)
    assert [one for one in verdict.warnings if "missing" not in one] == warnings
    assert verdict.passed is (None if warnings else True)


def test_figures_that_cannot_be_may_still_fail() -> None:
    assert passed(totals(12, 13, 6)) is False


@pytest.mark.parametrize(
    ("row", "deemed", "expected"),
    [
        ((120, 70, 60), 50, True),  # too few came, and the silent follow the many
        ((120, 70, 30), 50, False),  # the many said no: nobody is added to those who agree
        ((120, 70, 35), 50, False),  # exactly half of those present is no majority to follow
        ((120, 70, None), 50, None),
        ((120, None, 60), None, None),
        ((120, 90, 90), None, True),
        ((None, 90, 60), 10, None),
        ((None, None, None), None, None),
    ],
)
def test_silent_owners_follow_only_a_majority(row: Row, deemed: int | None, expected: bool | None) -> None:
    figure = Figure(deemed, None if deemed is None else deemed * 10_000)
    verdict = verdict_on(totals(*row, deemed=figure), Matter.OTHER, HERE)
    assert verdict.with_deemed is not None
    assert verdict.with_deemed.passed is expected


def test_a_majority_in_one_measure_alone_is_not_followed() -> None:
    told = Totals(Figure(100, 10000), Figure(60, 6000), Figure(35, 2900), Figure(40, 4000))
    found = verdict_on(told, Matter.OTHER, HERE).with_deemed
    assert found is not None
    assert (found.quorum.passed, found.approval.heads, found.passed) == (True, False, False)


def test_without_a_clause_there_is_no_second_column() -> None:
    assert verdict_on(totals(12, 10, 9), Matter.OTHER, HERE).with_deemed is None


def test_unanimous_matters_have_no_verdict() -> None:
    with pytest.raises(Refusal, match="unanimity-required"):
        verdict_on(totals(12, 12, 12), Matter.DWELLING_TO_BUSINESS, HERE)


def test_article_and_lift_test_come_from_the_pack() -> None:
    verdict = verdict_on(totals(12, 9, 9), Matter.USE_MAINTENANCE_FUND, HERE)
    assert "278" in verdict.article
    assert verdict.of_all is None


@given(st.integers(1, 40), st.data())
def test_void_ballots_change_nothing_in_the_strict_count(total: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, total))
    agreed = data.draw(st.integers(0, present))
    void = data.draw(st.integers(0, total - present))
    plain, more = (
        totals(total, present, agreed),
        totals(total, present, agreed, void=Figure(void, void * 10_000)),
    )
    assert verdict_on(plain, Matter.REBUILD, HERE).strict == verdict_on(more, Matter.REBUILD, HERE).strict


def worlds(row: Row, deemed: int | None, void: int) -> list[tuple[int, int, int, int]]:
    """Every way to fill in what is missing; a whole nobody stated is tried up to a size past all effects."""
    total, present, agreed = row
    return [
        (t, p, a, d)
        for t in ([total] if total is not None else range(14))
        for d in ([deemed] if deemed is not None else range(t + 1))
        for p in ([present] if present is not None else range(t + 1))
        for a in ([agreed] if agreed is not None else range(p + 1))
        if a <= p and p + d + void <= t
    ]


def one_answer(answers: set[bool]) -> bool | None:
    return answers.pop() if len(answers) == 1 else None


MAYBE = st.none() | st.integers(0, 5)


@settings(max_examples=100)
@given(st.tuples(MAYBE, MAYBE, MAYBE), st.integers(0, 2), st.sampled_from([Matter.OTHER, Matter.REBUILD]))
def test_the_strict_verdict_is_what_every_completion_says(row: Row, void: int, matter: Matter) -> None:
    fitting = worlds(row, 0, void)
    if not fitting:
        return
    told = totals(*row, void=Figure(void, void * 10_000))
    strict = verdict_on(told, matter, HERE).strict
    complete = [verdict_on(totals(t, p, a), matter, HERE).strict for t, p, a, _ in fitting]
    assert strict.passed is one_answer({bool(one.passed) for one in complete})
    assert strict.quorum.heads is one_answer({bool(one.quorum.heads) for one in complete})
    assert strict.approval.heads is one_answer({bool(one.approval.heads) for one in complete})


@settings(max_examples=40)
@given(
    st.tuples(MAYBE, MAYBE, MAYBE), MAYBE, st.integers(0, 1), st.sampled_from([Matter.OTHER, Matter.REBUILD])
)
def test_the_deemed_verdict_says_nothing_a_completion_denies(
    row: Row, deemed: int | None, void: int, matter: Matter
) -> None:
    figure = Figure(deemed, None if deemed is None else deemed * 10_000)
    found = verdict_on(
        totals(*row, deemed=figure, void=Figure(void, void * 10_000)), matter, HERE
    ).with_deemed
    assert found is not None
    for t, p, a, d in worlds(row, deemed, void):
        full = verdict_on(totals(t, p, a, deemed=Figure(d, d * 10_000)), matter, HERE).with_deemed
        assert full is not None
        assert found.passed in (None, full.passed)
        assert all(ours in (None, theirs) for ours, theirs in zip(parts(found), parts(full), strict=True))


def parts(finding: Finding) -> list[bool | None]:
    return [finding.quorum.heads, finding.quorum.area, finding.approval.heads, finding.approval.area]


def test_with_all_figures_nothing_is_left_open() -> None:
    for t, p, a, d in product(range(1, 9), repeat=4):
        if a <= p <= t - d:
            found = verdict_on(totals(t, p, a, deemed=Figure(d, d * 10_000)), Matter.REBUILD, HERE)
            assert found.with_deemed is not None
            assert None not in (found.passed, found.with_deemed.passed, *parts(found.with_deemed))


def test_a_measure_without_any_figure_is_unbounded() -> None:
    known = known_from(Totals(UNKNOWN, UNKNOWN, UNKNOWN, NOTHING), Measure.AREA)
    assert (known.total.most, known.present.most, known.agreed.most) == (None, None, None)
