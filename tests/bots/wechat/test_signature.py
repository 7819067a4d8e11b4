"""Tests of signatures, freshness and the check of the server address."""

from dataclasses import replace
from datetime import timedelta

import pytest
from wechatpy.utils import check_signature

from bots.wechat.errors import Rejected
from bots.wechat.signature import MAX_ECHO, echo, is_fresh, is_signed, sign
from tests.bots.wechat.wire import AT, NONCE, PLAIN, STAMP, query, sha1_of_sorted


def test_a_signature_is_the_sha1_of_the_sorted_parts() -> None:
    assert sign("tok", "1", "2") == sha1_of_sorted("1", "2", "tok")
    check_signature("tok", sign("tok", "1", "2"), "1", "2")


def test_the_right_signature_fits() -> None:
    assert is_signed("tok", sign("tok", STAMP, NONCE), STAMP, NONCE)


@pytest.mark.parametrize("signature", ["", "0" * 40, "中文", "\ud800", "x"])
def test_a_wrong_signature_never_fits(signature: str) -> None:
    assert not is_signed("tok", signature, STAMP, NONCE)


def test_an_upper_case_signature_is_not_ours() -> None:
    assert not is_signed("tok", sign("tok", STAMP, NONCE).upper(), STAMP, NONCE)


def test_an_empty_token_or_part_never_fits() -> None:
    assert not is_signed("", sign("", STAMP, NONCE), STAMP, NONCE)
    assert not is_signed("", sign("", "", ""), "", "")
    assert not is_signed("tok", sign("tok", "", NONCE), "", NONCE)


def test_half_a_surrogate_pair_is_signed_without_complaint() -> None:
    assert len(sign("tok", "\ud800")) == 40


@pytest.mark.parametrize(
    ("seconds", "is_in"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)]
)
def test_the_window_includes_its_ends(seconds: int, is_in: bool) -> None:
    assert is_fresh(STAMP, 300, AT + timedelta(seconds=seconds)) is is_in


@pytest.mark.parametrize("stamp", ["", "now", "1e9", " 1", "-1", "٣", "9" * 13, "1.0"])
def test_a_timestamp_that_is_no_number_is_not_fresh(stamp: str) -> None:
    assert not is_fresh(stamp, 300, AT)


def test_the_window_can_be_switched_off() -> None:
    assert is_fresh("1", 0, AT)


def test_the_echo_comes_back_unchanged() -> None:
    assert echo(query(echostr="5836458964-Ab_=/+"), PLAIN, AT) == "5836458964-Ab_=/+"


@pytest.mark.parametrize(
    ("changes", "status", "reason"),
    [
        ({"signature": "0" * 40}, 403, "bad-signature"),
        ({"signature": ""}, 403, "bad-signature"),
        ({"nonce": "other"}, 403, "bad-signature"),
        ({"echostr": ""}, 400, "no-echostr"),
        ({"echostr": "a\nb"}, 400, "no-echostr"),
        ({"echostr": "a" * (MAX_ECHO + 1)}, 400, "no-echostr"),
    ],
)
def test_a_bad_check_of_the_address_is_rejected(changes: dict[str, str], status: int, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        echo(query(**{"echostr": "ok", **changes}), PLAIN, AT)
    assert (caught.value.status, caught.value.reason) == (status, reason)


def test_an_empty_query_is_rejected() -> None:
    with pytest.raises(Rejected, match="403 bad-signature"):
        echo({}, PLAIN, AT)
    with pytest.raises(Rejected):
        echo({}, replace(PLAIN, token=""), AT)


def test_an_old_check_of_the_address_is_rejected() -> None:
    with pytest.raises(Rejected, match="stale"):
        echo(query(echostr="ok"), PLAIN, AT + timedelta(seconds=301))
