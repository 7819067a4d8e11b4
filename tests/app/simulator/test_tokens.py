"""Access tokens: shared, rotated, forced, expired."""

from datetime import timedelta

import pytest

from app.simulator.operations import tokens
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store
from tests.app.simulator.conftest import AT


def errcode_of(store: Store, value: object, after_s: int = 0) -> int:
    """0 when the token lives at that moment."""
    try:
        tokens.demand(store, str(value), AT + timedelta(seconds=after_s))
    except ApiRefusal as refusal:
        return refusal.errcode
    return 0


def stable(store: Store, after_s: int = 0, *, force: bool = False) -> dict[str, object]:
    """Ask for the stable token some time after AT."""
    return tokens.issue_stable(store, force=force, at=AT + timedelta(seconds=after_s))


def test_the_stable_token_is_the_same_for_everybody_while_it_is_good(store: Store) -> None:
    first, later = stable(store), stable(store, 600)
    assert later["access_token"] == first["access_token"]
    assert (first["expires_in"], later["expires_in"]) == (7200, 6600)


def test_five_minutes_before_its_end_the_next_one_is_handed_out_and_both_live(store: Store) -> None:
    first, second = stable(store), stable(store, 6900)
    assert second["access_token"] != first["access_token"]
    assert errcode_of(store, first["access_token"], 7000) == 0
    assert errcode_of(store, first["access_token"], 7200) == 42001
    assert errcode_of(store, second["access_token"], 7200) == 0


def test_a_forced_one_kills_the_former_at_once(store: Store) -> None:
    first, second = stable(store), stable(store, 60, force=True)
    assert errcode_of(store, first["access_token"], 60) == 40001
    assert errcode_of(store, second["access_token"], 60) == 0


def test_forcing_twice_within_thirty_seconds_is_refused(store: Store) -> None:
    stable(store, force=True)
    with pytest.raises(ApiRefusal) as refused:
        stable(store, 29, force=True)
    assert refused.value.errcode == 45011
    assert stable(store, 30, force=True)["expires_in"] == 7200


def test_the_twenty_first_forced_one_of_a_day_is_refused(store: Store) -> None:
    for number in range(20):
        stable(store, number * 60, force=True)
    with pytest.raises(ApiRefusal) as refused:
        stable(store, 20 * 60, force=True)
    assert refused.value.errcode == 45009
    assert stable(store, 24 * 3600 + 20 * 60, force=True)["expires_in"] == 7200


def test_a_legacy_token_ends_five_minutes_after_the_next_one_is_fetched(store: Store) -> None:
    first = tokens.issue_legacy(store, AT)["access_token"]
    second = tokens.issue_legacy(store, AT)["access_token"]
    assert errcode_of(store, first, 299) == 0
    assert errcode_of(store, first, 300) == 42001
    assert errcode_of(store, second, 7199) == 0


def test_legacy_and_stable_tokens_do_not_disturb_each_other(store: Store) -> None:
    shared = stable(store)["access_token"]
    tokens.issue_legacy(store, AT)
    tokens.issue_legacy(store, AT)
    assert errcode_of(store, shared, 7000) == 0


@pytest.mark.parametrize(("value", "errcode"), [("", 41001), ("made-up", 40001)])
def test_no_token_and_an_unknown_token_have_their_own_numbers(store: Store, value: str, errcode: int) -> None:
    assert errcode_of(store, value) == errcode


def test_tokens_revoked_elsewhere_are_worth_nothing(store: Store) -> None:
    value = stable(store)["access_token"]
    tokens.revoke_all(store)
    assert errcode_of(store, value) == 40001
    assert stable(store)["access_token"] != value
