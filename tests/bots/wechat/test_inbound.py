"""Tests of what a push says: messages, events and everything that is refused."""

import json
import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.wechat.accounts import Account
from bots.wechat.errors import Rejected
from bots.wechat.inbound import Inbound, Location, open_envelope
from tests.bots.wechat.mutations import mutated, plain_cases
from tests.bots.wechat.pushes import ENTRY, EVENTS, REFUSAL, SENT
from tests.bots.wechat.wire import ACCOUNT, AT, HEAD, PLAIN, event_push, query, sealed, text_push, xml

MESSAGE = {**HEAD, "MsgId": "6054768590064713728"}


def opened(body: bytes) -> Inbound:
    """The push, sent in plain mode."""
    return open_envelope(query(), body, PLAIN, AT)


def refused(body: bytes) -> str:
    """Status and reason of the refusal."""
    with pytest.raises(Rejected) as caught:
        opened(body)
    return str(caught.value)


def test_a_text_is_read_whole() -> None:
    assert opened(text_push("你好😀 <b> & ]]")) == Inbound(
        kind="text",
        to_user="gh_7f083739789a",
        from_user="oia2TjuEGTNoeX76QEjQNrcURxG8",
        created_at=AT,
        msg_id="6054768590064713728",
        content="你好😀 <b> & ]]",
        dedupe_key=opened(text_push("else")).dedupe_key,
    )


@pytest.mark.parametrize(
    ("written", "read"), [("  a\n", "a"), ("   ", ""), ("", ""), ("\u3000好\u3000", "好")]
)
def test_space_around_a_text_is_dropped(written: str, read: str) -> None:
    assert opened(text_push(written)).content == read


def test_a_sealed_text_says_so() -> None:
    asked, body = sealed(text_push("好"))
    inbound = open_envelope(asked, body, ACCOUNT, AT)
    assert (inbound.encrypted, inbound.content) == (True, "好")
    assert opened(text_push()).encrypted is False


def test_a_tap_on_a_menu_message_is_a_text_with_its_number() -> None:
    inbound = opened(text_push("满意", bizmsgmenuid="101"))
    assert (inbound.kind, inbound.content, inbound.menu_id) == ("text", "满意", "101")


def test_a_text_from_an_article_keeps_its_further_ids_as_facts() -> None:
    assert opened(text_push(MsgDataId="7", Idx="1")).facts == {"MsgDataId": "7", "Idx": "1"}


def test_a_voice_message_says_what_was_recognised() -> None:
    inbound = opened(
        xml({**MESSAGE, "MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": " 我同意 "})
    )
    assert (inbound.media_id, inbound.recognition, inbound.words) == ("m", "我同意", "我同意")
    assert inbound.facts == {"Format": "amr"}
    assert opened(xml({**MESSAGE, "MsgType": "voice", "MediaId": "m"})).words == ""


def test_pictures_and_videos_have_a_media_id() -> None:
    picture = opened(xml({**MESSAGE, "MsgType": "image", "MediaId": "m", "PicUrl": "http://x.example/1"}))
    assert (picture.kind, picture.media_id, picture.pic_url) == ("image", "m", "http://x.example/1")
    for kind in ("video", "shortvideo"):
        video = opened(xml({**MESSAGE, "MsgType": kind, "MediaId": "m", "ThumbMediaId": "t"}))
        assert (video.kind, video.media_id, video.facts) == (kind, "m", {"ThumbMediaId": "t"})


def test_a_place_keeps_every_digit() -> None:
    fields = {"Location_X": "36.4567890123", "Location_Y": "-115.9", "Scale": "20", "Label": "兴华西路"}
    inbound = opened(xml({**MESSAGE, "MsgType": "location", **fields}))
    assert inbound.location == Location("36.4567890123", "-115.9", "兴华西路")
    assert inbound.facts == {"Scale": "20"}


def test_links_and_files_keep_their_fields_as_facts() -> None:
    link = opened(xml({**MESSAGE, "MsgType": "link", "Title": "t", "Description": "d", "Url": "u"}))
    assert (link.kind, link.facts) == ("link", {"Title": "t", "Description": "d", "Url": "u"})
    file = opened(xml({**MESSAGE, "MsgType": "file", "Title": "t.doc", "FileTotalLen": "9"}))
    assert (file.kind, file.facts["Title"]) == ("file", "t.doc")


def test_a_kind_nobody_knows_is_unknown_and_nothing_is_lost() -> None:
    inbound = opened(xml({**HEAD, "MsgType": "Hologram", "Depth": "<a><b>1</b></a>"}))
    assert (inbound.kind, inbound.facts) == ("unknown", {"MsgType": "hologram", "Depth": {"a": {"b": "1"}}})


@pytest.mark.parametrize("event", EVENTS)
def test_every_kind_of_event_is_read(event: str) -> None:
    inbound = opened(event_push(event, **EVENTS[event]))
    assert (inbound.kind, inbound.event, inbound.msg_id) == ("event", event.lower(), "")
    assert inbound.event_key == EVENTS[event].get("EventKey", "")
    json.dumps(inbound.facts)


