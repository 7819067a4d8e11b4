"""Anybody recounts a decision from its pack; a pack that contradicts itself is refused."""

import copy

import pytest

from surveys.errors import Invalid, Refusal
from surveys.tally.counting import VotingRight
from surveys.tally.manifest import electorate_root, hash_of
from surveys.tally.packs import get_pack
from surveys.tally.recounting import recount
from tests.surveys.tally.packs_of_paper import Pack, flats, shanghai


def test_shanghai_is_recounted() -> None:
    answer = recount(shanghai())
    assert (answer["agreed"], answer["passed"]) == ({"heads": 407, "area": "25260.00"}, False)
    assert (answer["matches"], answer["differences"]) == (True, [])
    assert answer["present"] == {"heads": 821, "area": "50100.00"}


@pytest.mark.parametrize(
    ("said", "by_law", "of_all"),
    [
        ([("agree", 9), ("disagree", 3)], True, True),
        ([("agree", 8), ("disagree", 4)], False, True),
        ([("agree", 6), ("disagree", 2), (None, 4)], True, False),
        ([("agree", 8), (None, 4)], True, True),
    ],
)
def test_twelve_flats_are_recounted_by_both_tests(
    said: list[tuple[str | None, int]], by_law: bool, of_all: bool
) -> None:
    answer = recount(flats(*said, matter="elevator"))
    local = answer["two_thirds_of_all"]
    assert isinstance(local, dict)
    assert (answer["passed"], local["passed"]) == (by_law, of_all)
    assert answer["matches"] is by_law


def test_numbers_are_compared_by_what_they_mean() -> None:
    pack = flats(("agree", 12))
    pack["result"] = {
        "total": {"heads": 12, "area": "720"},
        "present": {"area": 720},
        "percent": {"present": {"heads": "100.00"}},
        "deemed": {"heads": 0, "area": "0.00"},
        "with_deemed": None,
        "published_on": "2026-03-01",
    }
    assert recount(pack)["matches"] is True


@pytest.mark.parametrize(
    ("result", "at"),
    [
        ({"passed": 1}, "passed"),
        ({"passed": False}, "passed"),
        ({"agreed": {"heads": 11}}, "agreed.heads"),
        ({"agreed": {"area": "720.01"}}, "agreed.area"),
        ({"agreed": {"area": "many"}}, "agreed.area"),
        ({"agreed": {"rooms": 12}}, "agreed.rooms"),
        ({"agreed": 12}, "agreed"),
        ({"deemed": {"heads": 1, "area": "0"}}, "deemed"),
        ({"quorum": {"heads": False}}, "quorum.heads"),
    ],
)
def test_a_result_that_says_otherwise_is_named(result: Pack, at: str) -> None:
    answer = recount({**flats(("agree", 12)), "result": {"passed": True, **result}})
    assert (answer["matches"], answer["differences"]) == (False, [at])


@pytest.mark.parametrize("result", [None, {}, {"published_on": "2026-03-01"}])
def test_without_a_stated_result_nothing_matches(result: object) -> None:
    answer = recount({**flats(("agree", 12)), "result": result})
    assert (answer["passed"], answer["matches"]) == (True, None)


def test_what_is_sealed_is_held_to_it() -> None:
    pack = flats(("agree", 12))
    rights = [VotingRight(one["id"], one["head"], 6000) for one in pack["rights"]]
    pack["manifest"]["electorate_root"] = electorate_root(rights)
    pack["manifest_hash"] = hash_of(pack["manifest"])
    assert (recount(pack)["matches"], recount(pack)["unchecked"]) == (True, [])
    pack["rights"][0]["area"] = "60.01"
    pack["manifest"]["text"] = "something else"
    assert recount(pack)["differences"] == ["manifest.electorate_root", "manifest_hash"]


def test_what_nothing_seals_is_said() -> None:
    """Without these a title, a matter or an owner could be another one, and the figures would still fit."""
    pack = flats(("agree", 12))
    answer = recount(pack)
    assert (answer["matches"], answer["unchecked"]) == (True, ["manifest.electorate_root", "manifest_hash"])
    sealed = {**pack, "manifest_hash": hash_of(pack["manifest"]), "salt": "00" * 32}
    assert recount(sealed)["unchecked"] == ["manifest.electorate_root"]


@pytest.mark.parametrize(
    ("named", "pack", "warnings"),
    [
        ("liaocheng@2021-03-01", "liaocheng@2021-03-01", []),
        ("shandong", "shandong@2021-12-03", []),
        ({"id": "national", "version": "2021-01-01"}, "national@2021-01-01", []),
        (None, "liaocheng@2021-03-01", []),
        ("mars@1", "national@2021-01-01", ["rule-pack-unknown"]),
        ("liaocheng@1999-01-01", "national@2021-01-01", ["rule-pack-unknown"]),
    ],
)
def test_the_rules_are_those_the_manifest_names(named: object, pack: str, warnings: list[str]) -> None:
    answer = recount(flats(("agree", 12), rule_pack=named))
    assert (answer["rule_pack"], answer["warnings"]) == (pack, warnings)


def test_the_same_ballots_may_be_counted_under_another_pack() -> None:
    assert recount(flats(("agree", 12)), get_pack("national"))["rule_pack"] == "national@2021-01-01"


