"""Pictures people send: checked, stripped of metadata, re-encoded, kept in the open or sealed."""

import base64
import hashlib
import io
import os
import re
import secrets
import struct
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage

from app.core.encryption import Unreadable, key_of, keyring
from surveys.errors import Invalid, Missing

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000  # what a telephone takes; unpacked at most 100 MB
EDGE = 1600
BESIDE = ".json"
# What Pillow raises for bytes that only look like a picture: it promises no family of its own.
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    EOFError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
NAME = re.compile(r"[0-9a-f]{64}\.jpg")
TOKEN = re.compile(r"[0-9a-f]{32}")
LOCKED = ".locked"
LOCKED_NAME = re.compile(r"[0-9a-f]{64}\.locked")
SEALED_NAME = re.compile(r"[0-9a-f]{64}\.sealed")
NONCE = 12


def keep_picture(stream: IO[bytes], *, is_shared: bool = True) -> str:
    """Store a photograph; returns its name. Place, camera and other metadata are dropped.

    The same picture is kept once, for whoever sends it; one that will be removed is not shared.
    Refuses `picture-too-large` and `picture-unreadable`; nothing is written then.
    """
    body = _encoded(_read(stream))
    name = (hashlib.sha256(body).hexdigest() if is_shared else secrets.token_hex(32)) + ".jpg"
    _write(_place(name), body)
    return name


def keep_sent(upload: FileStorage | None, *, is_shared: bool = True) -> str | None:
    """The name under which an uploaded photograph is kept; a field left empty is none."""
    if not upload or not upload.filename:
        return None
    with closing(upload):
        return keep_picture(upload.stream, is_shared=is_shared)


def keep_locked(upload: FileStorage | None) -> str | None:
    """The name of an uploaded photograph of papers, sealed under the field keys; a field left empty is none.

    Refuses as `keep_picture`.
    """
    if not upload or not upload.filename:
        return None
    with closing(upload):
        name, body = f"{secrets.token_hex(32)}{LOCKED}", _encoded(_read(upload.stream))
    _write(_place(name), keyring().seal_bytes(body, _bound_to(name)))
    return name


def open_kept(name: str) -> bytes:
    """The JPEG of a photograph of papers, also of one that was kept in the open; or Missing."""
    if not LOCKED_NAME.fullmatch(name):
        return path_of(name).read_bytes()
    return keyring().open_bytes(_locked(name), _bound_to(name))


def lock_kept(name: str) -> str | None:
    """Bring a photograph of papers under the newest field key; its name from now on, None where it is."""
    if LOCKED_NAME.fullmatch(name) and key_of(_locked(name)) == keyring().newest:
        return None
    body, new = open_kept(name), Path(name).stem + LOCKED
    _write(_place(new), keyring().seal_bytes(body, _bound_to(new)))
    return new


def key_of_kept(name: str) -> str:
    """The id of the key a photograph of papers lies under; empty for one in the open."""
    return key_of(_locked(name)) if LOCKED_NAME.fullmatch(name) else ""


def plain_name_of(name: str) -> str:
    """What a photograph was called while it lay in the open."""
    return Path(name).stem + ".jpg"


def remove_plain(name: str) -> None:
    """Remove a photograph kept in the open; one that is gone already is no trouble."""
    if NAME.fullmatch(name):
        _place(name).unlink(missing_ok=True)


def keep_sealed_picture(stream: IO[bytes]) -> tuple[str, str]:
    """Store a photograph that shows papers, encrypted under a key of its own; returns its name and the key.

    Whoever keeps the key can open the file; once the key is forgotten nobody can. Refuses as `keep_picture`.
    """
    body = _encoded(_read(stream))
    name, key, nonce = f"{secrets.token_hex(32)}.sealed", AESGCM.generate_key(256), os.urandom(NONCE)
    _write(_place(name), nonce + AESGCM(key).encrypt(nonce, body, name.encode()))
    return name, base64.b64encode(key).decode()


def open_sealed_picture(name: str, key: str) -> bytes:
    """The JPEG inside a sealed file, or Missing."""
    if not SEALED_NAME.fullmatch(name) or not _place(name).is_file():
        raise Missing("picture-not-found")
    body = _place(name).read_bytes()
    try:
        return AESGCM(base64.b64decode(key)).decrypt(body[:NONCE], body[NONCE:], name.encode())
    except InvalidTag as problem:
        raise Missing("picture-not-found") from problem


