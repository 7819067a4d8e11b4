"""The pages of a decision, walked from the draft to the receipt."""

import re
from datetime import timedelta

from flask.testing import FlaskClient

from app.core import clock
from app.decisions import queries
from tests import factories as make
from tests.app.decisions import making
from tests.app.decisions.counted import homes, look_on
from tests.pages import check_page
from tests.people import World

HOME = "http://localhost"


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that is well made."""
    answer = client.get(url)
    assert answer.status_code == status, answer.text[:2000]
    check_page(answer.text, HOME + url)
    return answer.text


def send(client: FlaskClient, url: str, at: str, **form: object) -> tuple[int, str, str]:
    """A form sent from a page, with its token: status, address, text."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(client, at))
    assert token
    answer = client.post(url, data={"csrf_token": token[1], **form})
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_a_clerk_draws_up_a_decision_and_another_approves_it(world: World) -> None:
    world.app.config.update(CLOCK_OFFSET_S=0, WTF_CSRF_ENABLED=False)  # two people share one context here
    clerk = world.staff(world.clerk)
    chair = world.staff(make.a_staff_account("committee", world.compound.path, username="chair"))
    page(clerk, "/committee/decisions")
    text = page(clerk, "/committee/decisions/new")
    opens = re.search(r'name="opens_at" id="opens_at" value="([^"]+)"', text)
    closes = re.search(r'name="closes_at" id="closes_at" value="([^"]+)"', text)
    assert opens
    assert closes
    form = {
        "compound": world.compound.public_id, "title": "用维修资金修屋面", "matter": "use-maintenance-fund",
        "wording": "修 3 号楼屋面。", "sponsor": "residents-committee", "sponsor_name": "向阳社区居委会",
        "authority": "向阳居〔2026〕3 号", "contact_name": "周敏", "contact_phone": "0635-8200000",
        "scope": "compound", "mode": "named-sealed", "basis": "person", "precedence": "conflict-case",
        "standing": "supporting", "opens_at": opens[1], "closes_at": closes[1], "objection_days": "7",
        "informed_on": clock.today().isoformat(),
    }  # fmt: skip
    status, url, _ = send(clerk, "/committee/decisions", "/committee/decisions/new", **form)
    assert status == 303
    assert "请人批准" in page(clerk, url)
    assert send(clerk, url + "/propose", url, kind="approve")[0] == 303
    text = page(chair, url)
    step = re.search(r'action="([^"]+/steps/\d+)"', text)
    assert step
    assert send(clerk, step[1], url, act="confirm")[0] == 409
    assert send(chair, step[1], url, act="confirm")[0] == 303
    assert send(chair, url + "/announce", url)[0] == 303
    for name in ("", "/turnout", "/heads", "/heads?show=all", "/gaps"):
        page(clerk, url + name)
    decision = queries.find_decision(url.rpartition("/")[2])
    assert decision
    assert decision.manifest_hash


def test_an_owner_votes_on_the_page_and_changes_their_mind(world: World) -> None:
    decision = making.an_open_decision(world.compound)
    world.app.config["CLOCK_OFFSET_S"] = int((making.OPENS + timedelta(days=1) - clock.now()).total_seconds())
    wang = world.resident(world.wang)
    base = f"/my/decisions/{decision.public_id}"
    page(wang, "/my/decisions")
    text = page(wang, base)
    heads = re.findall(r"vote\?head=(\w+)", text)
    assert len(heads) == 2, "501 with Li, and 502 alone"
    vote = f"{base}/vote?head={heads[0]}"
    page(wang, vote)
    assert send(wang, f"{base}/review", vote, head=heads[0], choice="maybe")[0] == 422
    assert wang.get(f"{base}/review?head={heads[0]}&choice=agree").status_code == 405, "no choice in a log"
    for choice in ("agree", "disagree"):
        status, _, review = send(wang, f"{base}/review", vote, head=heads[0], choice=choice)
        check_page(review, HOME + f"{base}/review")
        key = re.search(r'name="idempotency_key" value="([^"]+)"', review)
        assert (status, bool(key)) == (200, True)
        assert key
        form = {"head": heads[0], "choice": choice, "idempotency_key": key[1]}
        status, url, _ = send(wang, base + "/ballot", vote, **form)
        assert status == 303
        assert {"agree": "同意", "disagree": "不同意"}[choice] in page(wang, url)
    assert "已经投了" in page(wang, base)
    page(world.resident(world.zhao), base, 403)


def test_who_presses_twice_in_an_anonymous_decision_hears_that_the_ballot_is_in(world: World) -> None:
    """A second press looks like a second wish unless something joins head and choice: both hear this."""
    homes(world, 12)
    decision = making.an_open_decision(world.compound, mode="anonymous")
    look_on(world, decision, days=-3)
    world.app.config["WTF_CSRF_ENABLED"] = False
    client, url = world.resident(world.wang), f"/my/decisions/{decision.public_id}"
    head = making.act_of(decision, world.wang, 1).head_uid
    form = {"head": head, "choice": "agree", "idempotency_key": "pressed-once"}
    first = client.post(f"{url}/ballot", data=form)
    assert (first.status_code, "投过了" in page(client, first.headers["Location"])) == (303, True)
    answers = [client.post(f"{url}/ballot", data=form | more) for more in ({}, {"choice": "disagree"})]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("已经收到，只算一张。如果您刚才点了两次，不必再点" in answer.text for answer in answers)
    assert queries.turnout_for(decision).heads == 1
    assert making.entries("ballot.cast") == []
