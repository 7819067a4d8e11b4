"""House codes survive the ways people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.proof.house_codes import new_house_code, normalise_house_code


def test_a_house_code_is_three_groups_of_four() -> None:
    assert new_house_code(bytes(8)) == "0000-0000-0000"
    assert new_house_code(b"\xff" * 8) == "ZZZZ-ZZZZ-ZZZZ"


def test_all_sixty_bits_come_from_the_random_bytes() -> None:
    codes = {new_house_code((1 << bit).to_bytes(8)) for bit in range(4, 64)}
    assert len(codes) == 60


def test_too_few_random_bytes_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="random bytes"):
        new_house_code(bytes(7))


@pytest.mark.parametrize(
    "typed",
    [
        "0K3M-9QXZ-1AB2",
        "0k3m9qxz1ab2",
        "OK3M 9QXZ IAB2",
        "ok3m—9qxz—lab2",
        "０Ｋ３Ｍ－９ＱＸＺ－１ＡＢ２",
        "\u30000K3M\u00a09QXZ\n1AB2 ",
        "0K3M_9QXZ.1AB2",
    ],
)
def test_every_way_of_typing_it_is_the_same_code(typed: str) -> None:
    assert normalise_house_code(typed) == "0K3M-9QXZ-1AB2"


@pytest.mark.parametrize("text", ["", "0K3M-9QXZ", "0K3M-9QXZ-1AB2-0", "0K3M-9QXZ-1ABU", "三号楼", "ß" * 12])
def test_what_is_no_house_code_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="house-code-malformed"):
        normalise_house_code(text)


@given(st.binary(min_size=8, max_size=16))
def test_a_code_reads_back_as_printed(random_bytes: bytes) -> None:
    code = new_house_code(random_bytes)
    assert normalise_house_code(code.lower().replace("-", "")) == code
