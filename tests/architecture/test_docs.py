"""The documents mention what exists, and only that."""

import pytest

from tests.architecture.rulebook import DOCUMENTS
from tests.architecture.tree import Rule, broken, on_disk


@pytest.mark.parametrize("rule", DOCUMENTS, ids=lambda rule: rule.__name__)
def test_the_documents_keep_the_rule(rule: Rule) -> None:
    violations = broken(rule, on_disk())
    if violations:
        pytest.fail("\n".join([rule.__doc__ or "", *map(str, violations)]), pytrace=False)
