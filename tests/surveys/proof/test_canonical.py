"""One value, one row of bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.proof.canonical import DEEPEST, LARGEST_INT, canonical_bytes
from tests.surveys.proof.strategies import VALUES


def nested(depth: int) -> object:
    value: object = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (-7, "-7"),
        ("小区", '"小区"'),
        ('a"\\\n', '"a\\"\\\\\\n"'),
        ((1, 2), "[1,2]"),
        ({"b": 1, "a": [None, False]}, '{"a":[null,false],"b":1}'),
        ({"é": 1, "z": 2, "Z": 3}, '{"Z":3,"z":2,"é":1}'),
    ],
)
def test_the_bytes_are_these(value: object, expected: str) -> None:
    assert canonical_bytes(value) == expected.encode()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "canonical-type-unknown"),
        ([float("nan")], "canonical-type-unknown"),
        (b"x", "canonical-type-unknown"),
        ({1, 2}, "canonical-type-unknown"),
        ({"a": {1: 2}}, "canonical-key-not-text"),
        ("\ud800", "canonical-text-not-unicode"),
        ({"\udfff": 1}, "canonical-text-not-unicode"),
        (LARGEST_INT + 1, "canonical-number-too-large"),
        (-LARGEST_INT - 1, "canonical-number-too-large"),
        (nested(DEEPEST), "canonical-too-deep"),
        (nested(5000), "canonical-too-deep"),
    ],
)
def test_what_has_no_single_form_is_refused(value: object, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        canonical_bytes(value)
    assert refused.value.code == code


def test_the_deepest_allowed_value_has_bytes() -> None:
    assert canonical_bytes(nested(DEEPEST - 1)).count(b"[") == DEEPEST - 1


@given(VALUES)
def test_the_bytes_are_json_of_the_same_value_and_stay_the_same(value: object) -> None:
    found = canonical_bytes(value)
    assert json.loads(found) == value
    assert canonical_bytes(json.loads(found)) == found


@given(st.dictionaries(st.text(max_size=5).filter(str.isprintable), st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_bytes(value) == canonical_bytes(dict(reversed(value.items())))
