"""A masked number is shown for a reason, and auditors see that it was."""

import re
from pathlib import Path

import pytest

import app
from app.audit import jobs as audit_jobs
from app.audit.operations import record
from app.audit.queries import entries_in, get_checkpoints, get_head
from app.core import clock
from app.core.db import transaction
from app.roster import queries
from tests import factories as make
from tests.web.staff.conftest import House, seen, sent

CODE = Path(app.__file__).parent
RECORDED = re.compile(r'\brecord\(\s*[^,]+,\s*"([a-z-]+\.[a-z-]+)"')
OVERSIGHT, PHONE = "/staff/oversight/", "13806350001"


def reveal_url(house: House) -> str:
    world = house.world
    return f"/committee/roster/{world.compound.public_id}/rooms/{world.room.id}/reveal"


def form_of(house: House, **fields: str) -> dict[str, str]:
    wang = str(house.world.wang_person.id)
    return {"person": wang, "field": "phone", "reason": "call", "words": "楼上漏水"} | fields


def test_the_room_shows_no_whole_number(house: House) -> None:
    html = seen(house.client("clerk"), reveal_url(house).removesuffix("/reveal"))
    assert PHONE not in html
    assert "138****0001" in html
    assert PHONE not in seen(house.client("clerk"), reveal_url(house))


def test_names_stand_in_full_on_every_page_of_those_who_serve_the_compound_and_numbers_on_none(
    house: House,
) -> None:
    world = house.world
    compound = f"/committee/roster/{world.compound.public_id}"
    home = f"{compound}/rooms/{world.room.id}"
    for url in (home, f"{home}/rights", f"{home}/reveal", f"{compound}/owners"):
        html = seen(house.client("clerk"), url)
        assert "王秀英" in html, url
        assert "王*英" not in html, url
        assert PHONE not in html, url


def test_what_is_not_masked_is_not_offered_to_be_revealed(house: House) -> None:
    html = seen(house.client("clerk"), reveal_url(house))
    assert "看什么" not in html
    sent(house.client("clerk"), reveal_url(house), 422, **form_of(house, field="name"))
    assert queries.reveals_under(["371500"], limit=5).items == []


@pytest.mark.parametrize("name", ["official", "first", "auditor"])
def test_who_does_not_serve_a_compound_meets_no_name_of_its_owners(house: House, name: str) -> None:
    client = house.client(name)
    for url in ("/official/", "/official/registry/", "/staff/people/", f"{OVERSIGHT}log", "/staff/account/"):
        answer = client.get(url)
        assert answer.status_code in (200, 403, 404), url
        assert "王秀英" not in answer.text, url
        assert PHONE not in answer.text, url


def test_a_reason_opens_the_number_once_and_the_log_keeps_all_but_the_number(house: House) -> None:
    assert PHONE in sent(house.client("clerk"), reveal_url(house), 200, **form_of(house)).text
    (row,) = queries.reveals_under(["371500"], limit=5).items
    assert (row.key, row.field, row.reason, row.words) == (house.world.clerk.key, "phone", "call", "楼上漏水")
    (entry,) = entries_in("field.reveal", "", before=10**6, limit=5)
    assert PHONE not in str(entry.facts) + entry.subject
    html = seen(house.client("auditor"), OVERSIGHT)
    assert "楼上漏水" in html
    assert PHONE not in html


@pytest.mark.parametrize(
    "wrong", [{"words": " "}, {"reason": "curiosity"}, {"field": "openid"}, {"words": "长" * 201}]
)
def test_without_a_reason_nothing_is_shown_nor_written(house: House, wrong: dict[str, str]) -> None:
    html = sent(house.client("clerk"), reveal_url(house), 422, **form_of(house, **wrong)).text
    assert PHONE not in html
    assert queries.reveals_under(["371500"], limit=5).items == []


