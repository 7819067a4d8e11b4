"""What a decision fixes: equal bytes for equal content, another hash for anything changed."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from surveys.electorate.rules import Basis
from surveys.electorate.scopes import COMPOUND, of_buildings
from surveys.errors import Invalid, Refusal
from surveys.tally.counting import VotingRight
from surveys.tally.manifest import (
    Manifest,
    Mode,
    Option,
    SaleRule,
    Standing,
    Warrant,
    electorate_root,
    hash_of,
)
from surveys.tally.matters import Matter
from surveys.tally.packs import get_pack
from surveys.tally.packs.pack import Precedence

HERE = get_pack("liaocheng")
RIGHTS = [VotingRight("r1", "h1", 8960, "registered"), VotingRight("r2", "h1", 6000, "contract")]
OPENS = datetime(2026, 3, 1, tzinfo=UTC)
LIFT = Manifest(
    title="3 号楼加装电梯",
    text="同意在 3 号楼 2 单元加装电梯。",
    matter=Matter.ELEVATOR,
    rule_pack=HERE.name,
    scope=COMPOUND,
    electorate_root=electorate_root(RIGHTS),
    mode=Mode.NAMED_PUBLIC,
    basis=Basis.PERSON,
    opens_at=OPENS,
    closes_at=OPENS + timedelta(days=15),
    precedence=Precedence.CONFLICT_CASE,
    standing=Standing.SUPPORTING,
    sponsor="committee",
)
OTHERS = {
    "title": "4 号楼加装电梯",
    "text": "同意。",
    "matter": Matter.REBUILD,
    "rule_pack": "national@2021-01-01",
    "scope": of_buildings(["3"]),
    "electorate_root": electorate_root(RIGHTS[:1]),
    "mode": Mode.NAMED_SEALED,
    "basis": Basis.ROOM,
    "opens_at": OPENS + timedelta(microseconds=1),
    "closes_at": OPENS + timedelta(days=16),
    "precedence": Precedence.ONLINE_WINS,
    "standing": Standing.OFFICIAL,
    "sponsor": "street",
    "options": (Option("north", "北侧"), Option("south", "南侧")),
    "deemed_clause": "第九条",
    "id": "9876543210",
    "compound": "向阳小区",
    "compound_id": "0123456789",
    "authority": Warrant("向阳居〔2026〕3 号", date(2026, 2, 27)),
    "appointment": Warrant("聊建〔2026〕9 号"),
    "objection_days": 7,
    "rehearsal": True,
    "on_sale": SaleRule.BALLOT_STANDS,
}


def test_every_field_is_sealed() -> None:
    assert set(OTHERS) == {field.name for field in fields(Manifest)}
    hashes = {replace(LIFT, **{name: value}).hash for name, value in OTHERS.items()}
    assert len(hashes | {LIFT.hash}) == len(OTHERS) + 1


def test_equal_content_has_equal_bytes() -> None:
    shanghai = timezone(timedelta(hours=8))
    moved = replace(LIFT, opens_at=OPENS.astimezone(shanghai), scope=COMPOUND)
    assert moved.hash == LIFT.hash == hash_of(dict(reversed(LIFT.to_json().items())))
    assert len(LIFT.hash) == 64


def test_options_are_sealed_in_their_order() -> None:
    options = (Option("a", "甲"), Option("b", "乙"))
    assert replace(LIFT, options=options).hash != replace(LIFT, options=options[::-1]).hash
    assert replace(LIFT, options=options).hash != replace(LIFT, options=(Option("a", "丙"), options[1])).hash


@pytest.mark.parametrize("change", [{"id": "r9"}, {"head": "h2"}, {"area": 8961}, {"source": ""}])
def test_the_root_seals_every_right(change: dict[str, object]) -> None:
    changed = [RIGHTS[0]._replace(**change), RIGHTS[1]]
    assert electorate_root(changed) != electorate_root(RIGHTS) == electorate_root(RIGHTS[::-1])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"closes_at": OPENS}, "manifest-window"),
        ({"opens_at": OPENS.replace(tzinfo=None)}, "manifest-window"),
        ({"closes_at": datetime(2027, 1, 1)}, "manifest-window"),
        ({"options": (Option("a", "甲"),)}, "options-malformed"),
        ({"options": (Option("a", "甲"), Option("a", "乙"))}, "options-malformed"),
        ({"options": (Option("", "甲"), Option("a", "乙"))}, "options-malformed"),
        ({"options": (Option("a/b", "甲"), Option("a", "乙"))}, "options-malformed"),
        ({"options": (Option("agree", "甲"), Option("a", "乙"))}, "options-malformed"),
    ],
)
def test_a_manifest_that_cannot_be_held_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        replace(LIFT, **change)


def test_it_opens_under_the_rules_it_froze() -> None:
    LIFT.check_against(HERE)
    with pytest.raises(Refusal, match="rule-pack-differs"):
        LIFT.check_against(get_pack("national"))
    with pytest.raises(Refusal, match="rule-pack-expired"):
        LIFT.check_against(replace(HERE, until_on=OPENS.date()))
    with pytest.raises(Refusal, match="unanimity-required"):
        replace(LIFT, matter=Matter.DWELLING_TO_BUSINESS).check_against(HERE)
