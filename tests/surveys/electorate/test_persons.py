"""Which entries are one person: evidence merges, a name alone only asks."""

import pytest

from surveys.electorate.persons import (
    Entry,
    Ground,
    Likeness,
    Persons,
    Verdict,
    contradicts,
    evident,
    proposals_for,
)


def entry(key: int, name: str = "", phone: str = "", *, identity: str = "", firm: bool = False) -> Entry:
    return Entry(key, name, phone, identity, firm)


def said(*members: int, is_same: bool = True, ground: Ground = Ground.BY_HAND) -> Verdict:
    return Verdict(1, frozenset(members), is_same, ground)


@pytest.mark.parametrize(
    ("entries", "ground"),
    [
        ([entry(1, "A", "138"), entry(2, "A", "138")], Ground.SAME_TELEPHONE),
        ([entry(1, "A", identity="X"), entry(2, "B", identity="X")], Ground.SAME_IDENTITY),
        ([entry(1, "A", identity="X", firm=True), entry(2, identity="X")], Ground.SAME_INSTITUTION),
        ([entry(1, "A"), entry(2, "A")], None),
        ([entry(1, "A", "138"), entry(2, "B", "138")], None),
        ([entry(1, "A", "138", identity="X"), entry(2, "A", "138", identity="Y")], None),
        ([entry(1, "", "138"), entry(2, "", "138")], None),
    ],
)
def test_only_a_number_or_a_telephone_with_the_name_is_evidence(
    entries: list[Entry], ground: Ground | None
) -> None:
    assert list(evident(entries).values()) == ([ground] if ground else [])


def test_the_same_name_is_proposed_until_somebody_decides() -> None:
    entries = [entry(1, "A"), entry(2, "A"), entry(3, "B")]
    (proposal,) = proposals_for(entries, Persons([]))
    assert (proposal.likeness, proposal.members) == (Likeness.SAME_NAME, (1, 2))
    assert proposals_for(entries, Persons([said(1, 2)])) == []
    assert proposals_for(entries, Persons([said(1, 2, is_same=False)])) == []


def test_a_third_of_the_name_is_proposed_beside_two_who_are_settled() -> None:
    entries = [entry(1, "A"), entry(2, "A"), entry(3, "A")]
    (proposal,) = proposals_for(entries, Persons([said(1, 2)]))
    assert proposal.members == (1, 2, 3)
    (proposal,) = proposals_for(entries, Persons([said(1, 2, is_same=False)]))
    assert proposal.members == (1, 2, 3)


def test_a_telephone_that_two_names_share_is_asked_about_and_two_numbers_are_two_people() -> None:
    sharing = [entry(1, "A", "138"), entry(2, "B", "138")]
    assert [one.likeness for one in proposals_for(sharing, Persons([]))] == [Likeness.SHARED_TELEPHONE]
    numbered = [entry(1, "A", identity="X"), entry(2, "A", identity="Y")]
    assert proposals_for(numbered, Persons([])) == []


@pytest.mark.parametrize(
    ("known", "new", "is_refused"),
    [
        ([said(1, 2, is_same=False)], said(1, 2), True),
        ([said(1, 2, is_same=False), said(2, 3)], said(1, 3), True),
        ([said(1, 2)], said(1, 2, is_same=False), True),
        ([said(1, 2, ground=Ground.SAME_TELEPHONE)], said(1, 2, is_same=False), False),
        ([said(1, 2)], said(2, 3), False),
        ([], said(1, 2, is_same=False), False),
    ],
)
def test_no_decision_says_the_opposite_of_one_that_stands(
    known: list[Verdict], new: Verdict, is_refused: bool
) -> None:
    assert contradicts(known, new) is is_refused
