"""Bundles of parts: what a part without merging is, and who speaks for the developer."""

from surveys.electorate.heads import bundles_of
from surveys.electorate.parts import Holding, OwnerKind, Part
from surveys.electorate.persons import Persons
from surveys.electorate.rights import Facts, Standing, count
from surveys.electorate.rules import DEFAULT

NOBODY = Persons(())


def test_unmerged_every_part_is_a_bundle_of_its_own() -> None:
    holdings = [Holding(1, 5), Holding(2, 5)]
    assert len(bundles_of([1, 2], holdings, NOBODY, designated={}, is_merging=False)) == 2
    assert len(bundles_of([1, 2], holdings, NOBODY, designated={})) == 1


def test_two_developers_on_the_roster_leave_open_which_of_them_votes() -> None:
    holdings = [Holding(1, 5, OwnerKind.DEVELOPER_UNSOLD), Holding(2, 6, OwnerKind.DEVELOPER_UNSOLD)]
    (bundle,) = bundles_of([1, 2], holdings, NOBODY, designated={})
    assert (bundle.parts, bundle.voter) == ((1, 2), None)
    (head,) = count(Facts((Part(1), Part(2)), tuple(holdings)), DEFAULT).heads
    assert head.standing is Standing.UNCLEAR