def test_only_people_of_that_room_and_only_by_those_who_serve_it(house: House) -> None:
    zhao = str(house.world.zhao_person.id)
    for person in (zhao, "0", "x", "9" * 30):
        sent(house.client("clerk"), reveal_url(house), 404, **form_of(house, person=person))
    stranger = make.a_clerk(house.world.next_compound, username="next")
    assert house.world.staff(stranger).post(reveal_url(house), data=form_of(house)).status_code == 403
    for name in ("official", "first", "auditor"):
        assert house.client(name).post(reveal_url(house), data=form_of(house)).status_code == 403


@pytest.mark.parametrize("name", ["clerk", "official", "first", "liaison"])
def test_oversight_is_for_auditors(house: House, name: str) -> None:
    assert house.client(name).get(OVERSIGHT).status_code == 403
    assert house.client(name).get(f"{OVERSIGHT}log").status_code == 403


def test_an_auditor_reads_the_log_and_changes_nothing(house: House) -> None:
    client = house.client("auditor")
    assert "开通角色" in seen(client, f"{OVERSIGHT}log")
    html = seen(client, f"{OVERSIGHT}log?act=staff&subject=staff:{house.first.key}")
    assert ">新建账号</td>" in html
    assert ">开通角色</td>" not in html
    assert "没有这样的记录" in seen(client, f"{OVERSIGHT}log?act=nothing")
    posts = [rule for rule in house.world.app.url_map.iter_rules() if rule.endpoint.startswith("oversight.")]
    assert posts
    changing = {rule.endpoint for rule in posts if {"POST", "PUT", "DELETE"} & set(rule.methods or ())}
    assert changing == {"oversight.packs.read", "oversight.packs.take_evidence"}, (
        "each leaves its trace alone"
    )
    for url in ("/committee/", "/official/", "/staff/people/", "/staff/units/"):
        assert client.get(url).status_code == 403


def test_the_log_says_how_far_it_is_linked_and_signed_and_how_to_check(house: House) -> None:
    client = house.client("auditor")
    assert "还没有签过" in seen(client, f"{OVERSIGHT}log")
    audit_jobs.link_new_entries({}, clock.now())
    audit_jobs.sign_chain({}, clock.now())
    html = seen(client, f"{OVERSIGHT}log")
    linked, _ = get_head()
    for words in (
        f"{linked} 条，到",
        f"签到第 {linked} 条",
        "flask audit verify --log",
        get_checkpoints()[-1].key,
    ):
        assert words in html


def test_an_act_without_words_shows_its_code(house: House) -> None:
    with transaction():
        record("system:test", "thing.done", "thing:1", clock.now(), room=7)
    html = seen(house.client("auditor"), f"{OVERSIGHT}log?act=thing")
    assert "thing.done" in html
    assert "房屋：7" in html


def test_every_act_that_is_recorded_has_words_and_a_kind(house: House) -> None:
    words = house.world.app.jinja_env.get_template("web/_log_words.html").module
    acts = {act for path in CODE.rglob("*.py") for act in RECORDED.findall(path.read_text("utf-8"))}
    assert len(acts) > 90
    assert not acts - set(words.ACT_WORDS)
    assert not {act.partition(".")[0] for act in words.ACT_WORDS} ^ {kind for kind, _ in words.KIND_WORDS}


def test_an_auditor_of_a_county_sees_its_looks_and_no_log(house: House) -> None:
    sent(house.client("clerk"), reveal_url(house), 200, **form_of(house))
    make.a_region("371503", name="茌平区")
    for path, looks in (("371500.371502", 1), ("371500.371503", 0)):
        account = make.a_staff_account("auditor", path)
        client = house.world.staff(account)
        assert seen(client, OVERSIGHT).count("楼上漏水") == looks
        assert client.get(f"{OVERSIGHT}log").status_code == 403


def test_a_long_log_has_pages(house: House) -> None:
    client = house.client("auditor")
    with transaction():
        for number in range(60):
            record("system:test", "thing.done", f"thing:{number}", clock.now())
    html = seen(client, f"{OVERSIGHT}log")
    assert "下一页" in html
    assert client.get(f"{OVERSIGHT}log?cursor=x").status_code == 422
