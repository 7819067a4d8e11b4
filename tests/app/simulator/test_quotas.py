"""How many messages a person's act allows, and for how long."""

from datetime import timedelta

import pytest

from app.simulator.operations import conversations, quotas
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries import allowance_for, credits_for
from app.simulator.queries.store import Store
from tests.app.simulator.conftest import ANNA, AT, BORIS


def errcode_of_next(store: Store, after_s: int = 0) -> int:
    """0 when one more message to Anna may go out at that moment."""
    try:
        quotas.spend_message(store, ANNA, AT + timedelta(seconds=after_s))
    except ApiRefusal as refusal:
        return refusal.errcode
    return 0


def test_who_did_nothing_cannot_be_written_to(store: Store) -> None:
    assert errcode_of_next(store) == 45015


def test_a_message_allows_five_within_two_days(store: Store) -> None:
    quotas.open_allowance(store, ANNA, "message", AT)
    assert [errcode_of_next(store) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    assert errcode_of_next(store, 48 * 3600 - 1) == 45047
    assert errcode_of_next(store, 48 * 3600) == 45015


@pytest.mark.parametrize("reason", ["click", "follow", "scan"])
def test_a_tap_a_follow_and_a_scan_allow_three_within_a_minute(store: Store, reason: str) -> None:
    quotas.open_allowance(store, ANNA, reason, AT)
    assert [errcode_of_next(store, 59) for _ in range(4)] == [0, 0, 0, 45047]
    assert errcode_of_next(store, 60) == 45015


def test_a_new_message_begins_afresh_and_does_not_add_up(store: Store) -> None:
    quotas.open_allowance(store, ANNA, "message", AT)
    errcode_of_next(store)
    quotas.open_allowance(store, ANNA, "message", AT + timedelta(hours=1))
    assert [errcode_of_next(store, 3600) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


def test_what_ends_soonest_is_used_first(store: Store) -> None:
    quotas.open_allowance(store, ANNA, "message", AT)
    quotas.open_allowance(store, ANNA, "click", AT)
    errcode_of_next(store)
    assert allowance_for(store, ANNA, AT) == [("click", 2, 1), ("message", 5, 48 * 60)]


def test_allowances_of_one_person_are_of_no_use_for_another(store: Store) -> None:
    quotas.open_allowance(store, BORIS, "message", AT)
    assert errcode_of_next(store) == 45015


def test_unfollowing_ends_every_allowance_and_credit(store: Store) -> None:
    quotas.open_allowance(store, ANNA, "message", AT)
    quotas.grant_credit(store, ANNA, "poll-opened")
    conversations.unfollow(store, ANNA)
    assert errcode_of_next(store) == 45015
    assert credits_for(store, ANNA) == []


def test_subscription_credit_is_used_up_one_by_one(store: Store) -> None:
    quotas.grant_credit(store, ANNA, "poll-opened")
    quotas.grant_credit(store, ANNA, "poll-opened")
    quotas.spend_credit(store, ANNA, "poll-opened")
    assert credits_for(store, ANNA) == [("poll-opened", 1)]
    quotas.spend_credit(store, ANNA, "poll-opened")
    with pytest.raises(ApiRefusal) as refused:
        quotas.spend_credit(store, ANNA, "poll-opened")
    assert refused.value.errcode == 43101


def test_withdrawn_credit_is_gone(store: Store) -> None:
    quotas.grant_credit(store, ANNA, "poll-opened")
    quotas.withdraw_credit(store, ANNA, "poll-opened")
    with pytest.raises(ApiRefusal):
        quotas.spend_credit(store, ANNA, "poll-opened")
