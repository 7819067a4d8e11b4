"""Messages under WeChat's AES envelope: AES-256-CBC around random bytes, length, text and app id.

Padding is PKCS#7 to 32 bytes. Every failure is the same Rejected(403), and the caller checks the
signature first, so that nobody can learn from a refusal what was wrong inside.
"""

import binascii
import hmac
import secrets
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bots.wechat.accounts import Account, raw_key
from bots.wechat.errors import forged

BLOCK = 32
_HEAD = 16 + 4
_PADDINGS = tuple(bytes([size]) * size for size in range(BLOCK + 1))


def encrypt(text: str, account: Account) -> str:
    """The base64 of `text` sealed for this account."""
    body = text.encode("utf-8")
    length = len(body).to_bytes(4, "big")
    plain = secrets.token_bytes(16) + length + body + account.app_id.encode("utf-8")
    padded = plain + _PADDINGS[BLOCK - len(plain) % BLOCK]
    encryptor = _cipher(account.aes_key).encryptor()
    sealed = encryptor.update(padded) + encryptor.finalize()
    return binascii.b2a_base64(sealed, newline=False).decode("ascii")


def decrypt(sealed: str, account: Account) -> bytes:
    """What was sealed for this account, or Rejected(403)."""
    plain = _unpadded(_opened(sealed, account))
    end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
    if len(plain) < _HEAD or end > len(plain):
        raise forged("undecipherable")
    if not hmac.compare_digest(plain[end:], account.app_id.encode("utf-8")):
        raise forged("undecipherable")
    return plain[_HEAD:end]


def _opened(sealed: str, account: Account) -> bytes:
    try:
        raw = binascii.a2b_base64(sealed, strict_mode=True)
    except ValueError:
        raise forged("undecipherable") from None
    if not raw or len(raw) % BLOCK:
        raise forged("undecipherable")
    decryptor = _cipher(account.aes_key).decryptor()
    return decryptor.update(raw) + decryptor.finalize()


def _unpadded(padded: bytes) -> bytes:
    size = padded[-1]
    if not 1 <= size <= BLOCK or not padded.endswith(_PADDINGS[size]):
        raise forged("undecipherable")
    return padded[:-size]


@lru_cache(maxsize=64)
def _cipher(aes_key: str) -> Cipher[CBC]:
    key = raw_key(aes_key)
    return Cipher(AES(key), CBC(key[:16]))
