"""The platform takes proper replies, and shows its fault banner for everything else."""

import pytest

from app.simulator.operations import pushes
from app.simulator.operations.pushes import envelope, original_id, write
from app.simulator.operations.replies import BadReply, Reply, read_reply
from bots.wechat.accounts import Account
from bots.wechat.inbound import Inbound, open_envelope
from bots.wechat.outbound import article_reply, seal, text_reply
from tests.app.simulator.conftest import ANNA, AT, account_in

SAFE, COMPATIBLE, PLAIN = (account_in(mode) for mode in ("safe", "compatible", "plain"))


def inbound_for(account: Account) -> Inbound:
    """A message of Anna as the account received it."""
    return open_envelope(
        *envelope(write(pushes.text("hi"), account, ANNA, AT), account, ANNA, AT), account, AT
    )


def xml(inside: str, *, to: str = ANNA, kind: str = "text", time: str = "1700000000") -> bytes:
    """A reply in plain text, made by hand."""
    return (
        f"<xml><ToUserName>{to}</ToUserName><FromUserName>{original_id(PLAIN)}</FromUserName>"
        f"<CreateTime>{time}</CreateTime><MsgType>{kind}</MsgType>{inside}</xml>"
    ).encode()


@pytest.mark.parametrize("account", [SAFE, COMPATIBLE, PLAIN], ids=lambda one: one.mode)
def test_what_the_product_builds_is_shown_in_every_mode(account: Account) -> None:
    inbound = inbound_for(account)
    said = seal(text_reply(inbound, 'x]]>y <a href="http://127.0.0.1/my">z</a>'), account, 1)
    assert read_reply(said.encode(), account, ANNA) == Reply(
        "text", {"text": 'x]]>y <a href="http://127.0.0.1/my">z</a>'}
    )
    shown = seal(article_reply(inbound, "t", "d", picture_url="", url="http://127.0.0.1/"), account, 1)
    reply = read_reply(shown.encode(), account, ANNA)
    assert reply is not None
    assert (reply.kind, reply.body["title"], reply.body["url"]) == ("news", "t", "http://127.0.0.1/")


@pytest.mark.parametrize("body", [b"", b"success", b" success\n"])
def test_nothing_to_say_is_no_fault(body: bytes) -> None:
    assert read_reply(body, SAFE, ANNA) is None


def test_a_text_of_2048_bytes_is_shown_and_one_more_is_not() -> None:
    assert read_reply(xml(f"<Content>{'x' * 2048}</Content>"), PLAIN, ANNA) is not None
    with pytest.raises(BadReply, match="too-long"):
        read_reply(xml(f"<Content>{'x' * 2049}</Content>"), PLAIN, ANNA)


ARTICLE = "<item><Title>t</Title><Url>http://a.example/</Url></item>"
BAD = {
    "json": b'{"text": "hi"}',
    "html": b"<html><body>500</body></html>",
    "ill-formed": b"<xml><ToUserName>",
    "two-types": xml("<MsgType>news</MsgType><Content>x</Content>"),
    "no-content": xml(""),
    "empty-content": xml("<Content></Content>"),
    "two-contents": xml("<Content>a</Content><Content>b</Content>"),
    "unknown-kind": xml("<Content>x</Content>", kind="poem"),
    "to-somebody-else": xml("<Content>x</Content>", to="oOther"),
    "no-time": xml("<Content>x</Content>", time="now"),
    "control": xml("<Content>a\x01b</Content>"),
    "two-articles": xml(
        f"<ArticleCount>2</ArticleCount><Articles>{ARTICLE}{ARTICLE}</Articles>", kind="news"
    ),
    "miscounted": xml(f"<ArticleCount>1</ArticleCount><Articles>{ARTICLE * 2}</Articles>", kind="news"),
    "script-link": xml(
        "<ArticleCount>1</ArticleCount><Articles><item><Title>t</Title><Url>javascript:1</Url></item></Articles>",
        kind="news",
    ),
    "no-media": xml("<Image></Image>", kind="image"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_reply_that_breaks_the_rules_is_a_fault(name: str) -> None:
    with pytest.raises(BadReply):
        read_reply(BAD[name], PLAIN, ANNA)


def test_a_plain_reply_in_safe_mode_is_a_fault_but_not_in_compatible_mode() -> None:
    with pytest.raises(BadReply, match="not-sealed"):
        read_reply(xml("<Content>x</Content>"), SAFE, ANNA)
    assert read_reply(xml("<Content>x</Content>"), COMPATIBLE, ANNA) is not None


def test_a_reply_sealed_or_signed_by_another_account_is_a_fault() -> None:
    inbound = inbound_for(SAFE)
    for changed in ({"token": "other"}, {"aes_key": "z" * 42 + "A"}, {"app_id": "wxother"}):
        other = Account(**{**vars(SAFE), **changed})
        sealed = seal(text_reply(inbound, "hi"), other, 1)
        with pytest.raises(BadReply):
            read_reply(sealed.encode(), SAFE, ANNA)
