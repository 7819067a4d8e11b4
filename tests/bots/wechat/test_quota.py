"""Tests of windows and credit: edges of each window, and what opens one."""

from datetime import datetime, timedelta

import pytest

from bots.wechat.inbound import Inbound, open_envelope
from bots.wechat.quota import (
    Act,
    Change,
    Opening,
    allowance,
    credit_after,
    open_until,
    opening_of,
    subscription_changes,
)
from tests.bots.wechat.pushes import ENTRY, REFUSAL, SENT
from tests.bots.wechat.wire import AT, PLAIN, event_push, query, text_push, xml

HEARD = [Opening(Act.MESSAGE, AT)]
TAPPED = [Opening(Act.TAP, AT)]


def after(**length: int) -> datetime:
    """An instant that long after the act."""
    return AT + timedelta(**length)


@pytest.mark.parametrize(
    ("openings", "left", "at"),
    [
        ([], 0, AT),
        (HEARD, 5, AT),
        (HEARD, 5, after(hours=48) - timedelta(microseconds=1)),
        (HEARD, 0, after(hours=48)),
        (HEARD, 0, after(seconds=-1)),
        (TAPPED, 3, AT),
        (TAPPED, 3, after(seconds=59)),
        (TAPPED, 0, after(seconds=60)),
        (HEARD + TAPPED, 5, AT),
        ([*TAPPED, Opening(Act.TAP, after(seconds=90))], 3, after(seconds=100)),
    ],
)
def test_a_window_is_open_from_the_act_to_just_before_its_end(
    openings: list[Opening], left: int, at: datetime
) -> None:
    assert allowance(openings, [], at) == left


@pytest.mark.parametrize(("sent", "left"), [(0, 5), (1, 4), (4, 1), (5, 0), (6, 0)])
def test_every_message_sent_counts(sent: int, left: int) -> None:
    assert allowance(HEARD, [after(minutes=1)] * sent, after(hours=1)) == left


def test_messages_sent_before_the_act_or_planned_for_later_do_not_count() -> None:
    assert allowance(HEARD, [after(seconds=-1), after(hours=2)], after(hours=1)) == 5
    assert allowance(HEARD, [AT, after(hours=1)], after(hours=1)) == 3


def test_a_new_message_opens_a_new_window() -> None:
    openings = [*HEARD, Opening(Act.MESSAGE, after(hours=2))]
    assert allowance(openings, [after(hours=1)] * 5, after(hours=1)) == 0
    assert allowance(openings, [after(hours=1)] * 5, after(hours=3)) == 5


def test_windows_do_not_add_up() -> None:
    openings = [*HEARD, Opening(Act.TAP, after(hours=1))]
    assert allowance(openings, [after(minutes=1)] * 4, after(hours=1)) == 3
    assert allowance(openings, [after(minutes=1)] * 4, after(hours=1, minutes=1)) == 1


def test_a_window_says_when_it_closes() -> None:
    assert open_until(HEARD + TAPPED, AT) == after(hours=48)
    assert open_until(TAPPED, AT) == after(minutes=1)
    assert open_until(HEARD, after(hours=48)) is None
    assert open_until([], AT) is None


def opened(body: bytes) -> Inbound:
    """A push, sent in plain mode."""
    return open_envelope(query(), body, PLAIN, AT)


def test_what_a_person_says_opens_the_long_window() -> None:
    assert opening_of(opened(text_push())) == Opening(Act.MESSAGE, AT)


def test_a_tap_on_a_menu_message_opens_the_short_one() -> None:
    assert opening_of(opened(text_push(bizmsgmenuid="1"))) == Opening(Act.TAP, AT)


@pytest.mark.parametrize("event", ["CLICK", "subscribe", "SCAN", "scancode_push", "scancode_waitmsg"])
def test_taps_scans_and_following_open_the_short_window(event: str) -> None:
    assert opening_of(opened(event_push(event, EventKey="k"))) == Opening(Act.TAP, AT)


@pytest.mark.parametrize("event", ["VIEW", "unsubscribe", "TEMPLATESENDJOBFINISH", "pic_weixin", "something"])
def test_other_events_open_nothing(event: str) -> None:
    assert opening_of(opened(event_push(event, EventKey="k"))) is None


def test_a_kind_nobody_knows_opens_nothing() -> None:
    body = xml(
        {"ToUserName": "g", "FromUserName": "o", "CreateTime": str(int(AT.timestamp())), "MsgType": "new"}
    )
    assert opening_of(opened(body)) is None


A, R, S, X = Change.ACCEPTED, Change.REJECTED, Change.SENT, Change.EXHAUSTED


@pytest.mark.parametrize(
    ("changes", "once", "long_term"),
    [
        ([], 0, 0),
        ([A], 1, 1),
        ([A, A, A], 3, 1),
        ([A, S], 0, 1),
        ([S], 0, 0),
        ([S, A], 1, 1),
        ([A, A, S], 1, 1),
        ([A, A, R], 0, 0),
        ([A, A, X], 0, 0),
        ([A, R, A], 1, 1),
        ([X, A, S, S], 0, 1),
    ],
)
def test_credit_is_what_was_accepted_less_what_was_used(
    changes: list[Change], once: int, long_term: int
) -> None:
    assert credit_after(changes) == once
    assert credit_after(changes, long_term=True) == long_term


def test_what_was_accepted_in_a_popup_is_credit() -> None:
    body = event_push("subscribe_msg_popup_event", SubscribeMsgPopupEvent=ENTRY + REFUSAL)
    assert subscription_changes(opened(body)) == [("T1", Change.ACCEPTED)]


def test_what_was_turned_off_in_the_settings_is_gone() -> None:
    body = event_push("subscribe_msg_change_event", SubscribeMsgChangeEvent=REFUSAL)
    assert subscription_changes(opened(body)) == [("T2", Change.REJECTED)]


def test_other_events_change_no_credit() -> None:
    assert (
        subscription_changes(opened(event_push("subscribe_msg_sent_event", SubscribeMsgSentEvent=SENT))) == []
    )
    assert subscription_changes(opened(event_push("CLICK", List="<TemplateId>T1</TemplateId>"))) == []
    assert subscription_changes(opened(text_push())) == []


@pytest.mark.parametrize("entry", ["", "<List>x</List>", "<List><TemplateId>T</TemplateId></List>"])
def test_an_odd_entry_changes_nothing(entry: str) -> None:
    body = event_push("subscribe_msg_popup_event", SubscribeMsgPopupEvent=entry)
    assert subscription_changes(opened(body)) == []