def test_an_owner_of_two_minds_is_said() -> None:
    pack = flats(("agree", 9), ("disagree", 1))
    pack["rights"][9]["head"] = pack["rights"][0]["head"]
    answer = recount(pack)
    assert (answer["warnings"], answer["divided"]) == (["heads-divided"], 1)
    assert answer["agreed"] == {"heads": 8, "area": "540.00"}
    by_room = copy.deepcopy(pack)
    by_room["manifest"]["basis"] = "room"
    assert recount(by_room)["agreed"] == {"heads": 9, "area": "540.00"}


def test_silent_owners_need_a_clause() -> None:
    pack = flats(("agree", 7), (None, 5), deemed_clause="第九条")
    pack["deemed"] = [right["id"] for right in pack["rights"][7:]]
    answer = recount(pack)
    assert (answer["passed"], answer["deemed"]) == (False, {"heads": 5, "area": "300.00"})
    assert answer["with_deemed"] == {
        "passed": True,
        "quorum": {"heads": True, "area": True},
        "approval": {"heads": True, "area": True},
    }
    del pack["manifest"]["deemed_clause"]
    with pytest.raises(Invalid, match="deemed-without-clause"):
        recount(pack)


@pytest.mark.parametrize(("standing", "says"), [("supporting", False), ("official", None), (None, None)])
def test_an_intention_is_recounted_and_said_to_bind_nobody(standing: str | None, says: bool | None) -> None:
    answer = recount(flats(("agree", 12), standing=standing))
    assert (answer["passed"], answer["matches"], answer.get("legal_effect")) == (True, True, says)


@pytest.mark.parametrize(("north", "winner", "shown"), [(7, "north", 7), (6, None, 6), (3, "south", 9)])
def test_options_are_recounted_each_by_itself(north: int, winner: str | None, shown: int) -> None:
    options = [{"key": "north", "label": "北门"}, {"key": "south", "label": "南门"}]
    pack = flats(("north", north), ("south", 12 - north), options=options)
    pack["result"] = {"winner": winner}
    answer = recount(pack)
    assert (answer["winner"], answer["passed"]) == (winner, winner is not None)
    assert answer["agreed"] == {"heads": shown, "area": f"{shown * 60}.00"}
    assert answer["matches"] is True


def test_options_that_are_the_plain_choices_are_none() -> None:
    assert recount(flats(("agree", 12), options=["agree", "disagree", "abstain"]))["passed"] is True


def broken(**changes: object) -> Pack:
    pack = flats(("agree", 3), ("disagree", 1))
    return {**pack, **changes}


def first(part: str, **changes: object) -> Pack:
    pack = broken()
    pack[part][0] |= changes
    return pack


@pytest.mark.parametrize(
    ("pack", "code", "field"),
    [
        (broken(manifest=None), "field-not-an-object", "manifest"),
        (broken(manifest={"rule_pack": "national"}), "field-missing", "manifest.matter"),
        (broken(manifest={"matter": "other", "basis": "family"}), "field-unknown-word", "manifest.basis"),
        (broken(manifest={"matter": "other", "rule_pack": 7}), "field-not-a-text", "manifest.rule_pack"),
        (broken(manifest={"matter": "other", "rule_pack": {}}), "field-not-a-text", "manifest.rule_pack"),
        (broken(manifest={"matter": "other", "options": "ab"}), "field-not-a-list", "manifest.options"),
        (
            broken(manifest={"matter": "other", "options": ["a", "a"]}),
            "options-malformed",
            "manifest.options",
        ),
        (
            broken(manifest={"matter": "other", "options": ["a", "void"]}),
            "options-malformed",
            "manifest.options",
        ),
        (
            broken(manifest={"matter": "other", "options": ["a", "b/c"]}),
            "options-malformed",
            "manifest.options",
        ),
        (broken(rights={}), "field-not-a-list", "rights"),
        (broken(rights=["r"]), "field-not-an-object", "rights[0]"),
        (first("rights", id=7), "field-not-a-text", "rights[0].id"),
        (first("rights", head=""), "field-not-a-text", "rights[0].head"),
        (first("rights", area=None), "field-missing", "rights[0].area"),
        (first("rights", area="-3"), "figure-negative", "rights[0].area"),
        (first("rights", area=["60"]), "figure-malformed", "rights[0].area"),
        (first("rights", source=5), "field-not-a-text", "rights[0].source"),
        (first("rights", id="r0-1"), "right-repeated", "rights"),
        (broken(ballots=None), "field-not-a-list", "ballots"),
        (broken(ballots=[[]]), "field-not-an-object", "ballots[0]"),
        (first("ballots", choice="maybe"), "field-unknown-word", "ballots[0].choice"),
        (first("ballots", choice=[]), "field-unknown-word", "ballots[0].choice"),
        (first("ballots", right="r0-1"), "ballot-repeated", "ballots[1]"),
        (broken(deemed="all"), "field-not-a-list", "deemed"),
        (broken(deemed=["r0-0", "r0-0"]), "right-repeated", "deemed"),
        (broken(result=[]), "field-not-an-object", "result"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(pack: Pack, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        recount(pack)
    assert (refusal.value.code, refusal.value.facts["field"]) == (code, field)


@pytest.mark.parametrize(
    ("pack", "code"),
    [
        (first("ballots", right="nobody"), "ballot-for-unknown-right"),
        (broken(manifest={"matter": "dwelling-to-business"}), "unanimity-required"),
        ([], "field-not-an-object"),
    ],
)
def test_ballots_of_nobody_and_matters_of_everybody_are_refused(pack: object, code: str) -> None:
    with pytest.raises(Refusal, match=code):
        recount(pack)
