"""Tests of what is left of a text that is too long or holds what WeChat cannot read."""

import pytest

from bots.wechat.trimming import clean, cut


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x08c", "abc"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\ud83d半", "半"),
        ("\ufffe\uffff好", "好"),
        ("😀", "😀"),
        ("  x  ", "x"),
        ("\x00", ""),
    ],
)
def test_characters_that_xml_forbids_are_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut("a" * 2048) == "a" * 2048
    assert cut("") == ""


@pytest.mark.parametrize("character", ["a", "é", "议", "😀"])
def test_a_text_is_cut_between_characters(character: str) -> None:
    for offset in range(4):
        short = cut("x" * offset + character * 2100)
        raw = short.encode()
        assert 2048 - 4 < len(raw) <= 2048
        assert short.endswith("…")
        assert set(short) <= {"x", character, "…"}


def test_one_byte_too_many_is_cut() -> None:
    assert len(cut("a" * 2049).encode()) == 2048


def test_space_before_the_cut_goes_too() -> None:
    assert cut("word " * 3, 13) == "word word…"


def test_a_link_is_never_cut_in_half() -> None:
    link = '<a href="https://example.org/my/polls">go</a>'
    assert cut("x" * 30 + link, 60) == "x" * 30 + "…"
    assert cut(link + "x" * 60, 80).startswith(link)