def test_a_scene_is_the_same_for_new_and_old_followers() -> None:
    assert opened(event_push("subscribe", EventKey="qrscene_A1", Ticket="T")).scene == "A1"
    assert opened(event_push("SCAN", EventKey="A1", Ticket="T")).scene == "A1"
    assert opened(event_push("SCAN", EventKey="A1", Ticket="T")).ticket == "T"
    assert opened(event_push("subscribe", EventKey="last_trade_no_4001")).scene == ""
    assert opened(event_push("CLICK", EventKey="qrscene_A1")).scene == ""
    assert opened(event_push("subscribe")).scene == ""


def test_a_place_comes_with_its_events() -> None:
    assert opened(event_push("LOCATION", **EVENTS["LOCATION"])).location == Location("36.45", "115.98")
    selected = opened(event_push("location_select", **EVENTS["location_select"]))
    assert selected.location == Location("36.45", "115.98", "x")
    assert selected.facts["SendLocationInfo"] == {
        "Location_X": "36.45",
        "Location_Y": "115.98",
        "Scale": "15",
        "Label": "x",
        "Poiname": "",
    }


def test_the_fate_of_a_template_message_is_a_fact() -> None:
    facts = opened(event_push("TEMPLATESENDJOBFINISH", MsgID="200163836", Status="failed:user block")).facts
    assert facts == {"MsgID": "200163836", "Status": "failed:user block"}


def test_what_was_scanned_or_photographed_is_a_fact() -> None:
    scan = opened(event_push("scancode_waitmsg", **EVENTS["scancode_waitmsg"]))
    assert scan.facts == {"ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": "1"}}
    photo = opened(event_push("pic_weixin", **EVENTS["pic_weixin"]))
    assert photo.facts == {"SendPicsInfo": {"Count": "1", "PicList": {"item": [{"PicMd5Sum": "1b5f7c"}]}}}


def test_subscription_entries_are_a_list_for_one_and_for_several() -> None:
    one = opened(event_push("subscribe_msg_popup_event", SubscribeMsgPopupEvent=ENTRY))
    assert one.facts == {"List": [{"TemplateId": "T1", "SubscribeStatusString": "accept", "PopupScene": "2"}]}
    two = opened(event_push("subscribe_msg_popup_event", SubscribeMsgPopupEvent=ENTRY + REFUSAL))
    assert [entry["TemplateId"] for entry in two.facts["List"]] == ["T1", "T2"]
    sent = opened(event_push("subscribe_msg_sent_event", SubscribeMsgSentEvent=SENT))
    assert sent.facts["List"][0]["ErrorStatus"] == "success"


@pytest.mark.parametrize("holder", ["", "text", "<List></List>", "<List>x</List>", "<Other>1</Other>"])
def test_an_odd_subscription_event_has_no_entries(holder: str) -> None:
    assert opened(event_push("subscribe_msg_popup_event", SubscribeMsgPopupEvent=holder)).facts == {
        "List": []
    }


