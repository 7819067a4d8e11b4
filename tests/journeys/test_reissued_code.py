"""Story: a slip is lost; the clerk makes a new code, the old one dies, and those who are bound stay."""

import re

from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.roster import operations as roster
from app.roster import queries
from tests.app.chats.phone import Phone
from tests.app.notifications.platform import openid_of
from tests.app.polls.making import an_open_poll
from tests.people import World


def test_a_new_code_kills_the_old_one_and_leaves_the_bound_alone(app: Flask, world: World) -> None:
    with transaction():
        lost = roster.reissue_code(world.room.id, "test:maker", clock.now())
    an_open_poll(world.compound)
    finder = Phone(app, "finder")
    finder.event("subscribe", EventKey=f"qrscene_{lost}", Ticket="t")

    fresh = _reissued_by_the_clerk(world)
    assert fresh != lost

    said = finder.say("同意") + finder.say(lost)
    assert "已经换新" in said or "不能用" in said, "whoever found the old slip gets nowhere"
    assert queries.homes_of(queries.find_contact("main", "finder") or 0) == []
    wang = Phone(app, openid_of(world.li))
    assert "1/" in wang.say("投票"), "Li was bound before and stays bound"

    newcomer = Phone(app, "newcomer")
    newcomer.event("subscribe", EventKey=f"qrscene_{fresh}", Ticket="t")
    for words in ("同意", "对", "王小明", "不是"):
        newcomer.say(words)
    (home,) = queries.homes_of(queries.find_contact("main", "newcomer") or 0)
    assert home.label == world.room.label
    assert not home.is_owner


def _reissued_by_the_clerk(world: World) -> str:
    """The button on the room's page; the code stands on the new slip, not on the page."""
    clerk = world.staff(world.clerk)
    address = f"/committee/roster/{world.compound.public_id}/rooms/{world.room.id}"
    token = re.search(r'name="csrf_token" value="([^"]+)"', clerk.get(address).text)
    assert token
    assert clerk.post(f"{address}/code", data={"csrf_token": token[1]}).status_code == 303
    code = queries.house_code_of(world.room.id)
    assert code
    assert code not in clerk.get(address).text
    return code
