"""Planned faults are met in order and counted down."""

from app.simulator.operations.faults import Fault, forget_faults, plan_fault, take_fault
from app.simulator.queries.store import Store


def test_no_fault_is_met_when_none_is_planned(store: Store) -> None:
    assert take_fault(store, "/cgi-bin/menu/create") is None


def test_the_next_calls_of_one_path_meet_the_fault_and_then_all_is_well(store: Store) -> None:
    plan_fault(store, "/cgi-bin/menu/create", Fault(errcode=-1), times=2)
    assert take_fault(store, "/cgi-bin/menu/get") is None
    met = [take_fault(store, "/cgi-bin/menu/create") for _ in range(3)]
    assert met == [Fault(-1), Fault(-1), None]


def test_a_fault_without_path_meets_every_call_and_the_first_planned_comes_first(store: Store) -> None:
    plan_fault(store, "", Fault(wait_ms=100))
    plan_fault(store, "/cgi-bin/menu/get", Fault(errcode=45009))
    assert take_fault(store, "/cgi-bin/menu/get") == Fault(wait_ms=100)
    assert take_fault(store, "/cgi-bin/menu/get") == Fault(45009)


def test_forgotten_faults_are_not_met(store: Store) -> None:
    plan_fault(store, "", Fault(errcode=-1), times=5)
    forget_faults(store)
    assert take_fault(store, "/cgi-bin/menu/get") is None
