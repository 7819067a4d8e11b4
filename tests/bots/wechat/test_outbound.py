"""Tests of replies: what WeChat reads is what was said, whatever a person had written."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from wechatpy.crypto import WeChatCrypto

from bots.wechat.accounts import Account
from bots.wechat.inbound import open_envelope
from bots.wechat.outbound import SUCCESS, article_reply, seal, text_reply
from tests.bots.wechat.wire import ACCOUNT, AT, COMPATIBLE, PLAIN, STAMP, query, sha1_of_sorted, text_push

INBOUND = open_envelope(query(), text_push("x"), PLAIN, AT)
INJECTION = "x]]></Content><MsgType><![CDATA[news]]></MsgType><Content><![CDATA["


def fields(xml: str) -> dict[str, str]:
    """Name and text of each child; a name that stands there twice is an error."""
    children = list(ElementTree.fromstring(xml))
    assert len({child.tag for child in children}) == len(children)
    return {child.tag: child.text or "" for child in children}


def test_a_text_reply_goes_back_to_the_sender() -> None:
    assert fields(text_reply(INBOUND, "您好")) == {
        "ToUserName": INBOUND.from_user,
        "FromUserName": INBOUND.to_user,
        "CreateTime": STAMP,
        "MsgType": "text",
        "Content": "您好",
    }


@pytest.mark.parametrize("text", [INJECTION, "]]>", "]]]]>>", "<&>\"'", "]]>" * 50, "&amp;", "<![CDATA[x"])
def test_nothing_in_a_text_can_end_it(text: str) -> None:
    assert fields(text_reply(INBOUND, text))["Content"] == text


def test_a_sender_with_a_strange_name_cannot_break_out() -> None:
    odd = replace(INBOUND, from_user="a]]></ToUserName><MsgType>news</MsgType>")
    assert fields(text_reply(odd, "x"))["ToUserName"] == odd.from_user


def test_control_characters_do_not_reach_the_reply() -> None:
    assert fields(text_reply(INBOUND, "a\x00\x0b\ud800b"))["Content"] == "ab"


def test_a_long_reply_is_cut_to_what_is_delivered() -> None:
    content = fields(text_reply(INBOUND, "议" * 3000))["Content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("议…")


@pytest.mark.parametrize("text", ["", "  ", "\x00\n"])
def test_nothing_to_say_is_success(text: str) -> None:
    assert text_reply(INBOUND, text) == SUCCESS


def test_the_same_push_gets_the_same_reply() -> None:
    assert text_reply(INBOUND, "好") == text_reply(INBOUND, "好")


def article(**changes: str) -> ElementTree.Element:
    """The one item of an article reply."""
    links = {"picture_url": "https://x/p.png", "url": "https://x/"}
    given = {"title": "t", "description": "d", **links, **changes}
    root = ElementTree.fromstring(article_reply(INBOUND, **given))
    assert root.findtext("MsgType") == "news"
    assert root.findtext("ArticleCount") == "1"
    items = root.findall("Articles/item")
    assert len(items) == 1
    return items[0]


def test_an_article_reply_holds_exactly_one_article() -> None:
    item = article(title=INJECTION)
    assert [child.tag for child in item] == ["Title", "Description", "PicUrl", "Url"]
    assert item.findtext("Title") == INJECTION
    assert item.findtext("Url") == "https://x/"


def test_long_titles_are_cut_and_odd_links_left_out() -> None:
    links = {"picture_url": "javascript:x", "url": "https://x/" + "a" * 2000}
    item = article(title="题" * 100, description="述" * 400, **links)
    assert len(item.findtext("Title", "").encode()) <= 192
    assert len(item.findtext("Description", "").encode()) <= 512
    assert item.findtext("PicUrl") == ""
    assert item.findtext("Url") == ""


def test_a_plain_account_answers_in_plain_text() -> None:
    reply = text_reply(INBOUND, "好")
    assert seal(reply, PLAIN, 1, nonce="n") == reply


@pytest.mark.parametrize("account", [ACCOUNT, COMPATIBLE])
def test_a_sealed_reply_is_opened_by_the_sdk(account: Account) -> None:
    reply = text_reply(INBOUND, INJECTION)
    envelope = seal(reply, account, 1409735669, nonce="n1")
    found = fields(envelope)
    assert found["TimeStamp"] == "1409735669"
    assert found["MsgSignature"] == sha1_of_sorted(ACCOUNT.token, "1409735669", "n1", found["Encrypt"])
    crypto = WeChatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.app_id)
    assert crypto.decrypt_message(envelope, found["MsgSignature"], "1409735669", "n1") == reply


def test_success_is_never_sealed() -> None:
    assert seal(SUCCESS, ACCOUNT, 1) == SUCCESS


def test_a_nonce_is_made_when_none_is_given_and_harmless_when_one_is() -> None:
    nonces = {fields(seal("<xml/>", ACCOUNT, 1))["Nonce"] for _ in range(5)}
    assert len(nonces) == 5
    assert fields(seal("<xml/>", ACCOUNT, 1, nonce="a]]>\x00"))["Nonce"] == "a]]>"
