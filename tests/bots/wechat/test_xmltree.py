"""Tests of the XML reader: what it keeps, and all that it refuses."""

import re
import time

import pytest

from bots.wechat import xmltree
from bots.wechat.errors import Rejected
from bots.wechat.xmltree import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, one, plain, read


def test_every_value_is_a_list_of_what_was_there() -> None:
    body = b"<xml><A>1</A><B><![CDATA[ 2 ]]></B><A>3</A><C><D>4</D></C><E/></xml>"
    assert read(body) == {"A": ["1", "3"], "B": ["2"], "C": [{"D": ["4"]}], "E": [""]}


def test_text_around_children_and_attributes_are_dropped() -> None:
    assert read(b'<xml a="1">x<A b="2">y<B>1</B>z</A>w</xml>') == {"A": [{"B": ["1"]}]}


def test_a_declaration_a_mark_and_space_before_the_root_are_fine() -> None:
    declared = b"<?xml version='1.0' encoding='utf-8'?>\r\n<xml><A>1</A></xml>"
    for body in (declared, b"\xef\xbb\xbf" + declared, b" \n<xml><A>1</A></xml>"):
        assert read(body) == {"A": ["1"]}


def test_control_characters_that_a_phone_pasted_do_not_lose_the_message() -> None:
    assert read(b"<xml><A>a\x00b\x08c\x1bd\te</A></xml>") == {"A": ["abcd\te"]}


def test_a_document_type_inside_what_a_person_wrote_is_just_text() -> None:
    assert read(b"<xml><A><![CDATA[<!DOCTYPE x><!ENTITY y>]]></A></xml>") == {
        "A": ["<!DOCTYPE x><!ENTITY y>"]
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{}",
        b"xml",
        b"<xml>",
        b"<xml></XML>",
        b"<xml/>",
        b"<xmlx></xmlx>",
        b"<a></a>",
        b"<xml></xml><xml></xml>",
        b"<xml></xml>x",
        b"<!-- x --><xml></xml>",
        b"<?php x?><xml></xml>",
        b"<!DOCTYPE xml><xml></xml>",
        b"<!DOC\x00TYPE xml><xml></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        b'<?xml version="1.0"?><!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml></xml>',
        b"<xml><!DOCTYPE x></xml>",
        b"<xml>&nbsp;</xml>",
        b"<xml>&#0;</xml>",
        b"<xml><A>\xff</A></xml>",
        b"<xml><A>\xc0\x80</A></xml>",
        b"<xml><A>\xed\xa0\x80</A></xml>",
        b"<xml><A>\xef\xbf\xbf</A></xml>",
        "<xml><A>你</A></xml>".encode("gb18030"),
        "<xml><A>你</A></xml>".encode("utf-16"),
        "<xml><A>你</A></xml>".encode("utf-32"),
        b"<xml><A><![CDATA[x]]</A></xml>",
        b"<xml><A b=1>x</A></xml>",
    ],
)
def test_what_is_no_push_is_a_400(body: bytes) -> None:
    with pytest.raises(Rejected) as caught:
        read(body)
    assert caught.value.status == 400
    assert caught.value.reason == "not-xml"


@pytest.mark.parametrize("charset", ["gb2312", "utf-16", "latin-1", "x-unknown"])
def test_another_charset_is_refused_even_if_the_bytes_would_do(charset: str) -> None:
    with pytest.raises(Rejected, match="wrong-charset"):
        read(f'<?xml version="1.0" encoding="{charset}"?><xml><A>1</A></xml>'.encode())


def test_too_large_is_refused_unread() -> None:
    frame = b"<xml><A></A></xml>"
    body = b"<xml><A>" + b"x" * (MAX_BYTES - len(frame)) + b"</A></xml>"
    assert len(read(body)["A"][0]) == MAX_BYTES - len(frame)
    with pytest.raises(Rejected, match="400 too-large"):
        read(body + b" ")


def nested(levels: int) -> bytes:
    """`levels` elements, one inside the other, the root included."""
    inner = levels - 1
    return b"<xml>" + b"<a>" * inner + b"</a>" * inner + b"</xml>"


def test_depth_is_capped() -> None:
    assert read(nested(MAX_DEPTH))
    with pytest.raises(Rejected, match="400 too-deep"):
        read(nested(MAX_DEPTH + 1))


def test_the_number_of_elements_is_capped() -> None:
    assert len(read(b"<xml>" + b"<a/>" * (MAX_ELEMENTS - 1) + b"</xml>")["a"]) == MAX_ELEMENTS - 1
    with pytest.raises(Rejected, match="too-deep"):
        read(b"<xml>" + b"<a/>" * MAX_ELEMENTS + b"</xml>")


@pytest.mark.parametrize(
    "body",
    [
        b"<xml>" + b"<a>" * 20_000,
        b"<xml>" + b"<a/>" * 15_000,
        b"<xml " + b"a" * 60_000,
        b"<?xml " + b" " * 60_000,
        b" " * 65_000,
        b"<xml>" + b"&lt;" * 16_000,
        b"<xml><A>" + b"]]&gt;" * 10_000,
    ],
)
def test_hostile_shapes_are_refused_at_once(body: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(Rejected):
        read(body)
    assert time.perf_counter() - start < 0.25


def test_a_field_that_must_be_single_is() -> None:
    tree = read(b"<xml><A>1</A><B>1</B><B>2</B><C><D/></C></xml>")
    assert one(tree, "A") == "1"
    for name, reason in (("B", "repeated-field"), ("C", "nested-field"), ("E", "missing-field")):
        with pytest.raises(Rejected, match=reason):
            one(tree, name)


def test_as_json_would_hold_it_lists_stay_lists() -> None:
    tree = read(b"<xml><A>1</A><B>1</B><B>2</B><C><item>1</item></C></xml>")
    assert plain(tree, frozenset({"item"})) == {"A": "1", "B": ["1", "2"], "C": {"item": ["1"]}}


def test_behind_the_first_lock_stands_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "_OPENING", re.compile(b""))
    for body in (b"<!DOCTYPE xml><xml/>", b'<!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>'):
        with pytest.raises(Rejected, match="400 not-xml"):
            read(body)
