"""Who is one head, how areas add up, who may cast: what law and courts decided, and what always holds."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.electorate.parts import AreaSource, Holding, OwnerKind, Part, PartKind, is_weaker
from surveys.electorate.persons import Ground, Verdict
from surveys.electorate.rights import Electorate, Facts, Standing, count
from surveys.electorate.rules import DEFAULT, Basis, CountingRules

BY_ROOM = CountingRules(basis=Basis.ROOM)
WANG, LI, ZHAO, FIRM = 1, 2, 3, 9


def flats(*numbers: int, area: int | None = 8960) -> tuple[Part, ...]:
    return tuple(Part(number, area=area, source=AreaSource.REGISTERED) for number in numbers)


def held(*pairs: tuple[int, int], kind: OwnerKind = OwnerKind.PERSON) -> tuple[Holding, ...]:
    return tuple(Holding(part, owner, kind) for part, owner in pairs)


def counted(*pairs: tuple[int, int], rules: CountingRules = DEFAULT, **facts: object) -> Electorate:
    parts = flats(*sorted({part for part, _ in pairs}))
    return count(replace(Facts(parts, held(*pairs)), **facts), rules)


def same(*members: int, ground: Ground = Ground.BY_HAND, key: int = 1) -> Verdict:
    return Verdict(key, frozenset(members), True, ground)


def apart(*members: int) -> Verdict:
    return Verdict(99, frozenset(members), False)


def test_fifteen_flats_of_one_owner_are_one_head_and_turn_the_result() -> None:
    others = [(number, 1000 + number) for number in range(1, 407)]
    one_owner = [(number, WANG) for number in range(501, 516)]
    agreeing = counted(*others, *one_owner)
    needed = 414
    assert agreeing.head_count == 407 < needed
    assert agreeing.area == 421 * 8960
    assert counted(*others, *one_owner, rules=BY_ROOM).head_count == 421
    (big,) = [head for head in agreeing.heads if len(head.parts) == 15]
    assert big.area == 15 * 8960
    assert big.merges[0].ground is Ground.SAME_PERSON


def test_of_a_hundred_rooms_three_of_one_owner_leave_98_heads() -> None:
    assert counted(*((number, max(number, 3)) for number in range(1, 101))).head_count == 98


def test_co_owners_are_one_head_and_say_that_nobody_is_designated() -> None:
    (head,) = counted((1, WANG), (1, LI)).heads
    assert (head.standing, head.voter, head.undesignated) == (Standing.UNDESIGNATED, None, (1,))


def test_a_designated_co_owner_votes_for_the_room() -> None:
    (head,) = counted((1, WANG), (1, LI), designated={1: LI}).heads
    assert (head.standing, head.voter, head.undesignated) == (Standing.DESIGNATED, LI, ())


def test_whoever_no_longer_owns_the_room_is_not_designated_for_it() -> None:
    (head,) = counted((1, WANG), (1, LI), designated={1: ZHAO}).heads
    assert head.standing is Standing.UNDESIGNATED


def test_the_same_couple_over_two_rooms_is_one_head() -> None:
    (head,) = counted((1, WANG), (1, LI), (2, LI), (2, WANG)).heads
    assert head.merges[0].ground is Ground.SAME_OWNERS


def test_a_couple_that_names_two_voters_is_one_head_that_cannot_vote_yet() -> None:
    (head,) = counted((1, WANG), (1, LI), (2, WANG), (2, LI), designated={1: WANG, 2: LI}).heads
    assert (head.standing, head.voter) == (Standing.DIVIDED, None)


def test_the_voter_of_a_shared_room_and_of_their_own_is_one_voting_person() -> None:
    undecided = counted((1, WANG), (1, LI), (2, WANG))
    assert undecided.head_count == 2
    (head,) = counted((1, WANG), (1, LI), (2, WANG), designated={1: WANG}).heads
    assert (head.parts, head.voter) == ((1, 2), WANG)
    assert Ground.SAME_VOTER in {merge.ground for merge in head.merges}


def test_unsold_and_undelivered_parts_are_one_head_together() -> None:
    unsold = held((1, FIRM), (2, FIRM), kind=OwnerKind.DEVELOPER_UNSOLD)
    undelivered = held((3, WANG), (4, LI), kind=OwnerKind.DEVELOPER_UNDELIVERED)
    own = held((5, WANG))
    electorate = count(Facts(flats(1, 2, 3, 4, 5), unsold + undelivered + own), DEFAULT)
    developer, buyer = electorate.heads
    assert (developer.parts, developer.voter) == ((1, 2, 3, 4), FIRM)
    assert developer.merges[0].ground is Ground.DEVELOPER
    assert (buyer.parts, buyer.voter) == ((5,), WANG)


def test_what_the_developer_owns_besides_unsold_parts_is_the_same_head() -> None:
    facts = Facts(flats(1, 2), held((1, FIRM), kind=OwnerKind.DEVELOPER_UNSOLD) + held((2, FIRM)))
    assert count(facts, DEFAULT).head_count == 1


@pytest.mark.parametrize("kind", [OwnerKind.INSTITUTION, OwnerKind.PUBLIC_HOUSING])
def test_an_institution_is_one_head_by_its_code(kind: OwnerKind) -> None:
    facts = Facts(flats(1, 2), held((1, 8), (2, 9), kind=kind))
    assert count(facts, DEFAULT).head_count == 2
    merged = count(replace(facts, verdicts=(same(8, 9, ground=Ground.SAME_INSTITUTION),)), DEFAULT)
    assert [merge.ground for merge in merged.heads[0].merges] == [Ground.SAME_INSTITUTION]


def test_a_decision_by_hand_merges_and_tells_where_it_stands() -> None:
    (head,) = counted((1, WANG), (2, LI), verdicts=(same(WANG, LI, key=7),)).heads
    assert (head.merges[0].ground, head.merges[0].verdict, head.voter) == (Ground.BY_HAND, 7, WANG)


def test_whoever_is_kept_apart_is_not_brought_together_by_evidence() -> None:
    evidence = same(WANG, LI, ground=Ground.SAME_TELEPHONE)
    assert counted((1, WANG), (2, LI), verdicts=(evidence, apart(WANG, LI))).head_count == 2


def test_nobody_comes_together_over_a_third_with_whom_they_are_kept_apart() -> None:
    verdicts = (
        same(WANG, ZHAO, ground=Ground.SAME_TELEPHONE),
        same(LI, ZHAO, ground=Ground.SAME_IDENTITY, key=2),
    )
    pairs = ((1, WANG), (2, LI), (3, ZHAO))
    assert counted(*pairs, verdicts=verdicts).head_count == 1
    assert counted(*pairs, verdicts=(*verdicts, apart(WANG, LI))).head_count == 2


def test_a_part_without_owner_is_a_head_for_which_nobody_votes() -> None:
    (head,) = count(Facts(flats(1), ()), DEFAULT).heads
    assert (head.standing, head.owners, head.voter) == (Standing.OWNERLESS, (), None)


def test_a_missing_area_stays_missing_and_is_never_nought() -> None:
    facts = Facts((*flats(1), Part(2)), held((1, WANG), (2, WANG)))
    electorate = count(facts, DEFAULT)
    assert (electorate.area, electorate.without_area) == (8960, (2,))
    assert electorate.heads[0].without_area == (2,)
    assert [right["area"] for right in electorate.to_json()["rights"]] == [8960, None]


def test_parking_counts_only_where_the_rules_say_so_and_never_makes_a_second_head() -> None:
    space = Part(2, PartKind.PARKING, 1250, AreaSource.SURVEYED)
    facts = Facts((*flats(1), space), held((1, WANG), (2, WANG)))
    without = count(facts, DEFAULT)
    assert (without.head_count, without.area, without.left_out) == (1, 8960, (2,))
    counting = count(facts, CountingRules(counts_parking=True))
    assert (counting.head_count, counting.area, counting.left_out) == (1, 10210, ())


def test_a_guardian_casts_for_a_minor_and_stays_another_head() -> None:
    electorate = counted((1, WANG), (2, LI), guardians={WANG: LI})
    minor, guardian = electorate.heads
    assert (minor.voter, minor.caster, minor.standing) == (WANG, LI, Standing.GUARDIAN)
    assert (guardian.caster, electorate.head_count) == (LI, 2)


def test_a_proxy_casts_for_the_owner_unless_a_guardian_must() -> None:
    (head,) = counted((1, WANG), proxies={WANG: ZHAO}).heads
    assert (head.voter, head.caster, head.standing) == (WANG, ZHAO, Standing.PROXY)
    (head,) = counted((1, WANG), proxies={WANG: ZHAO}, guardians={WANG: LI}).heads
    assert (head.caster, head.standing) == (LI, Standing.GUARDIAN)


def test_a_proxy_given_under_another_entry_of_the_same_person_holds() -> None:
    (head,) = counted((1, WANG), (2, LI), verdicts=(same(WANG, LI),), proxies={LI: ZHAO}).heads
    assert (head.voter, head.caster) == (WANG, ZHAO)


@pytest.mark.parametrize(
    ("new", "known", "weaker"),
    [
        (AreaSource.CONTRACT, AreaSource.REGISTERED, True),
        (AreaSource.SURVEYED, AreaSource.REGISTERED, True),
        (None, AreaSource.CONTRACT, True),
        (AreaSource.REGISTERED, AreaSource.CONTRACT, False),
        (AreaSource.SURVEYED, AreaSource.SURVEYED, False),
        (None, None, False),
    ],
)
def test_a_registered_figure_goes_before_a_survey_and_a_survey_before_a_contract(
    new: AreaSource | None, known: AreaSource | None, weaker: bool
) -> None:
    assert is_weaker(new, known) is weaker


NUMBERS = st.integers(1, 6)
KINDS = st.sampled_from(OwnerKind)
AREAS = st.none() | st.integers(1, 20000)


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    parts = tuple(
        Part(number, draw(st.sampled_from(PartKind)), draw(AREAS))
        for number in range(1, draw(st.integers(1, 8)) + 1)
    )
    pairs = draw(st.sets(st.tuples(st.integers(1, len(parts)), NUMBERS), max_size=16))
    holdings = tuple(Holding(part, owner, draw(KINDS)) for part, owner in sorted(pairs))
    groups = draw(
        st.lists(st.tuples(st.frozensets(NUMBERS, min_size=2, max_size=3), st.booleans()), max_size=4)
    )
    verdicts = tuple(Verdict(key, members, is_same) for key, (members, is_same) in enumerate(groups))
    designated = draw(st.dictionaries(st.integers(1, len(parts)), NUMBERS, max_size=4))
    return Facts(parts, holdings, verdicts, designated)


@given(worlds(), st.booleans())
def test_heads_are_never_more_than_rooms_and_no_area_is_lost(facts: Facts, counts_parking: bool) -> None:
    rules = CountingRules(counts_parking=counts_parking)
    electorate = count(facts, rules)
    rooms = [part for head in electorate.heads for part in head.parts]
    assert electorate.head_count <= len(electorate.rights) == len(rooms) == len(set(rooms))
    assert electorate.area == sum(right.area or 0 for right in electorate.rights)
    assert set(rooms) | set(electorate.left_out) == {part.key for part in facts.parts}
    assert count(facts, replace(rules, basis=Basis.ROOM)).head_count == len(electorate.rights)


@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_come_changes_nothing(facts: Facts, chance: random.Random) -> None:
    def shuffled(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(items, len(items)))

    turned = replace(
        facts,
        parts=shuffled(facts.parts),
        holdings=shuffled(facts.holdings),
        verdicts=shuffled(facts.verdicts),
        designated=dict(reversed(facts.designated.items())),
    )
    assert count(turned, DEFAULT) == count(facts, DEFAULT)


@given(worlds())
def test_one_more_room_of_the_same_sole_owner_adds_area_and_no_head(facts: Facts) -> None:
    before = count(Facts((*facts.parts, Part(50, area=5)), (*facts.holdings, Holding(50, 77))), DEFAULT)
    more = (*facts.parts, Part(50, area=5), Part(51, area=7))
    after = count(Facts(more, (*facts.holdings, Holding(50, 77), Holding(51, 77))), DEFAULT)
    assert (after.head_count, after.area) == (before.head_count, before.area + 7)


def test_what_is_still_missing_before_a_vote_is_listed() -> None:
    parts = (*flats(1), Part(2))
    electorate = count(Facts(parts, held((1, WANG), (1, LI), (2, ZHAO))), DEFAULT)
    assert electorate.without_area == (2,)
    assert [head.key for head in electorate.undecided] == [1]
    assert (electorate.head_of(1), electorate.head_of(7)) == (electorate.heads[0], None)
