"""The result sheet: eight numbers, the tests with their figures, and why."""

import pytest

from surveys.tally.matters import Matter
from surveys.tally.packs import get_pack
from surveys.tally.sheet import Hurdle, Outcome, Sheet, sheet_of
from surveys.tally.totals import UNKNOWN, Figure, Totals
from surveys.tally.verdict import verdict_on

HERE = get_pack("liaocheng")
WHOLE = Figure(120, 987650)


def sheet(present: Figure, agreed: Figure, matter: Matter = Matter.OTHER) -> Sheet:
    totals = Totals(WHOLE, present, agreed)
    return sheet_of(totals, verdict_on(totals, matter, HERE), HERE)


def test_every_number_stands_beside_its_whole() -> None:
    shown = sheet(Figure(98, 801225), Figure(61, 512040), Matter.ELEVATOR)
    assert [str(line.share) for line in shown.lines] == [
        "81.67% (98/120)",
        "81.12% (801225/987650)",
        "62.24% (61/98)",
        "63.91% (512040/801225)",
        "50.83% (61/120)",
        "51.84% (512040/987650)",
    ]
    assert [line.least for line in shown.lines] == [80, 658434, 74, 600919, 80, 658434]
    assert (shown.outcome, shown.rule_pack) == (Outcome.NO_MAJORITY, HERE.name)
    assert {line.hurdle for line in shown.unmet} == {Hurdle.APPROVAL, Hurdle.OF_ALL}
    assert "278" in shown.article


def test_one_changed_area_changes_area_alone() -> None:
    before, after = (sheet(Figure(98, area), Figure(61, 512040)) for area in (801225, 801226))
    changed = {line.measure for line, other in zip(before.lines, after.lines, strict=True) if line != other}
    assert changed == {"area"}


@pytest.mark.parametrize(
    ("present", "agreed", "outcome"),
    [
        (Figure(98, 801225), Figure(61, 512040), Outcome.PASSED),
        (Figure(60, 801225), Figure(60, 512040), Outcome.NO_QUORUM),
        (Figure(98, 801225), Figure(49, 512040), Outcome.NO_MAJORITY),
        (UNKNOWN, Figure(30, 250000), Outcome.NOT_PASSED),
        (UNKNOWN, UNKNOWN, Outcome.NOT_KNOWN),
    ],
)
def test_the_sentence_says_why(present: Figure, agreed: Figure, outcome: Outcome) -> None:
    assert sheet(present, agreed).outcome is outcome


def test_what_is_not_known_is_left_open() -> None:
    shown = sheet(Figure(98, None), Figure(61, None))
    assert [line.measure for line in shown.open] == ["area", "area"]
    assert [line.share for line in shown.open] == [None, None]
