"""The public page of a decision from the notice to the end, and what it never says."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import transaction
from app.decisions import operations
from tests.app.decisions import making
from tests.app.decisions.counted import a_result, homes, look_on, mark
from tests.app.decisions.test_pages_walk import page, send
from tests.people import World

OFFICIAL = {
    "standing": "official",
    "appointment": "聊建〔2026〕9 号",
    "appointment_on": making.PLAN["authority_on"],
}
VOTES = ["agree"] * 9 + ["disagree"] * 3


def test_before_the_notice_nobody_knows_of_it(world: World) -> None:
    decision = making.a_draft(world.compound)
    page(world.app.test_client(), f"/d/{decision.public_id}", 404)


def test_the_notice_shows_text_rules_and_fingerprints(world: World) -> None:
    decision = making.an_announced_decision(world.compound, clock.now())
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    for words in (decision.content, decision.manifest_hash, decision.electorate_root, "第278条", "公告中"):
        assert words is not None
        assert words in text
    assert "通过" not in text


@pytest.mark.parametrize("mode", ["named-public", "named-sealed"])
def test_while_it_is_open_only_turnout_shows(world: World, mode: str) -> None:
    homes(world, 12)
    decision = making.an_open_decision(world.compound, mode=mode, **OFFICIAL)
    mark(decision, VOTES)
    client = world.app.test_client()
    look_on(world, decision, days=-15)
    world.app.config["CLOCK_OFFSET_S"] += 7200  # the day of the first ballots, an hour after them
    first = page(client, f"/d/{decision.public_id}")
    look_on(world, decision, days=-3)
    later = page(client, f"/d/{decision.public_id}")
    assert ("85.71%" in first) is (mode == "named-public")
    assert "85.71%" in later
    assert "通过" not in first + later
    assert ("每天更新一次" in later) is (mode == "named-sealed")


def test_a_public_result_has_the_eight_numbers_with_their_tests(world: World) -> None:
    decision = a_result(world, VOTES, mode="named-public", **OFFICIAL)
    look_on(world, decision)
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    for words in (
        "表决结果",
        "12 ÷ 14 人 = 85.71%",
        "9 ÷ 12 人 = 75.00%",
        "要达到 2/3，至少 10 人",
        "<strong>通过</strong>",
    ):
        assert words in text
    page(world.app.test_client(), f"/d/{decision.public_id}/print")
    assert world.app.test_client().get(f"/d/{decision.public_id}/result.xlsx").data[:2] == b"PK"
    paper = world.app.test_client().get(f"/d/{decision.public_id}/result.pdf").data
    assert paper[:5] == b"%PDF-"
    assert b"NotoSansSC" in paper, "the font is in it"
    assert b"/ToUnicode" in paper, "its text can be read out again"


def test_a_sealed_result_says_no_more_than_may_be_published(world: World) -> None:
    decision = a_result(world, VOTES, mode="named-sealed", **OFFICIAL)
    look_on(world, decision)
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    assert "<strong>通过</strong>" in text
    assert "各选了多少" not in text
    api = world.app.test_client().get(f"/api/v1/decisions/{decision.public_id}").get_json()
    assert not any(line["part"] for line in api["result"]["lines"] if line["measure"] == "area")


@pytest.mark.parametrize("matter", ["use-maintenance-fund", "elevator"])
def test_a_sealed_result_tells_no_test_that_its_numbers_do_not_hold(world: World, matter: str) -> None:
    plan = {"covenant_clause": "规约第九条", "matter": matter, **OFFICIAL}
    decision = a_result(world, VOTES, mode="named-sealed", **plan)
    look_on(world, decision)
    api = world.app.test_client().get(f"/api/v1/decisions/{decision.public_id}").get_json()
    assert api["result"]["with_deemed"] is None
    assert api["result"]["of_all"] is (False if matter == "elevator" else None), "9 of 14 heads say so alone"
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    assert "按规约也算上够不够，不公布" in text
    assert "随多数的也算上" not in text


def test_an_intention_is_never_called_passed(world: World) -> None:
    decision = a_result(world, VOTES, mode="named-public")
    look_on(world, decision)
    for url in (f"/d/{decision.public_id}", f"/d/{decision.public_id}/print"):
        text = page(world.app.test_client(), url)
        assert "意向统计" in text
        assert "通过" not in text


def test_an_anonymous_result_counts_heads_alone(world: World) -> None:
    homes(world, 12)
    decision = making.an_open_decision(world.compound, mode="anonymous")
    making.vote(decision, world.wang)
    decision = making.a_counted_decision(decision)
    look_on(world, decision)
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    assert "不记名的票只数人头" in text
    assert "凭回执号" not in text


def test_a_void_decision_has_no_result(world: World) -> None:
    decision = a_result(world, VOTES, mode="named-public", **OFFICIAL)
    making.step(decision, "void", making.CLOSES + timedelta(days=2), reason="范围弄错了")
    look_on(world, decision, days=3)
    text = page(world.app.test_client(), f"/d/{decision.public_id}")
    assert "范围弄错了" in text
    assert "75.00%" not in text
    assert world.app.test_client().get(f"/d/{decision.public_id}/result.xlsx").status_code == 409


def test_the_papers_wait_for_the_publication(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    look_on(world, decision, days=-1)
    for paper in ("print", "result.xlsx"):
        assert world.app.test_client().get(f"/d/{decision.public_id}/{paper}").status_code == 409


def test_a_receipt_is_looked_up_without_a_choice(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    receipt = making.vote(decision, world.wang, "disagree").number
    look_on(world, decision, days=-1)
    client, url = world.app.test_client(), f"/d/{decision.public_id}"
    assert receipt in page(client, f"{url}?receipt={receipt}")
    status, _, text = send(client, url + "/receipt", url, receipt=receipt.lower().replace("-", ""))
    assert status == 200
    assert "记下了，没有改过" in text
    assert "还没有排进日志" in text
    assert "不同意" not in text.partition("receipt-title")[2]
    with transaction():
        from_log = operations.lock_decision(decision.id)
    assert from_log.id == decision.id


def test_the_stub_of_a_paper_ballot_is_looked_up_too(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    paper = making.papers(decision)[0]
    look_on(world, decision, days=-1)
    client, url = world.app.test_client(), f"/d/{decision.public_id}"
    assert "还没有登记" in send(client, url + "/receipt", url, receipt=paper.stub)[2]
    at = making.OPENS + timedelta(hours=1)
    for place, who in enumerate((making.CLERK, making.CHAIR)):
        with transaction():
            operations.enter_ballot(who, decision.id, operations.Reading(str(paper.serial), "agree"), at)
        words = ("正在登记", "记下了，没有改过")[place]
        assert words in send(client, url + "/receipt", url, receipt=paper.stub)[2]


def test_wrong_numbers_are_limited_and_mistyped_ones_are_not(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    receipt = making.vote(decision, world.wang).number
    look_on(world, decision, days=-1)
    client, url = world.app.test_client(), f"/d/{decision.public_id}"
    assert send(client, url + "/receipt", url, receipt=receipt[:-1] + "U")[0] == 422
    swapped = receipt[1] + receipt[0] + receipt[2:]
    if swapped != receipt:
        assert send(client, url + "/receipt", url, receipt=swapped)[0] == 422
    for left in range(4, -1, -1):
        unknown = making.a_receipt_number(left)
        status, _, text = send(client, url + "/receipt", url, receipt=unknown)
        assert (status, f"还能查 {left} 次" in text) == (404, True)
    assert send(client, url + "/receipt", url, receipt=receipt)[0] == 429
