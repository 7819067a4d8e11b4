"""Every rule bites: its planted violation is caught, and the lawful twin is left alone."""

import pytest

from tests.architecture.planted import code, imports, names, templates, words
from tests.architecture.planted.seeds import Seed
from tests.architecture.rulebook import DOCUMENTS, HOUSE
from tests.architecture.tree import broken, in_memory

SEEDS = (*imports.SEEDS, *code.SEEDS, *names.SEEDS, *words.SEEDS, *templates.SEEDS)


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_a_planted_violation_is_caught_where_it_stands(seed: Seed) -> None:
    found = broken(seed.rule, in_memory(seed.bad))
    assert seed.at in {f"{one.path}:{one.line}" for one in found}
    assert all(str(one).startswith(f"{one.path}:{one.line}: [{one.rule}] ") and one.message for one in found)


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_the_lawful_twin_is_left_alone(seed: Seed) -> None:
    assert not list(map(str, broken(seed.rule, in_memory(seed.good))))


def test_every_rule_has_a_planted_violation() -> None:
    planted = {seed.rule for seed in SEEDS}
    assert [rule.__name__ for rule in (*HOUSE, *DOCUMENTS) if rule not in planted] == []


def test_every_rule_says_what_it_asks() -> None:
    assert [rule.__name__ for rule in (*HOUSE, *DOCUMENTS) if not rule.__doc__] == []


def test_rules_find_nothing_in_an_empty_tree_but_missing_documents() -> None:
    empty = in_memory({})
    assert [rule.__name__ for rule in HOUSE if broken(rule, empty)] == []
    assert [rule.__name__ for rule in DOCUMENTS if broken(rule, empty)]
