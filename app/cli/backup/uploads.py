"""The uploaded files of a place: read one by one into a backup, brought back all or none."""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Self

from app.cli.backup.envelope import Unusable

PART = 1024 * 1024
HALF_WRITTEN = re.compile(r"tmp[a-z0-9_]{8}")  # what a picture is called until it is whole
STAGING = ".restoring-"


def files_in(folder: Path) -> Iterator[str]:
    """Every file below the folder by its relative name, hidden, linked and half written ones left out."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            is_ours = not name.startswith(".") and not HALF_WRITTEN.fullmatch(name)
            if is_ours and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def parts_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a megabyte at a time."""
    with path.open("rb") as source:
        while part := source.read(PART):
            yield part


class Staging:
    """Files on their way into a folder: written beside their places first, moved there when all are whole.

    Pictures are named after their content, so what is added changes nothing that is there. Leaving with an
    error takes back whatever was added.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting = folder / (STAGING + secrets.token_hex(8))
        self._names: list[str] = []
        self._added: list[Path] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(STAGING + "*"):  # by a restore that was killed
            shutil.rmtree(left)
        self._waiting.mkdir(mode=0o700)
        return self

    def __exit__(self, kind: object, *_why: object) -> None:
        if kind is not None:
            for path in self._added:
                path.unlink(missing_ok=True)
        shutil.rmtree(self._waiting)

    def take(self, name: str, parts: Iterable[bytes]) -> str:
        """Write one file beside its place; returns the SHA-256 of what was written."""
        path = self._waiting / _checked(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            for part in parts:
                digest.update(part)
                out.write(part)
        self._names.append(name)
        return digest.hexdigest()

    def add(self) -> None:
        """Put every file where there is none of its name yet."""
        os.sync()  # before the database may say that they are there
        for name in self._names:
            target = self._folder / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                os.rename(self._waiting / name, target)
                self._added.append(target)

    def finish(self) -> None:
        """Replace files of the same name, and drop those that the backup does not have."""
        self._added, kept = [], set(self._names)
        for name in list(files_in(self._folder)):
            if name not in kept:
                (self._folder / name).unlink()
        for name in files_in(self._waiting):
            os.replace(self._waiting / name, self._folder / name)


def _checked(name: str) -> str:
    """A relative name that stays in its folder."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or any(part.startswith(".") for part in parts):
        raise Unusable(f"the backup names a file outside its folder: {name!r}")
    return name
