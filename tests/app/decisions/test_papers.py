"""Papers of a decision, sheet by sheet, and the legal result that comes from paper."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.outbox.models import Job
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.counted import a_result, homes, look_on
from tests.app.decisions.test_announced import OFFICIAL
from tests.app.decisions.test_pages_walk import page
from tests.people import World

ENDED = "意向统计结束，没有法律效力"
VOTES = ["agree"] * 9 + ["disagree"] * 3
LEGAL = {
    "source": "paper", "document": "意见征集表（2026）1 号", "dated_on": "2026-04-02",
    "total_heads": "14", "total_area": "1160.48", "present_heads": "12", "present_area": "1000",
    "agreed_heads": "10", "agreed_area": "900", "void_heads": "", "void_area": "",
}  # fmt: skip


def test_every_sheet_comes_with_its_stage_and_room_for_the_seal(world: World) -> None:
    decision = a_result(world, VOTES, **OFFICIAL)
    look_on(world, decision)
    clerk, base = world.staff(world.clerk), f"/committee/decisions/{decision.public_id}/papers"
    assert "公示表（PDF）" in page(clerk, base)
    for sheet in ("announcement", "letter", "signatures", "tally", "preliminary"):
        for size in ("", "?size=a3"):
            text = page(clerk, f"{base}/{sheet}{size}")
            assert "（盖章）" in text
            assert "意向统计" not in text
    for sheet in ("extension", "final"):
        assert clerk.get(f"{base}/{sheet}").status_code == 409
    assert clerk.get(f"{base}/receipts").status_code == 404
    making.step(decision, "final", making.CLOSES + timedelta(days=9))
    assert "结果：通过" in page(clerk, f"{base}/final")
    address = f"{world.app.config['PUBLIC_BASE_URL']}/d/{decision.public_id}"
    assert address in page(clerk, f"{base}/announcement"), "paper cannot be clicked"
    assert "表决结果" in page(clerk, base.removesuffix("/papers")), "who runs it sees what came of it"


def test_the_sheet_of_signatures_lists_every_home_and_no_owner(world: World) -> None:
    homes(world, 3)
    decision = making.an_announced_decision(world.compound, clock.now())
    text = page(world.staff(world.clerk), f"/committee/decisions/{decision.public_id}/papers/signatures")
    assert "3号楼2单元（5 户）" in text
    assert text.count("□ 同意") == 5
    assert "王秀英" not in text


def test_the_legal_result_is_entered_by_one_and_confirmed_by_another(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    homes(world, 12)
    decision = making.an_open_decision(world.compound)
    with transaction():
        operations.close_due_decision(operations.lock_decision(decision.id), making.CLOSES)
    making.count_box(decision, 0, making.CLOSES)
    look_on(world, decision, days=1)
    clerk = world.staff(world.clerk)
    base = f"/committee/decisions/{decision.public_id}"
    page(clerk, base + "/legal")
    assert clerk.post(base + "/legal", data=LEGAL).status_code == 303
    chair = world.staff(make.a_staff_account("committee", world.compound.path, username="chair"))
    text = page(chair, base)
    assert "意见征集表（2026）1 号" in text
    step = queries.steps_waiting_in([decision.id])[0]
    assert chair.post(f"{base}/steps/{step.id}", data={"act": "confirm"}).status_code == 303
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    assert "意向统计" in text
    assert "10 ÷ 12 人 = 83.33%" in text.partition("法律上的结果")[2]
    assert "<strong>通过</strong>" in text.partition("法律上的结果")[2]
    assert clerk.post(base + "/legal", data=LEGAL).status_code == 409, "it is kept once"


def test_an_intention_ends_without_a_legal_result_which_may_come_later_once(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = a_result(world, VOTES)
    clerk, base = world.staff(world.clerk), f"/committee/decisions/{decision.public_id}"
    look_on(world, decision)
    assert "结束意向统计" in page(clerk, base)
    decision = making.step(decision, "final", making.CLOSES + timedelta(days=9))
    look_on(world, decision, days=10)
    for client, url in (
        (clerk, base),
        (world.app.test_client(), f"/d/{decision.public_id}"),
        (world.staff(world.official), f"/official/decisions/{decision.public_id}"),
        (clerk, base + "/papers/final"),
    ):
        text = page(client, url)
        assert ENDED in text, url
        assert "<strong>通过" not in text
        assert "业主共同决定书" not in text
        assert "二百八十条" not in text, "there is no decision to go to court against"
    assert '/legal"' in page(clerk, base)
    assert "登记、公布" in page(clerk, base + "/legal")
    assert clerk.post(base + "/legal", data=LEGAL).status_code == 303
    step = queries.steps_waiting_in([decision.id])[0]
    assert clerk.post(f"{base}/steps/{step.id}", data={"act": "confirm"}).status_code == 409, "not alone"
    chair = world.staff(make.a_staff_account("committee", world.compound.path, username="chair"))
    assert chair.post(f"{base}/steps/{step.id}", data={"act": "confirm"}).status_code == 303
    text = page(clerk, base)
    assert "<strong>通过</strong>" in text.partition("法律上的结果")[2]
    assert ENDED not in text + page(world.app.test_client(), f"/d/{decision.public_id}")
    assert '/legal"' not in text
    assert "法律上的结果：通过" in page(clerk, base + "/papers/final")
    assert clerk.post(base + "/legal", data=LEGAL).status_code == 409, "it is kept once"
    assert [one["kind"] for one in told_of(decision)].count("decision-legal") == 1


def test_a_legal_result_comes_neither_empty_nor_to_a_closed_file(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = a_result(world, VOTES)
    clerk, base = world.staff(world.clerk), f"/committee/decisions/{decision.public_id}"
    decision = making.step(decision, "final", making.CLOSES + timedelta(days=9))
    look_on(world, decision, days=10)
    assert clerk.post(f"{base}/propose", data={"kind": "legal"}).status_code == 422
    assert clerk.post(base + "/archive").status_code == 303
    assert '/legal"' not in page(clerk, base)
    reply = clerk.post(base + "/legal", data=LEGAL)
    assert reply.status_code == 409
    assert 'value="1160.48"' in reply.text


def told_of(decision: queries.DecisionRow) -> list[dict[str, object]]:
    """What was promised about a decision."""
    payloads = db.session.execute(select(Job.payload).where(Job.kind == "notices.decision")).scalars()
    return [one for one in payloads if one["decision"] == decision.id]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agreed_heads": "13"}, "对不上"),
        ({"present_area": "2000"}, "对不上"),
        ({"present_heads": ""}, "都填上"),
        ({"document": " "}, "文件名称"),
        ({"dated_on": ""}, "没有填"),
        ({"source": "guess"}, "数从哪里来"),
        ({"total_heads": "十四"}, "整数"),
    ],
)
def test_totals_that_cannot_be_come_back_as_typed(world: World, changes: dict[str, str], words: str) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = making.an_open_decision(world.compound)
    making.count_box(decision, 0, making.CLOSES)
    look_on(world, decision, days=1)
    reply = world.staff(world.clerk).post(
        f"/committee/decisions/{decision.public_id}/legal", data=LEGAL | changes
    )
    assert reply.status_code == 422
    assert words in reply.text
    assert 'value="1160.48"' in reply.text


def test_an_official_decision_takes_no_result_from_elsewhere(world: World) -> None:
    world.app.config["WTF_CSRF_ENABLED"] = False
    decision = making.an_open_decision(world.compound, **OFFICIAL)
    look_on(world, decision, days=1)
    url = f"/committee/decisions/{decision.public_id}/legal"
    assert world.staff(world.clerk).post(url, data=LEGAL).status_code == 409
