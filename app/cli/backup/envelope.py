"""The sealed file of a backup: a header in clear, then chunks nobody can cut, swap or change unnoticed.

    magic | length | header (JSON) | length | chunk 0 | length | chunk 1 | …

A chunk is AES-256-GCM under a key made by HKDF from a field key and the header's salt, so it serves one file
only. Its nonce is its number; its associated data is the header's digest, its number, and whether it is the
last: a file that was cut short, put together from others or appended to does not open.
"""

import hashlib
import json
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import click
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.encryption import KEY, Keyring, keyring

MAGIC = b"YISHITING BACKUP\n"
VERSION = 1
PURPOSE = "backup"
SALT, CHECK = 32, 16
MOST_HEADER, MOST_CHUNK = 64 * 1024, 256 * 1024 * 1024
LENGTH = struct.Struct(">I")
PLACE = struct.Struct(">Q?")


class Unusable(click.ClickException):
    """Why a backup is not made or not brought back: one line for the operator, exit 1."""


class Sealer:
    """Writes one sealed file, chunk by chunk; `close` marks the last."""

    def __init__(self, out: IO[bytes], **facts: str) -> None:
        ring, salt = keyring(), os.urandom(SALT)
        key, check = _key(ring, ring.newest, salt)
        header = {"version": VERSION, "key": ring.newest, "salt": salt.hex(), "check": check.hex(), **facts}
        head = json.dumps(header, sort_keys=True).encode()
        self._out, self._key, self._digest, self._number = out, key, hashlib.sha256(head).digest(), 0
        out.write(MAGIC + LENGTH.pack(len(head)) + head)

    def put(self, kind: str, body: bytes, *, is_last: bool = False) -> None:
        """Seal one chunk; `kind` is a single letter."""
        place = self._digest + PLACE.pack(self._number, is_last)
        sealed = self._key.encrypt(_nonce(self._number), kind.encode() + body, place)
        self._out.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1

    def tell(self, kind: str, facts: dict[str, Any], *, is_last: bool = False) -> None:
        """Seal one chunk of facts."""
        self.put(kind, json.dumps(facts, ensure_ascii=False).encode(), is_last=is_last)


class Opened:
    """A sealed file read with the keys of this place; Unusable when it is none, or not for these keys."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = _head_of(file)
            self._path, self._start = path, file.tell()
        self.header = _header_in(head)
        self._key, self._digest = _own_key(self.header), hashlib.sha256(head).digest()

    def chunks(self) -> Iterator[tuple[str, bytes]]:
        """Kind and body of each chunk, first to last; Unusable at the first that does not fit."""
        with self._path.open("rb") as file:
            file.seek(self._start)
            number, length, is_last = 0, file.read(LENGTH.size), False
            while not is_last:
                sealed, length = _sealed_in(file, length), file.read(LENGTH.size)
                is_last = not length
                plain = self._opened(sealed, number, is_last=is_last)
                yield chr(plain[0]), plain[1:]
                number += 1

    def _opened(self, sealed: bytes, number: int, *, is_last: bool) -> bytes:
        try:
            return self._key.decrypt(_nonce(number), sealed, self._digest + PLACE.pack(number, is_last))
        except InvalidTag:
            raise Unusable(f"the backup is cut short or altered, noticed at chunk {number}") from None


def _head_of(file: IO[bytes]) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise Unusable("this file is no backup of ours")
    length = file.read(LENGTH.size)
    if len(length) != LENGTH.size or LENGTH.unpack(length)[0] > MOST_HEADER:
        raise Unusable("the backup is cut short or altered, noticed in its header")
    return file.read(LENGTH.unpack(length)[0])


def _sealed_in(file: IO[bytes], length: bytes) -> bytes:
    """One chunk as it stands in the file; its tag will tell when the length is wrong."""
    size = LENGTH.unpack(length)[0] if len(length) == LENGTH.size else 0
    return file.read(size) if 0 < size <= MOST_CHUNK else b""


def _header_in(head: bytes) -> dict[str, Any]:
    """The header's facts, each of the right kind."""
    try:
        found = json.loads(head)
        is_whole = all(isinstance(found[name], str) for name in ("key", "salt", "check", "revision", "at"))
        bytes.fromhex(found["salt"] + found["check"])
    except (ValueError, KeyError, TypeError, RecursionError):
        is_whole, found = False, {}
    if not is_whole:
        raise Unusable("the backup is cut short or altered, noticed in its header")
    if found.get("version") != VERSION:
        raise Unusable(f"the backup has format {found.get('version')}, this version reads {VERSION}")
    facts: dict[str, Any] = found
    return facts


def _own_key(header: dict[str, Any]) -> AESGCM:
    """This place's key for the file."""
    ring, name = keyring(), header["key"]
    if name not in ring.keys:
        raise Unusable(f"the backup was sealed with the field key {name!r}, which FIELD_KEYS does not hold")
    key, check = _key(ring, name, bytes.fromhex(header["salt"]))
    if check != bytes.fromhex(header["check"]):
        raise Unusable(f"wrong key: FIELD_KEYS holds another key under the id {name!r}")
    return key


def _key(ring: Keyring, name: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The file's own key, and a mark by which a wrong one is told from a damaged file."""
    raw = ring.derived(name, salt, purpose=PURPOSE, length=KEY + CHECK)
    return AESGCM(raw[:KEY]), raw[KEY:]


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
