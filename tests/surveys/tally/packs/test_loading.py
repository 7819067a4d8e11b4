"""Which rules hold at a place on a day."""

from dataclasses import replace
from datetime import date

import pytest

from surveys.errors import Invalid, Missing, Refusal
from surveys.tally.packs.loading import all_packs, get_pack, pack_at, packs_from
from surveys.tally.packs.reading import Sheet
from tests.surveys.tally.packs.test_reading import NATIONAL, sheet_from_json

LAW = sheet_from_json(NATIONAL)
TODAY = date(2026, 11, 23)


def town(version: str, **changes: object) -> Sheet:
    """A town whose rules are the law's."""
    changes = {
        "builds_on": LAW.name,
        "rules": {},
        "matters": {},
        "from_on": date.fromisoformat(version),
        **changes,
    }
    return replace(LAW, id="town", place="99", version=version, **changes)


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("371502", "liaocheng"),
        ("3715K1", "liaocheng"),
        ("3701", "shandong"),
        ("37", "shandong"),
        ("11", "national"),
        ("", "national"),
    ],
)
def test_the_nearest_place_gives_the_rules(place: str, found: str) -> None:
    assert pack_at(place, TODAY).id == found


def test_packs_are_found_by_name_and_wording() -> None:
    assert get_pack("liaocheng") is get_pack("liaocheng", "2021-03-01")
    assert [pack.id for pack in all_packs()] == ["national", "shandong", "liaocheng"]
    for pack_id, version in (("mars", None), ("liaocheng", "1999-01-01")):
        with pytest.raises(Missing, match="rule-pack-unknown"):
            get_pack(pack_id, version)


def test_rules_that_have_run_out_open_nothing() -> None:
    packs = packs_from([LAW, town("2022-01-01", until_on=date(2026, 1, 1))])
    assert pack_at("9901", date(2025, 12, 31), among=packs).id == "town"
    with pytest.raises(Refusal, match="rule-pack-expired"):
        pack_at("9901", date(2026, 1, 1), among=packs)
    with pytest.raises(Refusal, match="rule-pack-not-yet"):
        pack_at("9901", date(2021, 12, 31), among=packs)


def test_a_new_wording_takes_over_on_its_day() -> None:
    packs = packs_from([town("2025-01-01"), LAW, town("2022-01-01", until_on=date(2025, 1, 1))])
    versions = [pack_at("99", day, among=packs).version for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert versions == ["2022-01-01", "2025-01-01"]


def test_a_pack_ends_with_what_it_builds_on() -> None:
    law = replace(LAW, until_on=date(2030, 1, 1))
    _, pack = packs_from([law, town("2022-01-01", until_on=date(2040, 1, 1))])
    assert (pack.from_on, pack.until_on) == (date(2022, 1, 1), date(2030, 1, 1))


def test_where_no_rules_are_known_nothing_is_guessed() -> None:
    with pytest.raises(Missing, match="rule-pack-unknown"):
        pack_at("11", TODAY, among=packs_from([LAW, town("2022-01-01")])[1:])


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([LAW, LAW], "rule-pack-repeated"),
        ([town("2022-01-01")], "rule-pack-base-unknown"),
        ([town("2022-01-01", builds_on="town@2022-01-01")], "rule-pack-base-unknown"),
    ],
)
def test_packs_stand_on_one_another_without_gaps_or_circles(sheets: list[Sheet], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        packs_from(sheets)
