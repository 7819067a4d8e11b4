"""Delivery over real HTTP: tries, patience, what the person sees in the end."""

import pytest

from app.simulator.operations import pushes
from app.simulator.operations.delivery import Line, Outcome, repeat_last, send
from app.simulator.queries import allowance_for, find_last_push, messages_for
from app.simulator.queries.store import Store
from tests.app.simulator.conftest import ANNA, AT, ScriptedAccount, dawdle, raw


def seen(store: Store) -> list[tuple[str, str]]:
    """The conversation as (way, text or reason)."""
    return [
        (message.way, str(message.body.get("text") or message.body.get("reason", "")))
        for message in messages_for(store, ANNA, 20)
    ]


def test_a_message_is_delivered_answered_and_kept(line: Line, product: ScriptedAccount, store: Store) -> None:
    outcome = send(line, ANNA, pushes.text("hello"), AT)
    assert (outcome.tries, outcome.fault) == (1, "")
    assert [inbound.content for inbound in product.heard] == ["hello"]
    assert seen(store) == [("phone", "hello"), ("passive", "heard hello")]
    assert allowance_for(store, ANNA, AT)[0][:2] == ("message", 5)


def test_an_account_that_answers_at_the_third_try_is_shown_without_a_fault(
    line: Line, product: ScriptedAccount, store: Store
) -> None:
    product.script = [raw(b"", 500), dawdle(0.6)]
    outcome = send(line, ANNA, pushes.text("hello"), AT)
    assert (outcome.tries, outcome.fault) == (3, "")
    assert len({inbound.dedupe_key for inbound in product.heard}) == 1
    assert seen(store)[-1] == ("passive", "heard hello")


def test_after_three_slow_tries_the_person_sees_the_fault_banner(
    line: Line, product: ScriptedAccount, store: Store
) -> None:
    product.script = [dawdle(0.6)] * 3
    assert send(line, ANNA, pushes.text("hello"), AT) == Outcome(3, fault="no-answer-in-time")
    assert len(product.heard) == 3
    assert seen(store)[-1] == ("fault", "no-answer-in-time")


def test_a_server_that_is_down_is_tried_three_times(store: Store, line: Line) -> None:
    nobody = Line(line.account, "http://127.0.0.1:9/wechat", line.folder, patience_s=0.3)
    assert send(nobody, ANNA, pushes.text("hello"), AT) == Outcome(3, fault="no-connection")


def test_an_abnormal_answer_is_a_fault_at_once(line: Line, product: ScriptedAccount, store: Store) -> None:
    product.script = [raw(b'{"ok": true}')]
    assert send(line, ANNA, pushes.text("hello"), AT) == Outcome(1, fault="not-xml")
    assert seen(store)[-1] == ("fault", "not-xml")


@pytest.mark.parametrize(
    "push", [pushes.unsubscribe(), pushes.view("http://127.0.0.1/"), pushes.whereabouts("1", "2")]
)
def test_nobody_sees_the_answer_to_what_happens_behind_the_chat(
    line: Line, product: ScriptedAccount, store: Store, push: pushes.Push
) -> None:
    product.script = [raw(b"garbage")]
    send(line, ANNA, push, AT)
    assert not [way for way, _ in seen(store) if way in ("fault", "passive")]


def test_a_repeated_push_is_the_same_message_and_shows_the_stored_answer_each_time(
    line: Line, product: ScriptedAccount, store: Store
) -> None:
    send(line, ANNA, pushes.text("hello"), AT)
    assert len(repeat_last(line, ANNA, 3, AT)) == 3
    assert len(product.heard) == 4
    assert len({inbound.dedupe_key for inbound in product.heard}) == 1
    assert len({inbound.msg_id for inbound in product.heard}) == 1


def test_without_a_last_push_there_is_nothing_to_repeat(line: Line) -> None:
    assert repeat_last(line, ANNA, 3, AT) == ()


def test_the_outcome_of_the_last_push_is_kept(line: Line, product: ScriptedAccount, store: Store) -> None:
    product.script = [raw(b"", 500)]
    send(line, ANNA, pushes.text("hello"), AT)
    last = find_last_push(store, ANNA)
    assert last is not None
    assert (last.tries, last.outcome) == (2, "answered")
