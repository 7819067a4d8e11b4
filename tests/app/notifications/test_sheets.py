"""Notices on paper: the sheet to sign, its return, and what a delivery may be called after it."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit import queries as audit
from app.core import clock, files
from app.core.db import db, transaction
from app.notifications import operations, queries
from app.notifications.models import PaperHanding
from app.roster.models import Room
from surveys.errors import Invalid, Missing
from tests import factories as make
from tests.app.notifications.making import a_notice, deliveries, fate
from tests.app.polls.browsing import hidden, page
from tests.pages import check_page
from tests.people import World, a_world


@pytest.fixture
def world(app: Flask) -> World:
    """Five people; 601 has nobody bound."""
    return a_world(app)


@pytest.fixture
def empty(world: World) -> Room:
    """A home nobody is bound to."""
    return make.a_room(world.unit, "601", floor=6)


@pytest.fixture
def notice(world: World, empty: Room) -> int:
    """A notice for the stairwell's three homes."""
    return a_notice(world.compound, [world.room, world.second_room, empty])


def base(notice: int) -> str:
    return f"/committee/notices/{notice}"


def returned(world: World, notice: int, client: FlaskClient | None = None, **form: object) -> TestResponse:
    """The clerk enters a sheet that came back, as the page's form would."""
    client = client or world.staff(world.clerk)
    url = f"{base(notice)}/units/{world.unit.id}/return"
    token = hidden(page(client, url))["csrf_token"]
    data = {"csrf_token": token, "handed_on": clock.today().isoformat(), "whole": "signed"}
    return client.post(url, data=data | form, content_type="multipart/form-data")


def ways(notice: int) -> dict[int, tuple[str, str | None, str | None]]:
    return {
        row.room_id: (str(row.progress), row.way and str(row.way), row.reason) for row in deliveries(notice)
    }


def test_the_sheet_has_a_line_for_every_home_and_no_name(world: World, notice: int) -> None:
    html = page(world.staff(world.clerk), f"{base(notice)}/sheet")
    for words in ("3号楼2单元签收表", "501", "502", "601", "收件人签名"):
        assert words in html
    assert "王秀英" not in html


def test_the_sheet_leaves_out_who_was_reached_unless_asked(world: World, notice: int) -> None:
    first = deliveries(notice)[0].id
    with transaction():
        operations.note_told([first], clock.now())
    clerk, url = world.staff(world.clerk), f"{base(notice)}/sheet?unit={world.unit.id}"
    assert ">501<" not in page(clerk, url)
    assert ">501<" in page(clerk, f"{url}&show=all")


def test_a_whole_sheet_then_its_exceptions_become_deliveries_with_proof(
    world: World, empty: Room, notice: int
) -> None:
    exceptions = {f"home-{world.second_room.id}": "posted", f"home-{empty.id}": "refused"}
    answer = returned(world, notice, **exceptions, **{f"signer-{world.room.id}": "李建国"})
    assert answer.status_code == 303, answer.text
    assert ways(notice) == {
        world.room.id: ("delivered", "signed", None),
        world.second_room.id: ("delivered", "doorpost", None),
        empty.id: ("failed", None, "paper-refused"),
    }
    proofs = queries.handings_of(notice)
    assert (proofs[world.room.id].handing, proofs[world.room.id].signer) == ("signed", "李建国")
    html = page(world.staff(world.clerk), f"{base(notice)}?show=all")
    for words in ("纸质签收", "贴在户门", "其中 1 户当面拒收", "当面拒收"):
        assert words in html
    assert {row.by for row in deliveries(notice)} == {f"staff:{world.clerk.key}"}


def test_the_signers_name_is_sealed_and_stands_in_no_entry(world: World, notice: int) -> None:
    returned(world, notice, **{f"signer-{world.room.id}": "李建国"})
    sealed = [one for one in db.session.execute(select(PaperHanding.signer_sealed)).scalars() if one]
    assert len(sealed) == 1
    assert "李建国" not in sealed[0]
    entry = audit.entries_about(f"notice:{notice}")[-1]
    assert entry.act == "notice.sheet-return"
    assert "李建国" not in str(entry.facts)
    assert len(entry.facts["signed"]) == 3


def test_only_the_lines_that_were_changed_count_when_the_sheet_speaks_for_none(
    world: World, notice: int
) -> None:
    returned(world, notice, whole="none", **{f"home-{world.room.id}": "signed"})
    assert set(queries.handings_of(notice)) == {world.room.id}


def test_a_later_line_corrects_an_earlier_one_and_both_stay(world: World, notice: int) -> None:
    returned(world, notice)
    returned(world, notice, whole="none", **{f"home-{world.room.id}": "refused"})
    assert ways(notice)[world.room.id] == ("failed", None, "paper-refused")
    returned(world, notice, whole="none", **{f"home-{world.room.id}": "posted"})
    assert ways(notice)[world.room.id] == ("delivered", "doorpost", None)
    lines = select(PaperHanding.id).where(PaperHanding.room_id == world.room.id)
    assert len(db.session.execute(lines).all()) == 3


