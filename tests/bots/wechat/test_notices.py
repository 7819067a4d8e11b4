"""Tests of notices: what each type of field takes, and that every notice can be filled."""

from datetime import UTC, datetime

import pytest

from bots.wechat.notices import PHRASES, TEMPLATES, Value, data_for, fit
from surveys.errors import Invalid

AT = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
FACTS: dict[str, Value] = {
    "compound": "兴华小区",
    "title": "加装电梯四种立场",
    "opens_at": AT,
    "closes_at": AT,
    "published_at": AT,
    "decided_at": AT,
    "sent_at": AT,
    "entered_at": AT,
    "room": "3号楼2单元501",
    "outcome": "accepted",
    "message": "您好，\n楼道灯明天上午来修。",
}


@pytest.mark.parametrize("notice", TEMPLATES)
def test_every_notice_can_be_filled(notice: str) -> None:
    data = data_for(notice, FACTS)
    assert set(data) == {field.parameter for field in TEMPLATES[notice].fields}
    assert all(0 < len(line["value"]) <= 32 and "\n" not in line["value"] for line in data.values())


def test_the_ten_kinds_of_notices_are_there() -> None:
    kinds = {"poll-opened", "poll-closing", "result-published", "binding-decided", "message-from-clerk"}
    kinds |= {
        "binding-changed",
        "roster-published",
        "correction-answered",
        "decision-noticed",
        "ballot-entered",
    }
    assert set(TEMPLATES) == kinds


def test_a_poll_notice_reads_as_residents_read() -> None:
    assert data_for("poll-opened", FACTS) == {
        "thing1": {"value": "兴华小区"},
        "thing2": {"value": "加装电梯四种立场"},
        "time3": {"value": "2026年11月24日 00:05"},
    }


def test_a_decision_on_a_binding_is_said_in_words() -> None:
    assert data_for("binding-decided", FACTS)["phrase2"] == {"value": "已通过"}
    assert data_for("binding-decided", {**FACTS, "outcome": "refused"})["phrase2"] == {"value": "未通过"}
    with pytest.raises(Invalid):
        data_for("binding-decided", {**FACTS, "outcome": "maybe"})


@pytest.mark.parametrize("outcome", PHRASES)
def test_every_outcome_is_a_phrase_wechat_takes(outcome: str) -> None:
    for kind in ("binding-decided", "binding-changed", "correction-answered"):
        assert data_for(kind, {**FACTS, "outcome": outcome})["phrase2"] == {"value": PHRASES[outcome]}


def test_a_missing_fact_or_an_unknown_notice_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        data_for("poll-opened", {"compound": "x", "title": "y"})
    assert caught.value.code == "notice-value-unfit"
    with pytest.raises(Invalid) as caught:
        data_for("advertisement", FACTS)
    assert caught.value.code == "notice-kind-unknown"


@pytest.mark.parametrize(
    ("value", "fitted"),
    [
        ("短", "短"),
        ("二" * 20, "二" * 20),
        ("二" * 21, "二" * 19 + "…"),
        ("a\nb\r\n\tc", "a b c"),
        ("好😀的👨‍👩‍👧❤️", "好的"),
        ("\U00020bb7" * 10, "\U00020bb7" * 10),
        ("\U00020bb7" * 11, "\U00020bb7" * 9 + "…"),
        ("x" * 18 + " yz", "x" * 18 + "…"),
        (12, "12"),
    ],
)
def test_a_thing_is_one_line_of_twenty_without_emoji(value: Value, fitted: str) -> None:
    assert fit("thing", value) == fitted


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", "-12.50"),
        ("number", 7),
        ("number", "9" * 32),
        ("letter", "ABC"),
        ("symbol", "!!!"),
        ("character_string", "7K3M-P2QX-88"),
        ("character_string", "a b"),
        ("time", "15:01"),
        ("time", "2019年10月1日 15:01"),
        ("time", "08:00~17:30"),
        ("date", "2019年10月1日"),
        ("date", "2019年10月1日 15:01"),
        ("amount", "¥100.00"),
        ("amount", "8960元"),
        ("phone_number", "0635-8288888"),
        ("car_number", "鲁P12345"),
        ("name", "欧阳娜娜"),
        ("name", "Zhang San"),
        ("phrase", "未通过"),
    ],
)
def test_a_value_of_its_type_stays_as_it_is(kind: str, value: Value) -> None:
    assert fit(kind, value) == str(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("thing", ""),
        ("thing", "😀"),
        ("number", "9" * 33),
        ("number", "一"),
        ("letter", "a" * 33),
        ("letter", "a1"),
        ("symbol", "!!!!!!"),
        ("character_string", "中文"),
        ("character_string", "x" * 33),
        ("character_string", ""),
        ("time", "tomorrow"),
        ("time", "2019-10-01"),
        ("date", "15:01"),
        ("amount", "12345678901"),
        ("amount", "many"),
        ("phone_number", "1" * 18),
        ("car_number", "鲁P1234567"),
        ("name", "一二三四五六七八九十一"),
        ("name", "x" * 21),
        ("phrase", "超过了五个字"),
        ("phrase", "ok"),
        ("enum", "x"),
        ("", "x"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_not_bent(kind: str, value: Value) -> None:
    with pytest.raises(Invalid) as caught:
        fit(kind, value)
    assert caught.value.facts == {"kind": kind}


def test_an_instant_is_told_as_it_is_in_liaocheng() -> None:
    assert fit("time", AT) == "2026年11月24日 00:05"
    assert fit("date", AT) == "2026年11月24日"
