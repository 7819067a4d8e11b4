"""A mistyped receipt is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.proof.crockford import ALPHABET
from surveys.proof.receipts import new_receipt, normalise_receipt

BYTES = st.integers(5, 19).flatmap(lambda size: st.binary(min_size=size, max_size=size))


@pytest.mark.parametrize(("size", "length"), [(5, 8), (6, 8), (7, 12), (10, 16), (12, 20), (19, 28)])
def test_more_random_bytes_make_a_longer_receipt(size: int, length: int) -> None:
    receipt = new_receipt(bytes(range(size)))
    assert len(receipt.replace("-", "")) == length
    assert all(len(group) == 4 for group in receipt.split("-"))


@pytest.mark.parametrize("size", [0, 4, 20])
def test_too_few_or_too_many_bytes_are_a_mistake_of_the_caller(size: int) -> None:
    with pytest.raises(ValueError, match="random bytes"):
        new_receipt(bytes(size))


@given(BYTES)
def test_a_receipt_reads_back_however_it_was_typed(random_bytes: bytes) -> None:
    receipt = new_receipt(random_bytes)
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in receipt)
    typed_by_ear = receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    for typed in (receipt, receipt.replace("-", ""), full_width, typed_by_ear, f" {receipt}\n"):
        assert normalise_receipt(typed) == receipt


@given(BYTES, st.data())
def test_one_wrong_character_is_always_noticed(random_bytes: bytes, data: st.DataObject) -> None:
    plain = new_receipt(random_bytes).replace("-", "")
    place = data.draw(st.integers(0, len(plain) - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(plain[place], "")))
    with pytest.raises(Invalid, match="receipt-mistyped"):
        normalise_receipt(plain[:place] + wrong + plain[place + 1 :])


@given(BYTES, st.data())
def test_any_two_swapped_characters_are_noticed(random_bytes: bytes, data: st.DataObject) -> None:
    plain = list(new_receipt(random_bytes).replace("-", ""))
    first, second = data.draw(st.tuples(*[st.integers(0, len(plain) - 1)] * 2))
    swapped = plain.copy()
    swapped[first], swapped[second] = swapped[second], swapped[first]
    if swapped == plain:
        assert normalise_receipt("".join(swapped))
    else:
        with pytest.raises(Invalid, match="receipt-mistyped"):
            normalise_receipt("".join(swapped))


@pytest.mark.parametrize("text", ["", "7K3M", "7K3M-9QX", "7K3M-9QXU", "回执", "0" * 32, "🙂" * 8])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="receipt-malformed"):
        normalise_receipt(text)


@given(st.text(max_size=40))
def test_any_text_is_a_receipt_or_refused(text: str) -> None:
    try:
        receipt = normalise_receipt(text)
    except Invalid:
        return
    assert normalise_receipt(receipt) == receipt
