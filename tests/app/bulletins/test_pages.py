"""The clerk posts from a phone; everybody sees the words and the photograph, and nothing else."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from app.bulletins import queries
from app.core import clock, files
from tests import factories as make
from tests.app.polls.browsing import hidden, page, send
from tests.pages import check_page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people."""
    return a_world(app)


def address(world: World) -> str:
    return f"/committee/timeline/{world.compound.public_id}"


def a_photograph() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Wang's telephone"
    Image.new("RGB", (64, 48), "green").save(out, "JPEG", exif=exif)
    return io.BytesIO(out.getvalue()), "IMG_0001.JPG"


def post(world: World, *, status: int = 303, **form: Any) -> TestResponse:
    """Fill the form in as the clerk."""
    filled = {"happened_on": clock.today().isoformat(), "stage": "works", "text": "施工队进场。"} | form
    if isinstance(filled.get("picture"), bytes):
        filled["picture"] = (io.BytesIO(filled["picture"]), "photo.jpg")
    url = address(world)
    return send(world.staff(world.clerk), url, url, status=status, **filled)


def entries(world: World) -> list[queries.Entry]:
    return queries.timeline_in(world.compound.id)


def public_page(world: World) -> str:
    return page(world.app.test_client(), f"/c/{world.compound.public_id}")


def kept(world: World) -> list[Path]:
    return [path for path in Path(world.app.config["UPLOAD_DIR"]).rglob("*") if path.is_file()]


def test_a_clerk_publishes_words_and_everybody_reads_them(world: World) -> None:
    assert "还没有发布过" in page(world.staff(world.clerk), address(world))
    post(world)
    assert "施工队进场。" in page(world.staff(world.clerk), address(world))
    assert "施工队进场。" in public_page(world)
    assert entries(world)[0].picture is None


def test_a_photograph_is_served_without_its_metadata_once_it_is_published(world: World) -> None:
    post(world, picture=a_photograph())
    (entry,) = entries(world)
    with world.app.test_client().get(f"/pictures/{entry.picture}") as found:
        assert (found.status_code, found.mimetype) == (200, "image/jpeg")
        assert b"telephone" not in found.data
        assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert f"/pictures/{entry.picture}" in page(world.staff(world.clerk), address(world))


def test_a_picture_nobody_published_does_not_exist(world: World) -> None:
    with world.app.app_context():
        name = files.keep_picture(a_photograph()[0])
    page(world.app.test_client(), f"/pictures/{name}", status=404)


@pytest.mark.parametrize(
    "name", ["..%2F..%2Fetc%2Fpasswd", "x.jpg", "0" * 64 + ".jpg", "%00", "%0a", "a" * 5000, "%ff%fe"]
)
def test_no_name_leads_out_of_the_pictures(world: World, name: str) -> None:
    answer = world.app.test_client().get(f"/pictures/{name}")
    assert answer.status_code in (400, 404)
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "好" * 501}, 422),
        ({"text": "a\0b"}, 400),
        ({"stage": "nonsense"}, 422),
        ({"stage": ""}, 422),
        ({"happened_on": ""}, 422),
        ({"happened_on": "yesterday"}, 422),
        ({"happened_on": "2026-02-30"}, 422),
        ({"happened_on": "99999-01-01"}, 422),
        ({"picture": b"<svg onload=alert(1)>"}, 422),
        ({"picture": b"GIF89a" + b"\0" * 50}, 422),
    ],
)
def test_nonsense_is_refused_in_words_and_nothing_is_published(
    world: World, form: dict[str, Any], status: int
) -> None:
    post(world, status=status, **form)
    assert entries(world) == []
    assert kept(world) == []


def test_tomorrow_is_refused(world: World) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    html = post(world, status=422, happened_on=tomorrow, text="雨停了，继续铺管。").get_data(as_text=True)
    assert entries(world) == []
    assert "日期还没到" in html
    assert f'value="{tomorrow}"' in html, "what was typed stands there again"
    assert "雨停了，继续铺管。</textarea>" in html
    assert '<option value="works" selected>' in html


def test_a_correction_that_is_refused_keeps_what_was_typed(world: World) -> None:
    post(world)
    entry = entries(world)[0].public_id
    long = "长" * 501
    url = address(world)
    clerk = world.staff(world.clerk)
    reply = send(clerk, f"{url}/{entry}/correct", url, status=422, **{f"text-{entry}": long})
    html = reply.get_data(as_text=True)
    assert f"{long}</textarea>" in html
    assert f'href="#text-{entry}"' in html
    assert len(entries(world)) == 1


