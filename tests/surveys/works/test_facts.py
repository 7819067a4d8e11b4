"""Every key takes its own values and nothing else; nothing is mended."""

from typing import Any

import pytest

from surveys.errors import Invalid
from surveys.works.facts import SYSTEMS, Key, checked, meaning

GOOD: dict[Key, list[dict[str, Any]]] = {
    Key.BUILT: [{"earliest": "1995-01-01", "latest": "1995-12-31", "text": "1995"}],
    Key.LAND: [{"choice": "state"}, {"choice": "collective"}],
    Key.IN_TOWN: [{"yes": True}, {"yes": False}],
    Key.DEMOLITION: [{"choice": "none"}, {"choice": "demolition"}, {"choice": "shantytown"}],
    Key.NEGLECTED: [{"yes": True, "signs": ["unkept"]}, {"yes": False, "signs": []}],
    Key.LACKING: [{"yes": True, "signs": ["municipal", "social-services"]}],
    Key.WANTED: [{"yes": True, "answered": 100, "agreed": 90}],
    Key.BUILDINGS: [{"count": 1}],
    Key.HOUSEHOLDS: [{"count": 7426}],
    Key.FLOOR_AREA: [{"area": 1_234_567}],
    Key.BUILDING_KIND: [{"text": "slab"}],
    Key.FORMER_OWNER: [{"text": "mill"}],
    Key.MANAGEMENT: [{"choice": "company", "name": "Clean Ltd"}, {"choice": "none", "name": ""}],
    Key.FEE: [{"least_fen": 50, "most_fen": 50}, {"least_fen": 0, "most_fen": 350}],
    Key.BODIES: [{"bodies": []}, {"bodies": ["owners-committee"]}],
} | {key: [{"choice": "needs-repair"}, {"choice": "fine"}, {"choice": "not-applicable"}] for key in SYSTEMS}


def test_every_key_has_a_good_value_here() -> None:
    assert set(GOOD) == set(Key)


@pytest.mark.parametrize("key", list(Key))
def test_a_good_value_stays_as_it_is_and_means_itself(key: Key) -> None:
    for value in GOOD[key]:
        assert checked(key, value) == value
        assert checked(key, value | {"extra": "dropped"}) == value
        assert meaning(key, value) == meaning(key, checked(key, value))


@pytest.mark.parametrize("key", list(Key))
@pytest.mark.parametrize(
    "value",
    [
        {}, {"choice": "maybe"}, {"yes": "true"}, {"count": 0}, {"area": -1}, {"text": " "}, {"choice": None},
        {"text": "x" * 121}, {"text": "\x00"}, {"bodies": ["club"]}, {"count": True}, {"yes": None},
        {"earliest": "1996-01-01", "latest": "1995-01-01"}, {"earliest": "x", "latest": "y"},
    ],
)  # fmt: skip
def test_anything_else_is_refused(key: Key, value: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="fact-value-wrong"):
        checked(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (Key.NEGLECTED, {"yes": True, "signs": []}),
        (Key.NEGLECTED, {"yes": False, "signs": ["unkept"]}),
        (Key.NEGLECTED, {"yes": True, "signs": ["ugly"]}),
        (Key.WANTED, {"yes": True, "answered": 10, "agreed": 11}),
        (Key.WANTED, {"yes": True, "answered": 0, "agreed": 0}),
        (Key.FEE, {"least_fen": 60, "most_fen": 50}),
        (Key.BUILT, {"earliest": "1895-01-01", "latest": "1895-12-31", "text": ""}),
        (Key.HOUSEHOLDS, {"count": 100_001}),
    ],
)
def test_a_value_that_contradicts_itself_is_refused(key: Key, value: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="fact-value-wrong"):
        checked(key, value)
