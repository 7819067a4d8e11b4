"""Delivery: every attempt with its proof, what hangs where, and reminders that stop when somebody votes."""

import io
from datetime import timedelta

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db, transaction
from app.decisions import jobs, operations, queries
from app.decisions.models import Attempt, DecisionPicture
from app.decisions.operations import Hung, Tried
from app.notifications.models import Delivery, Notice, Progress, Way
from surveys.errors import Invalid, Refusal
from tests.app.decisions import making
from tests.app.decisions.test_paper_pages import a_photo, clerk, page, sent
from tests.factories import AT
from tests.people import World

__all__ = ["clerk"]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_who_opens_the_notice_signed_in_is_served_once(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0)
    decision = making.an_announced_decision(world.compound, clock.now())
    url = f"/my/decisions/{decision.public_id}"
    assert queries.served_heads_in(decision.id) == set()
    for who in (world.li, world.li, world.wang):
        page(world.resident(who), url)
    assert len(queries.served_heads_in(decision.id)) == 2  # Li opened for 501, Wang for 501 and 502
    assert db.session.execute(select(func.count(Attempt.id))).scalar_one() == 2
    page(world.resident(world.zhao), url, 403)
    assert db.session.execute(select(func.count(Attempt.id))).scalar_one() == 2


def test_an_attempt_is_recorded_with_its_proof_and_only_served_proves(
    world: World, clerk: FlaskClient
) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    url = f"/committee/decisions/{decision.public_id}/delivery"
    first, second = (home.head_id for home in queries.homes_for_delivery(decision))
    page(clerk, url)
    again = sent(clerk, url, 422, way="door", outcome="absent", note="敲门没人应", stair=world.unit.public_id)
    assert 'value="敲门没人应"' in again
    sent(clerk, url, head=first, way="door", outcome="absent", note="敲门没人应", stair=world.unit.public_id)
    assert queries.served_heads_in(decision.id) == set()
    sent(clerk, url, head=[first, second], way="post", outcome="served", proof=a_photo(), note="挂号信")
    assert queries.served_heads_in(decision.id) == {first, second}
    text = page(clerk, f"{url}?unit={world.unit.public_id}")
    assert "没有人（敲门没人应）" in text
    assert "有照片" in text
    name = db.session.execute(select(DecisionPicture.name)).scalar_one()
    seen = clerk.post(f"/committee/decisions/{decision.public_id}/pictures/{name}")
    assert (seen.status_code, seen.mimetype, seen.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    sent(clerk, url, 422, head=first, way="login", outcome="served")
    sent(clerk, url, 422, head=first, way="door", outcome="served", tried_on="2020-01-01")


def test_the_workbook_has_a_row_for_each_household_and_a_column_for_each_way(
    world: World, clerk: FlaskClient
) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    head = queries.homes_for_delivery(decision)[0].head_id
    with transaction():
        tried = Tried((head,), "door", "served", None, "本人签收")
        operations.record_attempt(making.CLERK, decision.id, tried, clock.now())
    answer = clerk.get(f"/committee/decisions/{decision.public_id}/delivery.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    heads = next(row for row in rows if row[0] == "单元")
    assert heads[2:8] == ["上门", "电话", "邮寄", "微信", "本人打开", "张贴"]
    assert any("送达 本人签收" in row[2] and row[8] == "是" for row in rows)
    assert [row[8] for row in rows if row[0] == "合计"] == ["1 位"]


def test_what_wechat_delivered_counts_as_an_attempt_that_proves_nothing(world: World) -> None:
    decision = making.an_announced_decision(world.compound)
    jobs.tell_about_decision({"decision": decision.id, "kind": "decision-noticed"}, AT)
    assert not any(home.attempts for home in queries.homes_for_delivery(decision))
    with transaction():
        for row in db.session.execute(select(Delivery)).scalars():
            row.progress, row.way = Progress.delivered, Way.template
    homes = queries.homes_for_delivery(decision)
    assert [str(one.way) for home in homes for one in home.attempts] == ["wechat", "wechat"]
    assert not any(home.is_served for home in homes)


def test_sheets_are_recorded_from_the_day_they_hang_to_the_day_they_are_gone(
    world: World, clerk: FlaskClient
) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    url = f"/committee/decisions/{decision.public_id}/postings"
    assert 'value="3 号楼门口"' in sent(
        clerk, url, 422, sheet="notice", place="3 号楼门口", posted_on="2020-01-01"
    )
    sent(clerk, url, 422, sheet="notice", place="")
    sent(clerk, url, sheet="notice", place="3 号楼门口", photo=a_photo())
    (row,) = queries.postings_of(decision.id)
    with clerk.get(f"{url}/{row.id}/photo") as photo:
        assert photo.mimetype == "image/jpeg"
    sent(clerk, f"{url}/{row.id}/end", 422, **{f"until-{row.id}": "2099-01-01"})
    sent(clerk, f"{url}/{row.id}/end")
    sent(clerk, f"{url}/{row.id}/end", 409)
    page(clerk, url)
    assert "3 号楼门口" in page(clerk, f"{url}/print")
    with pytest.raises(Invalid, match="sheet-unknown"), transaction():
        operations.record_posting(making.CLERK, decision.id, Hung("poster", "门口", None), clock.now())


def test_certificates_are_printed_for_each_owner_and_for_each_stairwell(
    world: World, clerk: FlaskClient
) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    url = f"/committee/decisions/{decision.public_id}/delivery/certificates"
    head = queries.homes_for_delivery(decision)[0].head_id
    assert page(clerk, url).count("受送达人</th>") == 2
    assert page(clerk, f"{url}?head={head}").count("受送达人</th>") == 1
    assert "见证人签名" in page(clerk, f"{url}?per=stair&unit={world.unit.public_id}")


def test_nothing_is_delivered_before_the_notice(world: World, clerk: FlaskClient) -> None:
    decision = making.a_draft(world.compound, clock.now())
    page(clerk, f"/committee/decisions/{decision.public_id}/delivery")
    with pytest.raises(Refusal, match="delivery-before-notice"), transaction():
        operations.record_attempt(making.CLERK, decision.id, Tried((1,), "door", "served", None), clock.now())


def test_ten_days_of_reminders_reach_only_who_has_not_voted_by_day_and_three_times(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    closes_at = decision.closes_at or making.CLOSES
    payload = {"decision": decision.id, "kind": "decision-closing", "end": int(closes_at.timestamp())}
    since = closes_at - 10 * DAY
    voted_at = since + 30 * HOUR
    for hour in range(240):  # as if the job came every hour, whatever it was promised for
        at = since + hour * HOUR + timedelta(minutes=30)
        if at - HOUR < voted_at <= at:
            making.vote(decision, world.wang, place=0, at=at)
            making.vote(decision, world.wang, place=1, at=at)
        jobs.tell_about_decision(payload, at)
    told = select(Notice).where(Notice.kind == "decision-closing").order_by(Notice.id)
    notices = list(db.session.execute(told).scalars())
    assert len(notices) == 2 <= 3  # on two days: then everybody had voted
    days = [clock.local(notice.created_at) for notice in notices]
    assert len({day.date() for day in days}) == len(days)
    assert all(8 <= day.hour < 21 for day in days)
    for notice in notices:
        contacts = [
            row.contact_id
            for row in db.session.execute(select(Delivery).where(Delivery.notice_id == notice.id)).scalars()
        ]
        assert sorted(contacts) == sorted(set(contacts))  # Wang has two homes and is told once
