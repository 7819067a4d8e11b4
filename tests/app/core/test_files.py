"""Pictures people send: nothing of where they were taken remains, nothing but a picture gets in."""

import io
import os
import random
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from flask import Flask, current_app
from PIL import Image
from werkzeug.datastructures import FileStorage

from app.core import files
from app.core.encryption import Unreadable
from surveys.errors import Invalid, Missing

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def a_picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object
) -> bytes:
    """Left half red, right half blue."""
    picture = Image.new(mode, size, "red" if mode != "L" else 200)
    if mode in ("RGB", "RGBA", "CMYK"):
        picture.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def an_exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Telephone 13806350001"
    exif.get_ifd(GPS).update({1: "N", 2: (36.0, 27.0, 11.0), 3: "E", 4: (115.0, 59.0, 1.0)})
    return exif


def kept(raw: bytes) -> Path:
    return files.path_of(files.keep_picture(io.BytesIO(raw)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone_and_the_picture_stands_upright(app: Flask, kind: str) -> None:
    raw = a_picture(kind, exif=an_exif())
    assert b"13806350001" in raw
    path = kept(raw)
    assert b"13806350001" not in path.read_bytes()
    with Image.open(path) as picture:
        assert picture.format == "JPEG"
        assert dict(picture.getexif()) == {}
        assert picture.getexif().get_ifd(GPS) == {}
        assert "exif" not in picture.info
        assert picture.size == (40, 60)
        top, bottom = picture.getpixel((20, 5)), picture.getpixel((20, 55))
    assert top[0] > 200 > bottom[0]
    assert bottom[2] > 200 > top[2]


def test_comments_and_colour_profiles_are_gone_too(app: Flask) -> None:
    raw = a_picture(comment=b"taken at home by Wang", icc_profile=b"profile of Wang's camera" * 10)
    body = kept(raw).read_bytes()
    assert b"Wang" not in body


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P")])
def test_every_colour_mode_becomes_an_ordinary_photograph(app: Flask, kind: str, mode: str) -> None:
    with Image.open(kept(a_picture(kind, mode=mode))) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")


def test_a_large_photograph_is_made_smaller_in_proportion(app: Flask) -> None:
    with Image.open(kept(a_picture(size=(3200, 400)))) as picture:
        assert picture.size == (1600, 200)


def test_the_same_picture_is_kept_once_and_readable_by_name_only(app: Flask) -> None:
    first, second = kept(a_picture()), kept(a_picture())
    assert first == second
    folder = Path(app.config["UPLOAD_DIR"])
    assert [path for path in folder.rglob("*") if path.is_file()] == [first]


def a_png_header(width: int, height: int) -> bytes:
    """A few bytes that promise a picture of this size."""
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    return body + struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script></html>",
        b"%PDF-1.7",
        a_picture("GIF"),
        a_picture("BMP"),
        a_picture("TIFF"),
        a_picture()[:200],
        a_picture("PNG")[:60],
        a_png_header(10_000, 9_500),
        a_png_header(40_000, 40_000),
        a_png_header(0, 7),
        a_png_header(5100, 5000),
    ],
    ids=["empty", "text", "svg", "html", "pdf", "gif", "bmp", "tiff", "half a jpeg", "half a png", "95 Mpx",
         "bomb", "flat", "25.5 Mpx"],
)  # fmt: skip
def test_anything_else_is_refused_and_nothing_is_written(app: Flask, raw: bytes) -> None:
    with pytest.raises(Invalid, match="picture-"):
        files.keep_picture(io.BytesIO(raw))
    assert not list(Path(app.config["UPLOAD_DIR"]).rglob("*.*"))


def test_more_than_ten_megabytes_are_refused_before_they_are_read(app: Flask) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            assert 0 < size <= files.MOST_BYTES + 1
            return b"\xff" * size

    with pytest.raises(Invalid, match="picture-too-large"):
        files.keep_picture(Endless())  # type: ignore[arg-type]  # all that is used of a stream


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_hundreds_of_damaged_pictures_are_kept_or_refused_and_never_crash(app: Flask) -> None:
    chance = random.Random(7)
    whole = [a_picture(kind, exif=an_exif()) for kind in ("JPEG", "PNG", "WEBP")]
    outcomes = set()
    for _ in range(400):
        raw = bytearray(chance.choice(whole))
        for _ in range(chance.choice((1, 3, 20))):
            raw[chance.randrange(min(len(raw), chance.choice((120, len(raw)))))] = chance.randrange(256)
        try:
            files._encoded(bytes(raw))
            outcomes.add("kept")
        except Invalid as refusal:
            outcomes.add(refusal.code)
    assert outcomes >= {"kept", "picture-unreadable"}


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        "a.jpg",
        "A" * 64 + ".jpg",
        "0" * 64,
        "0" * 64 + ".png",
        "0" * 64 + ".jpg\n",
        "0" * 64 + ".jpg/..",
        "00/" + "0" * 64 + ".jpg",
        "0" * 64 + ".jpg",
    ],
)
def test_a_name_that_is_not_ours_is_missing_and_never_a_path(app: Flask, name: str) -> None:
    with pytest.raises(Missing, match="picture-not-found"):
        files.path_of(name)


