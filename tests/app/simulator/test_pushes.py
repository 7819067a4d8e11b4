"""Every kind of push is understood by the product's own parser, in all three modes."""

from datetime import timedelta

import pytest

from app.simulator.operations import pushes
from app.simulator.operations.pushes import Push, envelope, original_id, write
from bots.wechat.errors import Rejected
from bots.wechat.inbound import Inbound, open_envelope
from tests.app.simulator.conftest import ANNA, AT, account_in

KINDS = {
    "text": pushes.text("hello"),
    "choice": pushes.text("first", menu_id="101"),
    "image": pushes.image("media", "http://127.0.0.1/p.jpg"),
    "voice": pushes.voice("media", "recognised"),
    "location": pushes.location("36.456700", "115.985400", "square"),
    "link": pushes.link("title", "about", "http://127.0.0.1/"),
    "follow": pushes.subscribe(),
    "follow-by-code": pushes.subscribe("house-1", "ticket"),
    "unfollow": pushes.unsubscribe(),
    "scan": pushes.scan("house-1", "ticket"),
    "click": pushes.click("menu:polls", "polls"),
    "view": pushes.view("http://127.0.0.1/my"),
    "whereabouts": pushes.whereabouts("36.456700", "115.985400"),
    "template": pushes.template_finished("17", "success"),
    "popup": pushes.subscription_popup(("a", "b"), is_accepted=True),
    "change": pushes.subscription_change(("a",)),
    "sent": pushes.subscription_sent("a", "17"),
}


def heard(push: Push, mode: str = "safe") -> Inbound:
    """What the product hears of a push."""
    account = account_in(mode)
    query, body = envelope(write(push, account, ANNA, AT), account, ANNA, AT)
    return open_envelope(query, body, account, AT)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_understood_in_every_mode(name: str, mode: str) -> None:
    push = KINDS[name]
    inbound = heard(push, mode)
    assert (inbound.from_user, inbound.to_user) == (ANNA, original_id(account_in(mode)))
    assert inbound.created_at == AT
    assert (inbound.kind, inbound.event) == (push.kind, push.event.lower())
    assert bool(inbound.msg_id) == (push.kind != "event")


def test_details_arrive_as_they_were_sent() -> None:
    assert heard(KINDS["choice"]).menu_id == "101"
    assert heard(KINDS["voice"]).words == "recognised"
    assert heard(pushes.voice("media")).words == ""
    assert heard(KINDS["location"]).location is not None
    assert heard(KINDS["follow"]).scene == ""
    assert [heard(KINDS[name]).scene for name in ("follow-by-code", "scan")] == ["house-1", "house-1"]
    assert len(heard(KINDS["popup"]).facts["List"]) == 2


@pytest.mark.parametrize("words", ["]]>", "x]]></Content><MsgType>", "<b>&amp;", "\U0001f600 emoji"])
def test_nothing_a_person_types_can_end_the_character_data(words: str) -> None:
    assert heard(pushes.text(words)).content == words


def test_control_characters_do_not_break_the_message() -> None:
    assert heard(pushes.text("a\x00b\x08c")).content == "abc"


def test_a_push_signed_long_ago_or_for_another_account_is_not_taken() -> None:
    account = account_in("safe")
    query, body = envelope(write(KINDS["text"], account, ANNA, AT), account, ANNA, AT)
    strict = type(account)(**{**vars(account), "freshness_s": 300})
    with pytest.raises(Rejected):
        open_envelope(query, body, strict, AT + timedelta(seconds=301))
    with pytest.raises(Rejected):
        open_envelope(query, body, type(account)(**{**vars(account), "app_id": "wxother"}), AT)
