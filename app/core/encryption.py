"""Personal fields at rest: AES-256-GCM bound to their row, with a blind index under another key."""

import base64
import hashlib
import hmac
import os
import re
import uuid
from typing import Any, Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

NONCE = 12
KEY = 32
BLOCK = 128  # bytes a sealed text is filled up to: its length would tell one choice from another
END = b"\xff"  # where the text ends and the filling begins; no UTF-8 has this byte
MOST_KEY_NAME = 40
KEY_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")  # a dot would end the id inside a sealed value
INDEX_LENGTH = 32  # hexadecimal characters: 128 bits


class Unreadable(Exception):
    """A sealed value does not open: wrong key, wrong row, or somebody changed it."""


class Keyring:
    """The field keys, newest first, and the index key."""

    def __init__(self, field_keys: str, index_key: str) -> None:
        pairs = [part.strip().partition(":") for part in field_keys.split(",") if part.strip()]
        names = [name for name, _, _ in pairs]
        if not names or len(set(names)) != len(names) or not all(KEY_NAME.fullmatch(name) for name in names):
            raise ValueError(
                "FIELD_KEYS must be id:base64,… with ids of letters, digits and dashes, each once"
            )
        self._raw = {name: _key_bytes(key) for name, _, key in pairs}
        self.keys = {name: AESGCM(raw) for name, raw in self._raw.items()}
        self.newest = next(iter(self.keys))
        self._index_key = base64.b64decode(index_key)

    def seal(self, text: str, binding: str) -> str:
        """`v1.key.nonce+ciphertext`, readable only together with `binding` (table, column, row).

        Filled up to whole blocks, so that the length of what is stored does not tell one choice from another.
        """
        body = text.encode() + END
        raw = self._encrypted(body.ljust(-(-len(body) // BLOCK) * BLOCK, b"\0"), binding)
        return f"v1.{self.newest}.{base64.urlsafe_b64encode(raw).decode()}"

    def open(self, sealed: str, binding: str) -> str:
        """The text again; Unreadable when key, row or bytes are not the ones it was sealed with."""
        version, _, rest = sealed.partition(".")
        name, _, body = rest.partition(".")
        if version != "v1" or name not in self.keys:
            raise Unreadable(f"no key {name!r}")
        try:
            raw = base64.urlsafe_b64decode(body)
            filled = self.keys[name].decrypt(raw[:NONCE], raw[NONCE:], binding.encode())
            return filled.partition(END)[0].decode()
        except (InvalidTag, ValueError) as problem:
            raise Unreadable("the value does not belong to this row") from problem

    def seal_bytes(self, body: bytes, binding: str) -> bytes:
        """The same for a whole file: `v1.key.` and after it nonce and ciphertext as they are."""
        return f"v1.{self.newest}.".encode() + self._encrypted(body, binding)

    def open_bytes(self, sealed: bytes, binding: str) -> bytes:
        """The file again; Unreadable as `open` is."""
        name = key_of(sealed)
        if name not in self.keys:
            raise Unreadable(f"no key {name!r}")
        raw = sealed[len(f"v1.{name}.") :]
        try:
            return self.keys[name].decrypt(raw[:NONCE], raw[NONCE:], binding.encode())
        except (InvalidTag, ValueError) as problem:
            raise Unreadable("the file does not belong to this name") from problem

    def _encrypted(self, body: bytes, binding: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self.keys[self.newest].encrypt(nonce, body, binding.encode())

    def derived(self, name: str, salt: bytes, *, purpose: str, length: int = KEY) -> bytes:
        """Key material for another purpose from the field key `name`; KeyError when the ring lacks it."""
        return HKDF(SHA256(), length, salt, purpose.encode()).derive(self._raw[name])

    def index(self, text: str, column: str) -> str:
        """A keyed fingerprint for exact look-ups; the same text under another column differs."""
        return hmac.new(self._index_key, f"{column}|{text}".encode(), hashlib.sha256).hexdigest()[
            :INDEX_LENGTH
        ]


def key_of(sealed: bytes) -> str:
    """The id of the key a sealed file begins with; empty for a file that is not sealed."""
    version, _, rest = sealed[: len("v1..") + MOST_KEY_NAME].partition(b".")
    name, dot, _ = rest.partition(b".")
    return name.decode("ascii", "replace") if version == b"v1" and dot else ""


def _key_bytes(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if len(raw) != KEY:
        raise ValueError("a key of FIELD_KEYS must be 32 bytes in base64")
    return raw


def hashing_memory() -> int:
    """KiB each hash of a password takes: OWASP's second profile everywhere but in the tests."""
    return int(current_app.config["PASSWORD_MEMORY_KIB"])


def keyring() -> Keyring:
    """The keys of the running application."""
    ring: Keyring = current_app.extensions["keyring"]
    return ring


def signing_key() -> Ed25519PrivateKey:
    """The operator's key for checkpoints of the audit log; the database never holds it."""
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(current_app.config["CHECKPOINT_KEY"])[:32])


def blind_index(text: str, column: str) -> str:
    """Fingerprint of a canonical text, to look rows up by a sealed field."""
    return keyring().index(text, column)


class SealedRow:
    """A row with sealed fields: its `uid` is made in Python, so that a value can be bound to it."""

    uid: Mapped[str] = mapped_column(String(32), unique=True)


class Sealed:
    """A text attribute kept encrypted in `column`; `index` names the column of its blind index."""

    def __init__(self, column: str, index: str | None = None) -> None:
        self.column, self.index = column, index

    @overload
    def __get__(self, row: None, owner: type | None = None) -> Self: ...

    @overload
    def __get__(self, row: object, owner: type | None = None) -> str | None: ...

    def __get__(self, row: Any, owner: type | None = None) -> Self | str | None:
        if row is None:
            return self
        sealed = getattr(row, self.column)
        return None if sealed is None else keyring().open(sealed, self._binding(row))

    def __set__(self, row: Any, text: str | None) -> None:
        if row.uid is None:
            row.uid = uuid.uuid4().hex
        setattr(row, self.column, None if text is None else keyring().seal(text, self._binding(row)))
        if self.index:
            fingerprint = None if text is None else blind_index(text, self._indexed(row))
            setattr(row, self.index, fingerprint)

    def _binding(self, row: Any) -> str:
        return f"{row.__tablename__}|{self.column}|{row.uid}"

    def _indexed(self, row: Any) -> str:
        return f"{row.__tablename__}.{self.index}"
