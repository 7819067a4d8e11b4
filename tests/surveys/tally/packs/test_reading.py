"""A rule pack that says too little, too much or less than the law is refused."""

import copy
import json
from pathlib import Path

import pytest

import surveys.tally.packs.loading as loading
from surveys.errors import Invalid
from surveys.tally.packs.loading import packs_from
from surveys.tally.packs.reading import sheet_from_json

FILE = Path(loading.__file__).parent / "national-2021-01-01.json"
NATIONAL = json.loads(FILE.read_text("utf-8"))


def changed(*path: str, to: object) -> dict[str, object]:
    """The national pack with one place changed."""
    data = copy.deepcopy(NATIONAL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return data


def value(key: str, to: object) -> dict[str, object]:
    return changed("rules", key, "value", to=to)


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ([], "fields"),
        ({**NATIONAL, "more": 1}, "fields"),
        (changed("id", to=""), "id"),
        (changed("place", to=None), "place"),
        (changed("from", to="1.1.2021"), "from"),
        (changed("rules", to=[]), "rules"),
        (changed("rules", "quorum", to="2/3"), "quorum"),
        (changed("rules", "quorum", "grade", to="Z"), "quorum"),
        (changed("rules", "quorum", "says", to=" "), "quorum"),
        (changed("rules", "unheard-of", to=NATIONAL["rules"]["basis"]), "unheard-of"),
        (changed("matters", "picnic", to=NATIONAL["matters"]["other"]), "picnic"),
        (changed("matters", "other", "majority", to="most"), "other"),
        (value("quorum", {"least": "2/3", "above": "1/2"}), "quorum"),
        (value("quorum", {"around": "2/3"}), "quorum"),
        (value("quorum", "2/3"), "quorum"),
        (value("basis", "family"), "basis"),
        (value("precedence", "paper"), "precedence"),
        (value("paper-round", 1), "paper-round"),
        (value("max-proxies", True), "max-proxies"),
        (value("max-proxies", -1), "max-proxies"),
        (value("max-proxies", "3"), "max-proxies"),
        (value("deemed", ["covenant-clause"]), "deemed"),
        (value("deemed", "covenant-clause"), "deemed"),
        (value("window-days", {"least": 5, "most": 60}), "window-days"),
        (value("window-days", {"least": 5, "most": 10, "default": 15}), "window-days"),
        (value("window-days", {"least": 0, "most": 10, "default": 5}), "window-days"),
    ],
)  # fmt: skip
def test_a_malformed_pack_says_where(data: object, at: str) -> None:
    with pytest.raises(Invalid) as refusal:
        sheet_from_json(data)
    assert (refusal.value.code, refusal.value.facts["at"]) == ("rule-pack-malformed", at)


@pytest.mark.parametrize(
    ("key", "days"), [("notice-days", 14), ("objection-days", 6), ("anonymous-least-rooms", 9)]
)
def test_no_place_may_go_below_the_law(key: str, days: int) -> None:
    with pytest.raises(Invalid, match="rule-pack-below-the-law"):
        sheet_from_json(value(key, days))


@pytest.mark.parametrize(("part", "key"), [("rules", "quorum"), ("matters", "other")])
def test_a_pack_that_leaves_something_unsaid_is_refused(part: str, key: str) -> None:
    data = copy.deepcopy(NATIONAL)
    del data[part][key]
    with pytest.raises(Invalid) as refusal:
        packs_from([sheet_from_json(data)])
    assert refusal.value.facts == {"pack": "national@2021-01-01", "lacking": key}
