"""The checkout keeps every rule of the house."""

import pytest

from tests.architecture.rulebook import HOUSE
from tests.architecture.tree import Rule, broken, on_disk


@pytest.mark.parametrize("rule", HOUSE, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    violations = broken(rule, on_disk())
    if violations:
        pytest.fail("\n".join([rule.__doc__ or "", *map(str, violations)]), pytrace=False)
