"""Sign-in codes: five minutes, one use."""

from datetime import timedelta

import pytest

from app.simulator.operations import codes, conversations
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store
from tests.app.simulator.conftest import ANNA, AT


def errcode_of(store: Store, value: str, after_s: int = 0) -> int:
    """0 when the code is taken."""
    try:
        codes.exchange_code(store, value, AT + timedelta(seconds=after_s))
    except ApiRefusal as refusal:
        return refusal.errcode
    return 0


def test_a_code_tells_who_holds_the_telephone(store: Store) -> None:
    answer = codes.exchange_code(store, codes.issue_code(store, ANNA, "snsapi_base", AT), AT)
    assert (answer["openid"], answer["scope"]) == (ANNA, "snsapi_base")
    assert "is_snapshotuser" not in answer


def test_a_code_is_taken_once(store: Store) -> None:
    value = codes.issue_code(store, ANNA, "snsapi_base", AT)
    assert [errcode_of(store, value), errcode_of(store, value)] == [0, 40163]


def test_a_code_lives_five_minutes(store: Store) -> None:
    value = codes.issue_code(store, ANNA, "snsapi_base", AT)
    assert errcode_of(store, value, 300) == 40029
    assert errcode_of(store, value, 299) == 0


@pytest.mark.parametrize(("value", "errcode"), [("", 41008), ("made-up", 40029)])
def test_no_code_and_a_made_up_code_are_refused(store: Store, value: str, errcode: int) -> None:
    assert errcode_of(store, value) == errcode


def test_a_snapshot_visitor_is_marked_as_one(store: Store) -> None:
    conversations.add_phone(store, "oSnapshot", "Somebody", is_snapshot=True)
    answer = codes.exchange_code(store, codes.issue_code(store, "oSnapshot", "snsapi_base", AT), AT)
    assert answer["is_snapshotuser"] == 1
