"""Tests of the AES envelope, against our own vectors and against the SDK both ways."""

import base64
import timeit
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from wechatpy.crypto import PrpCrypto

from bots.wechat.accounts import raw_key
from bots.wechat.crypto import decrypt, encrypt
from bots.wechat.errors import Rejected
from tests.bots.wechat.wire import ACCOUNT, AES_KEY, text_push

KEY = raw_key(AES_KEY)
APP = ACCOUNT.app_id.encode()
SDK = PrpCrypto(KEY)


def raw_seal(plain: bytes) -> str:
    """Encrypts exactly these bytes, padded by the caller."""
    encryptor = Cipher(algorithms.AES(KEY), modes.CBC(KEY[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def padded(plain: bytes) -> bytes:
    """PKCS#7 to 32 bytes."""
    size = 32 - len(plain) % 32
    return plain + bytes([size]) * size


@pytest.mark.parametrize("text", ["", "x", "<xml>你好😀</xml>", "a" * 31, "a" * 32, "长" * 5000])
def test_what_was_sealed_can_be_opened(text: str) -> None:
    assert decrypt(encrypt(text, ACCOUNT), ACCOUNT).decode() == text


def test_the_sdk_opens_what_we_seal_and_we_open_what_it_seals() -> None:
    for length in range(70):
        text = "议" * length
        assert SDK.decrypt(encrypt(text, ACCOUNT).encode(), ACCOUNT.app_id) == text
        assert decrypt(SDK.encrypt(text, ACCOUNT.app_id).decode(), ACCOUNT).decode() == text


def test_the_same_text_is_never_sealed_the_same() -> None:
    assert len({encrypt("x", ACCOUNT) for _ in range(20)}) == 20


def test_a_fixed_vector_opens() -> None:
    plain = b"0123456789abcdef" + (5).to_bytes(4, "big") + b"hello" + APP
    assert decrypt(raw_seal(padded(plain)), ACCOUNT) == b"hello"


def test_a_key_with_odd_trailing_bits_is_used_as_the_sdk_uses_it() -> None:
    account = replace(ACCOUNT, aes_key="k" * 42 + "R")
    sdk = PrpCrypto(base64.b64decode(account.aes_key + "="))
    assert decrypt(sdk.encrypt("x", account.app_id).decode(), account) == b"x"


HEAD = b"r" * 16
GOOD = HEAD + (1).to_bytes(4, "big") + b"x" + APP


@pytest.mark.parametrize(
    "sealed",
    [
        pytest.param("", id="nothing"),
        pytest.param("!!!!", id="no base64"),
        pytest.param("中文", id="no ASCII"),
        pytest.param("\ud800", id="half a pair"),
        pytest.param("YWJj", id="three bytes"),
        pytest.param(raw_seal(padded(GOOD))[:-8], id="cut short"),
        pytest.param(raw_seal(padded(GOOD)) + "\n", id="trailing newline"),
        pytest.param(base64.b64encode(b"\0" * 16).decode(), id="half a block"),
        pytest.param(base64.b64encode(b"\0" * 64).decode(), id="zeros"),
        pytest.param(raw_seal(b"\0" * 64), id="padding 0"),
        pytest.param(raw_seal(GOOD[:31] + b"\x21" + b"\x21" * 32), id="padding 33"),
        pytest.param(raw_seal(b"x" * 62 + b"\x01\x02"), id="uneven padding"),
        pytest.param(raw_seal(b"\x20" * 32), id="padding only"),
        pytest.param(raw_seal(padded(HEAD)), id="no length"),
        pytest.param(raw_seal(padded(HEAD + b"\0\0")), id="half a length"),
        pytest.param(raw_seal(padded(HEAD + b"\xff\xff\xff\xff" + b"x" + APP)), id="length beyond the end"),
        pytest.param(raw_seal(padded(HEAD + (2).to_bytes(4, "big") + b"x" + APP)), id="length off by one"),
        pytest.param(raw_seal(padded(HEAD + (1).to_bytes(4, "big") + b"x")), id="no app id"),
        pytest.param(raw_seal(padded(GOOD + b"0")), id="longer app id"),
        pytest.param(encrypt("x", replace(ACCOUNT, app_id="wx0")), id="other account"),
        pytest.param(encrypt("x", replace(ACCOUNT, aes_key="Z" * 43)), id="other key"),
    ],
)
def test_every_failure_is_the_same_quiet_403(sealed: str) -> None:
    with pytest.raises(Rejected) as caught:
        decrypt(sealed, ACCOUNT)
    assert (caught.value.status, caught.value.reason) == (403, "undecipherable")
    assert caught.value.__cause__ is None


def opened_length(raw: bytes) -> int:
    """How long the text is, -1 when it was refused."""
    try:
        return len(decrypt(base64.b64encode(raw).decode(), ACCOUNT))
    except Rejected:
        return -1


def test_a_flipped_byte_is_noticed_or_changes_the_text_only() -> None:
    raw = bytearray(base64.b64decode(raw_seal(padded(HEAD + (9).to_bytes(4, "big") + b"plaintext" + APP))))
    assert opened_length(raw) == 9
    for place in range(len(raw)):
        raw[place] ^= 1
        assert opened_length(raw) in (9, -1)
        raw[place] ^= 1


def test_opening_an_ordinary_message_costs_little() -> None:
    sealed = encrypt(text_push("我同意加装电梯").decode(), ACCOUNT)
    best = min(timeit.repeat(lambda: decrypt(sealed, ACCOUNT), number=500, repeat=5)) / 500
    assert best < 150e-6  # aim 30; the rest is for a busy machine
