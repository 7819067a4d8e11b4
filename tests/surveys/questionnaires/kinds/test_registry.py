"""Every kind has its rules."""

from surveys.questionnaires import Kind
from surveys.questionnaires.kinds.registry import RULES


def test_no_kind_is_without_rules() -> None:
    assert set(RULES) == set(Kind)
