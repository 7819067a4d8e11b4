"""Which homes a scope covers, and that its JSON says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.electorate import scopes
from surveys.electorate.scopes import COMPOUND, Scope, ScopeKind
from surveys.errors import Invalid

KEYS = st.sampled_from(["1", "2", "3", "甲", "12-A", "东1#"])
SCOPES = st.one_of(
    st.just(COMPOUND),
    st.lists(KEYS, min_size=1).map(scopes.of_buildings),
    st.lists(st.tuples(KEYS, KEYS), min_size=1).map(scopes.of_units),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("units"),
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.dictionaries(st.sampled_from(["kind", "buildings", "units", "x"]), parts, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("scope", "building", "unit", "covered"),
    [
        (COMPOUND, "3", "2", True),
        (COMPOUND, "3", None, True),
        (scopes.of_buildings(["3", "5"]), "3", "1", True),
        (scopes.of_buildings(["3", "5"]), "3", None, True),
        (scopes.of_buildings(["3", "5"]), "4", "1", False),
        (scopes.of_units([("3", "2")]), "3", "2", True),
        (scopes.of_units([("3", "2")]), "5", "2", False),
        (scopes.of_units([("3", "2")]), "3", "1", False),
        (scopes.of_units([("3", "2")]), "3", None, False),
    ],
)
def test_a_scope_covers_exactly_its_part(
    scope: Scope, building: str, unit: str | None, covered: bool
) -> None:
    assert scope.covers(building, unit) is covered


@given(SCOPES)
def test_a_scope_comes_back_from_json_as_it_went(scope: Scope) -> None:
    assert scopes.from_json(scope.to_json()) == scope


def test_order_and_repetition_make_no_other_scope() -> None:
    assert scopes.of_buildings(["5", "3", "5"]) == scopes.of_buildings(["3", "5"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "scope-malformed"),
        ("compound", "scope-malformed"),
        ({}, "scope-malformed"),
        ({"kind": "floor"}, "scope-malformed"),
        ({"kind": ["compound"]}, "scope-malformed"),
        ({"kind": "compound", "buildings": ["1"]}, "scope-malformed"),
        ({"kind": "buildings"}, "scope-malformed"),
        ({"kind": "buildings", "buildings": "1"}, "scope-malformed"),
        ({"kind": "buildings", "buildings": [1]}, "scope-malformed"),
        ({"kind": "buildings", "buildings": []}, "scope-needs-a-building"),
        ({"kind": "buildings", "buildings": [""]}, "scope-key-malformed"),
        ({"kind": "buildings", "buildings": ["a b"]}, "scope-key-malformed"),
        ({"kind": "buildings", "buildings": ["1"] * 501}, "scope-too-long"),
        ({"kind": "units", "units": []}, "scope-needs-a-unit"),
        ({"kind": "units", "units": [["1"]]}, "scope-malformed"),
        ({"kind": "units", "units": [["1", "2", "3"]]}, "scope-malformed"),
        ({"kind": "units", "units": [["1", "x" * 41]]}, "scope-key-malformed"),
    ],
)
def test_a_malformed_scope_is_refused_by_name(data: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        scopes.from_json(data)
    assert refused.value.code == code


def test_a_scope_cannot_be_drawn_two_ways_at_once() -> None:
    with pytest.raises(Invalid, match="scope-malformed"):
        Scope(ScopeKind.COMPOUND, buildings=("1",))
    with pytest.raises(Invalid, match="scope-malformed"):
        Scope(ScopeKind.BUILDINGS, buildings=("1",), units=(("1", "1"),))


@given(JSON)
def test_any_json_is_a_scope_or_refused(data: object) -> None:
    try:
        scope = scopes.from_json(data)
    except Invalid:
        return
    assert scopes.from_json(scope.to_json()) == scope


def test_a_scope_of_more_parts_than_a_compound_has_is_refused() -> None:
    with pytest.raises(Invalid, match="scope-too-long"):
        scopes.of_buildings(map(str, range(scopes.MOST_PARTS + 1)))
