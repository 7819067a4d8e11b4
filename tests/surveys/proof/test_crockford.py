"""Bits and characters, five to one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.proof.crockford import ALPHABET, encode, in_fours, is_code, tidy


@given(st.binary(min_size=1, max_size=20), st.data())
def test_the_characters_are_the_leading_bits(random_bytes: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(1, len(random_bytes) * 8 // 5))
    bits = "".join(f"{byte:08b}" for byte in random_bytes)
    expected = [ALPHABET[int(bits[place * 5 : place * 5 + 5], 2)] for place in range(length)]
    assert encode(random_bytes, length) == "".join(expected)


@pytest.mark.parametrize("length", [0, -1, 2])
def test_more_characters_than_bits_cannot_be_had(length: int) -> None:
    with pytest.raises(ValueError, match="too few"):
        encode(b"x", length)


def test_the_alphabet_leaves_out_letters_that_look_or_sound_alike() -> None:
    assert len(ALPHABET) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert is_code(tidy("oil-OIL"))
    assert not is_code("U")


def test_groups_of_four_keep_a_shorter_last_group() -> None:
    assert in_fours("0123456789") == "0123-4567-89"