def test_a_disk_that_fails_leaves_no_half_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep_picture(io.BytesIO(a_picture()))
    assert not [path for path in Path(app.config["UPLOAD_DIR"]).rglob("*") if path.is_file()]


PEAK = """
import io, resource, sys
from app.core.files import _encoded
raw = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
_encoded(raw)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_the_largest_picture_taken_needs_little_more_memory_than_it_fills_unpacked() -> None:
    raw = a_picture("PNG", size=(4990, 5000), mode="RGBA", compress_level=1)
    done = subprocess.run([sys.executable, "-c", PEAK], input=raw, capture_output=True, check=True)
    assert int(done.stdout) < 200  # MiB, of which the picture itself fills 95


def a_sent(raw: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(raw), "paper.jpg")


def lying(name: str) -> Path:
    (path,) = Path(current_app.config["UPLOAD_DIR"]).rglob(name)
    return path


def test_a_photograph_of_papers_lies_sealed_and_opens_under_its_own_name_alone(app: Flask) -> None:
    name, other = (files.keep_locked(a_sent(a_picture(comment=b"Wang"))) or "" for _ in range(2))
    assert files.keep_locked(None) is None
    body = lying(name).read_bytes()
    assert body.startswith(b"v1.dev1.")
    assert b"JFIF" not in body
    opened = files.open_kept(name)
    assert opened.startswith(b"\xff\xd8")
    assert b"Wang" not in opened
    lying(other).write_bytes(body)
    with pytest.raises(Unreadable):
        files.open_kept(other)
    with pytest.raises(Missing):
        files.path_of(name)
    for strange in ("../" + name, "ab" * 32 + files.LOCKED):
        with pytest.raises(Missing):
            files.open_kept(strange)


def test_a_photograph_of_papers_kept_in_the_open_is_still_shown_until_it_is_sealed(app: Flask) -> None:
    name = files.keep_picture(io.BytesIO(a_picture()))
    body = files.open_kept(name)
    new = files.lock_kept(name)
    assert new is not None
    assert (files.open_kept(new), files.plain_name_of(new)) == (body, name)
    assert files.lock_kept(new) is None, "it is under the newest key"


def test_a_list_that_waits_lies_there_sealed_and_opens_for_its_token_alone(app: Flask) -> None:
    token = files.keep_upload("rosters", "王秀英,13806350001".encode())
    files.note_upload("rosters", token, "第 3 行改成 13806350002")
    assert files.read_upload("rosters", token) == ("王秀英,13806350001".encode(), "第 3 行改成 13806350002")
    shelf = Path(app.config["UPLOAD_DIR"]) / "rosters"
    lying = b"".join(path.read_bytes() for path in shelf.iterdir())
    assert b"1380635" not in lying
    assert "王秀英".encode() not in lying
    files.forget_upload("rosters", token, 0)
    assert (files.read_upload("rosters", token), list(shelf.iterdir())) == (None, [])


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "a" * 32, "A" * 32])
def test_a_token_of_nothing_opens_nothing_and_writes_nothing(app: Flask, token: str) -> None:
    if token != "a" * 32:
        files.note_upload("rosters", token, "words")
    assert files.read_upload("rosters", token) is None
    assert not (Path(app.config["UPLOAD_DIR"]) / "rosters").exists()


def test_a_list_swapped_for_another_or_cut_short_is_as_good_as_gone(app: Flask) -> None:
    first, second = (files.keep_upload("rosters", words) for words in (b"one", b"two"))
    shelf = Path(app.config["UPLOAD_DIR"]) / "rosters"
    (shelf / first).write_bytes((shelf / second).read_bytes())
    assert files.read_upload("rosters", first) is None
    (shelf / second).write_bytes(b"")
    assert files.read_upload("rosters", second) is None