@pytest.mark.parametrize("name", ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId"])
def test_a_required_field_stands_there_once_and_flat(name: str) -> None:
    whole = text_push().decode()
    start, end = whole.index(f"<{name}>"), whole.index(f"</{name}>") + len(name) + 3
    field = whole[start:end]
    assert refused(whole.replace(field, "").encode()) == "400 missing-field"
    assert refused(whole.replace(field, field + field).encode()) == "400 repeated-field"
    assert refused(whole.replace(field, f"<{name}><a>1</a></{name}>").encode()) == "400 nested-field"


@pytest.mark.parametrize("name", ["EventKey", "Ticket"])
def test_optional_fields_are_single_and_flat_too(name: str) -> None:
    body = event_push("SCAN", **{name: "x"})
    assert refused(body.replace(b"</xml>", f"<{name}>y</{name}></xml>".encode())) == "400 repeated-field"
    assert refused(event_push("SCAN", **{name: "<a>1</a>"})) == "400 nested-field"


@pytest.mark.parametrize(
    "changes",
    [
        {"MsgType": ""},
        {"ToUserName": ""},
        {"FromUserName": ""},
        {"FromUserName": "x" * 65},
        {"FromUserName": "王 五"},
        {"CreateTime": "yesterday"},
        {"CreateTime": "1.5e9"},
        {"CreateTime": "-1"},
        {"CreateTime": "٣"},
        {"CreateTime": "9" * 400},
        {"MsgId": ""},
        {"MsgId": "abc"},
        {"MsgId": "-5"},
        {"MsgId": str(2**64)},
        {"MsgId": "9" * 5000},
        {"MsgType": "event"},
        {"MsgType": "image"},
        {"MsgType": "image", "MediaId": ""},
        {"MsgType": "location", "Location_X": "x", "Location_Y": "1"},
        {"MsgType": "location", "Location_X": "91", "Location_Y": "1"},
        {"MsgType": "location", "Location_X": "1", "Location_Y": "-181.5"},
        {"MsgType": "location", "Location_X": "nan", "Location_Y": "1"},
    ],
)
def test_a_field_of_the_wrong_type_is_a_400(changes: dict[str, str]) -> None:
    assert refused(text_push(**changes)).startswith("400 ")


def test_the_largest_message_id_is_fine() -> None:
    assert opened(text_push(MsgId=str(2**64 - 1))).msg_id == str(2**64 - 1)


def test_a_time_must_be_one_at_which_a_message_can_be_sent() -> None:
    assert opened(text_push(CreateTime="1348831860")).created_at == datetime(2012, 9, 28, 11, 31, tzinfo=UTC)
    assert opened(text_push(CreateTime=str(int((AT + timedelta(days=1)).timestamp()))))
    for seconds in ("0", "999999999", str(int((AT + timedelta(days=1)).timestamp()) + 1), "9999999999"):
        assert refused(text_push(CreateTime=seconds)) == "400 time-out-of-range"


def test_a_retry_has_the_same_key_however_it_is_sealed() -> None:
    keys = {open_envelope(*sealed(text_push("好")), ACCOUNT, AT).dedupe_key for _ in range(3)}
    assert keys == {opened(text_push("好")).dedupe_key}
    assert len(keys.pop()) == 64


@pytest.mark.parametrize(
    "changes",
    [{"ToUserName": "gh_2"}, {"FromUserName": "o2"}, {"MsgId": "2"}, {"CreateTime": "1348831860"}],
)
def test_another_message_has_another_key(changes: dict[str, str]) -> None:
    assert opened(text_push(**changes)).dedupe_key != opened(text_push()).dedupe_key


def test_two_events_of_one_second_have_two_keys() -> None:
    bodies = [
        event_push("CLICK", EventKey="a"),
        event_push("CLICK", EventKey="b"),
        event_push("VIEW", EventKey="a"),
        event_push("SCAN", EventKey="a", Ticket="t1"),
        event_push("SCAN", EventKey="a", Ticket="t2"),
        event_push("LOCATION", Latitude="1", Longitude="1"),
        event_push("LOCATION", Latitude="1", Longitude="2"),
        event_push("TEMPLATESENDJOBFINISH", MsgID="1", Status="success"),
        event_push("TEMPLATESENDJOBFINISH", MsgID="2", Status="success"),
    ]
    assert len({opened(body).dedupe_key for body in bodies}) == len(bodies)


def test_fields_cannot_be_shifted_into_each_other() -> None:
    left = event_push("SCAN", EventKey="ab", Ticket="c")
    right = event_push("SCAN", EventKey="a", Ticket="bc")
    assert opened(left).dedupe_key != opened(right).dedupe_key


def test_a_value_is_frozen_and_can_be_a_key() -> None:
    inbound = opened(text_push())
    assert len({inbound, replace(inbound)}) == 1
    with pytest.raises(AttributeError):
        inbound.content = "x"  # type: ignore[misc]  # the point of this test


def outcome(asked: dict[str, str], body: bytes, account: Account) -> str:
    """What became of it; anything but an Inbound or a Rejected is an error of ours."""
    try:
        assert isinstance(open_envelope(asked, body, account, AT), Inbound)
    except Rejected as error:
        return str(error.status)
    return "taken"


def test_two_thousand_broken_pushes_end_in_a_message_or_a_refusal() -> None:
    start = time.perf_counter()
    outcomes = [outcome(query(), body, PLAIN) for body in plain_cases(2000)]
    assert time.perf_counter() - start < 5
    assert set(outcomes) == {"taken", "400"}
    assert outcomes.count("400") > 1000


def test_pushes_broken_outside_the_seal_are_refused_or_untouched() -> None:
    dice = random.Random(1259)
    asked, whole = sealed(text_push("我同意"))
    for _ in range(500):
        body = mutated(whole, dice)
        try:
            assert open_envelope(asked, body, ACCOUNT, AT).content == "我同意"
        except Rejected as error:
            assert error.status in (400, 403)  # noqa: PT017  # either refusal will do, none need be


def test_pushes_broken_inside_the_seal_end_in_a_message_or_a_refusal() -> None:
    for body in plain_cases(300):
        text = body.decode("utf-8", "replace")
        assert outcome(*sealed(text.encode()), ACCOUNT) in ("taken", "400")


@pytest.mark.parametrize(
    "name", ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type", "echostr"]
)
def test_broken_parameters_end_in_a_refusal(name: str) -> None:
    dice = random.Random(name)
    asked, body = sealed(text_push())
    for _ in range(100):
        noise = "".join(chr(dice.randrange(0x11000)) for _ in range(dice.randrange(60)))
        expected = {"taken"} if name == "echostr" else {"403"}
        assert outcome({**asked, name: noise}, body, ACCOUNT) in expected