def upload(world: World, size: int) -> TestResponse:
    """A form with a file of this size, as a browser sends it."""
    url, clerk = address(world), world.staff(world.clerk)
    form = {"csrf_token": hidden(page(clerk, url))["csrf_token"], "happened_on": clock.today().isoformat(),
            "stage": "works", "text": "x"}  # fmt: skip
    disposition = "Content-Disposition: form-data; name="
    fields = "".join(f'--b\r\n{disposition}"{name}"\r\n\r\n{value}\r\n' for name, value in form.items())
    head = f'--b\r\n{disposition}"picture"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = fields.encode() + head.encode() + b"\xff" * size + b"\r\n--b--\r\n"
    answer = clerk.post(url, data=body, content_type="multipart/form-data; boundary=b")
    check_page(answer.text, f"http://localhost{url}")
    return answer


def test_an_upload_beyond_the_limit_is_413_and_a_page(world: World) -> None:
    assert upload(world, 13 * 1024 * 1024).status_code == 413
    assert entries(world) == []


def test_a_picture_beyond_ten_megabytes_is_refused_in_words(world: World) -> None:
    answer = upload(world, files.MOST_BYTES + 1)
    assert answer.status_code == 422
    assert "10" in answer.text
    assert entries(world) == []


def test_a_file_field_left_empty_is_no_picture(world: World) -> None:
    post(world, picture=(io.BytesIO(b""), ""))
    assert entries(world)[0].picture is None


def correct(world: World, entry: str, *, status: int = 303, text: str = "施工队昨天进场。") -> TestResponse:
    url, field = f"{address(world)}/{entry}/correct", f"text__{entry}"
    return send(world.staff(world.clerk), url, address(world), status=status, **{field: text})


def test_a_correction_is_shown_beside_what_it_corrects_and_happens_once(world: World) -> None:
    post(world)
    (entry,) = entries(world)
    correct(world, entry.public_id)
    html = page(world.staff(world.clerk), address(world))
    assert "施工队进场。" in html
    assert "（已更正）" in html
    assert "施工队昨天进场。" in public_page(world)
    correct(world, entry.public_id, status=409, text="又改")
    assert len(entries(world)) == 2


@pytest.mark.parametrize(("text", "status"), [("", 422), ("好" * 501, 422)])
def test_a_correction_needs_words_too(world: World, text: str, status: int) -> None:
    post(world)
    correct(world, entries(world)[0].public_id, status=status, text=text)
    assert len(entries(world)) == 1


def test_markup_in_the_words_is_shown_as_words(world: World) -> None:
    post(world, text="<script>alert(1)</script><b>")
    assert "<script>alert(1)" not in public_page(world)
    assert "&lt;script&gt;alert(1)" in page(world.staff(world.clerk), address(world))


def test_only_this_compounds_clerk_may_read_the_form_post_and_correct(world: World) -> None:
    post(world)
    (entry,) = entries(world)
    other = make.a_clerk(world.next_compound, username="other-clerk")
    world.app.config["WTF_CSRF_ENABLED"] = False
    expected = {"clerk": 200, "official": 403, "other": 403}
    for name, client in (world.clients() | {"other": world.staff(other)}).items():
        status = expected.get(name, 303)
        assert client.get(address(world)).status_code == status, name
        if name != "clerk":
            refused_everything(client, world, entry.public_id, status=status)
    assert len(entries(world)) == 1


def refused_everything(client: FlaskClient, world: World, entry: str, *, status: int) -> None:
    form = {"happened_on": clock.today().isoformat(), "stage": "works", "text": "x", f"text-{entry}": "x"}
    for url in (address(world), f"{address(world)}/{entry}/correct"):
        assert client.post(url, data=form).status_code == status, url


def test_an_entry_cannot_be_corrected_through_another_compound(world: World) -> None:
    post(world)
    (entry,) = entries(world)
    both = make.a_clerk(world.next_compound, username="next-clerk")
    world.app.config["WTF_CSRF_ENABLED"] = False
    url = f"/committee/timeline/{world.next_compound.public_id}/{entry.public_id}/correct"
    answer = world.staff(both).post(url, data={f"text-{entry.public_id}": "改了"})
    assert answer.status_code == 404
    assert len(entries(world)) == 1


@pytest.mark.parametrize("compound", ["NOSUCH", "%00", "..", "a" * 300])
def test_an_unknown_compound_is_a_calm_no(world: World, compound: str) -> None:
    answer = world.staff(world.clerk).get(f"/committee/timeline/{compound}")
    assert answer.status_code in (400, 404)