def remove_sealed_picture(name: str) -> None:
    """Remove a sealed file; one that is gone already is no trouble."""
    if SEALED_NAME.fullmatch(name):
        _place(name).unlink(missing_ok=True)


def remove_pictures(names: Iterable[str]) -> None:
    """Remove pictures nobody shares, sealed or open; one that is gone already is no trouble."""
    for name in names:
        if any(kind.fullmatch(name) for kind in (SEALED_NAME, LOCKED_NAME, NAME)):
            _place(name).unlink(missing_ok=True)


def keep_upload(shelf: str, content: bytes) -> str:
    """Lay a file down, sealed, that waits to be confirmed, under a random name only the session knows."""
    token = secrets.token_hex(16)
    _shelf(shelf).mkdir(parents=True, exist_ok=True)
    _lay(shelf, token, content)
    return token


def note_upload(shelf: str, token: str, words: str) -> None:
    """Keep what was said about a waiting file beside it, sealed as well."""
    if TOKEN.fullmatch(token):
        _lay(shelf, token + BESIDE, words.encode())


def read_upload(shelf: str, token: str) -> tuple[bytes, str] | None:
    """A waiting file and what was said about it; None where it is gone, or its key is."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        content = _taken(shelf, token)
        return None if content is None else (content, (_taken(shelf, token + BESIDE) or b"").decode())
    except Unreadable:
        return None


def forget_upload(shelf: str, token: str, oldest: float) -> None:
    """Delete a waiting file, and those others left lying since before `oldest` (seconds since 1970)."""
    if TOKEN.fullmatch(token):
        for name in (token, token + BESIDE):
            (_shelf(shelf) / name).unlink(missing_ok=True)
    forget_uploads(shelf, oldest)


def forget_uploads(shelf: str, oldest: float) -> None:
    """Delete what was left lying since before `oldest` (seconds since 1970)."""
    for left in _shelf(shelf).glob("*"):
        if left.stat().st_mtime < oldest:
            left.unlink(missing_ok=True)


def _lay(shelf: str, name: str, content: bytes) -> None:
    (_shelf(shelf) / name).write_bytes(keyring().seal_bytes(content, f"{shelf}/{name}"))


def _taken(shelf: str, name: str) -> bytes | None:
    place = _shelf(shelf) / name
    return keyring().open_bytes(place.read_bytes(), f"{shelf}/{name}") if place.is_file() else None


def path_of(name: str) -> Path:
    """Where a kept picture lies; a name that is not ours is Missing, never a path."""
    if not NAME.fullmatch(name) or not _place(name).is_file():
        raise Missing("picture-not-found")
    return _place(name)


def _read(stream: IO[bytes]) -> bytes:
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise Invalid("picture-too-large", most_mb=MOST_BYTES // 1024 // 1024)
    return raw


def _locked(name: str) -> bytes:
    if not _place(name).is_file():
        raise Missing("picture-not-found")
    return _place(name).read_bytes()


def _bound_to(name: str) -> str:
    return f"file|{name}"


def _encoded(raw: bytes) -> bytes:
    """The picture upright, at most 1600 pixels an edge, as JPEG without metadata."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid("picture-too-large", most_mb=MOST_BYTES // 1024 // 1024)
            picture.draft("RGB", (EDGE, EDGE))  # a JPEG is unpacked no larger than it is needed
            flat = picture.convert("RGB") if picture.mode in ("P", "1") else picture
            flat.thumbnail((EDGE, EDGE))  # before anything copies it whole
            upright = ImageOps.exif_transpose(flat).convert("RGB")
    except BROKEN as problem:
        raise Invalid("picture-unreadable") from problem
    upright.info.clear()  # Pillow writes a comment it has read
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _shelf(name: str) -> Path:
    return Path(current_app.config["UPLOAD_DIR"]) / name


def _place(name: str) -> Path:
    return Path(current_app.config["UPLOAD_DIR"]) / name[:2] / name


def _write(target: Path, body: bytes) -> None:
    """Whole or not at all: a temporary file, synced, then renamed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(body)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)  # a full disk must not fill with halves
        raise