def test_a_refused_paper_takes_nothing_from_who_was_reached_before(world: World, notice: int) -> None:
    every = [row.id for row in deliveries(notice)]
    with transaction():
        operations.note_told(every, clock.now())
    returned(world, notice, whole="none", **{f"home-{world.room.id}": "refused"})
    assert {row[:2] for row in fate(notice)} == {("delivered", "reply")}


def test_the_same_sheet_entered_twice_is_refused_in_words(world: World, notice: int) -> None:
    returned(world, notice)
    again = returned(world, notice)
    assert again.status_code == 422
    assert "没有新的内容" in again.text
    assert len(queries.sheets_of(notice)) == 1


def test_a_photograph_is_kept_for_the_desk_and_loses_its_metadata(world: World, notice: int) -> None:
    raw = io.BytesIO()
    Image.new("RGB", (64, 64), "white").save(raw, "JPEG", comment=b"where it was taken")
    raw.seek(0)
    returned(world, notice, picture=(raw, "sheet.jpg"))
    (sheet,) = queries.sheets_of(notice)
    url = f"{base(notice)}/sheets/{sheet.id}/picture"
    with world.staff(world.clerk).get(url) as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert b"where it was taken" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"
    with pytest.raises(Missing):
        files.path_of(sheet.picture or "")
    assert world.clients()["stranger"].get(url).status_code == 303
    assert world.staff(make.a_clerk(world.next_compound)).get(url).status_code == 403
    assert world.staff(world.clerk).get(f"{base(notice)}/sheets/{sheet.id + 1}/picture").status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"handed_on": "2199-01-01"}, "送的日期不对"),
        ({"handed_on": "昨天"}, "日期看不懂"),
        ({"whole": "pigeon"}, "请选签收了"),
        ({"whole": "none"}, "没有新的内容"),
        ({"picture": b"not a picture"}, "照片"),
    ],
)
def test_a_refused_form_comes_back_as_it_was_filled_in(
    world: World, notice: int, form: dict[str, object], words: str
) -> None:
    typed = {f"home-{world.room.id}": "signed", f"signer-{world.room.id}": "代签的老李"}
    if form.get("whole") == "none":
        typed = {}
    if "picture" in form:
        form = {"picture": (io.BytesIO(b"not a picture"), "a.jpg")}
    answer = returned(world, notice, **(typed | form))
    assert answer.status_code == 422
    check_page(answer.text, base(notice))
    assert words in answer.text
    assert not typed or "代签的老李" in answer.text
    assert queries.sheets_of(notice) == []


def test_a_name_without_a_signature_is_asked_back(world: World, notice: int) -> None:
    answer = returned(
        world, notice, whole="none", **{f"signer-{world.room.id}": "老李", f"home-{world.room.id}": "posted"}
    )
    assert answer.status_code == 422
    assert "请把这一户选成「签收了」" in answer.text


def test_a_home_of_another_stairwell_or_no_addressee_is_not_on_the_sheet(world: World, notice: int) -> None:
    stranger = make.a_room(world.unit, "602", floor=6)
    far = make.a_room(make.a_unit(make.a_building(world.compound, "9号楼")), "101", floor=1)
    back = operations.Returned(notice, world.unit.id, clock.today())
    for room in (stranger, far, world.next_room):
        line = operations.PaperLine(room.id, "signed")
        with pytest.raises(Missing, match="home-not-in-notice"), transaction():
            operations.return_sheet(back, [line], "test:clerk", clock.now())


def test_a_sheet_cannot_be_older_than_its_notice(world: World, notice: int) -> None:
    day: date = clock.today() - timedelta(days=1)
    line = operations.PaperLine(world.room.id, "signed")
    with pytest.raises(Invalid, match="handed-on-impossible"), transaction():
        operations.return_sheet(
            operations.Returned(notice, world.unit.id, day), [line], "test:clerk", clock.now()
        )


def test_only_the_compounds_own_clerk_prints_and_enters(world: World, notice: int) -> None:
    people = world.clients() | {"next door": world.staff(make.a_clerk(world.next_compound))}
    del people["clerk"]
    world.app.config["WTF_CSRF_ENABLED"] = False
    url = f"{base(notice)}/units/{world.unit.id}/return"
    for name, client in people.items():
        assert client.get(f"{base(notice)}/sheet").status_code in (303, 403), name
        assert client.get(url).status_code in (303, 403), name
        form = {"handed_on": clock.today().isoformat(), "whole": "signed"}
        assert client.post(url, data=form).status_code in (303, 403), name
    assert queries.sheets_of(notice) == []
    assert world.staff(world.clerk).get(f"{base(notice)}/units/999999/return").status_code == 404
