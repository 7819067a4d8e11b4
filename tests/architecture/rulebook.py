"""Every rule of the house, in one list."""

from inspect import isfunction
from types import ModuleType

from tests.architecture.rules import (
    clocks_and_commits,
    docs,
    docstrings,
    figures,
    guests,
    imports,
    names,
    refusals,
    sizes,
    storeys,
    templates,
    tooling,
    words,
)
from tests.architecture.tree import Rule

NOT_RULES = {"spoken_names", "shown_names", "without_text"}


def rules_in(chapter: ModuleType) -> tuple[Rule, ...]:
    """The public functions a chapter defines, each of them one rule."""
    return tuple(
        one
        for name, one in vars(chapter).items()
        if isfunction(one)
        and one.__module__ == chapter.__name__
        and not name.startswith("_")
        and name not in NOT_RULES
    )


IMPORTS = (*rules_in(imports), *rules_in(storeys), *rules_in(guests))
CODE = (*rules_in(clocks_and_commits), *rules_in(figures), *rules_in(refusals), *rules_in(sizes))
TEXT = (*rules_in(names), *rules_in(words), *rules_in(docstrings), *rules_in(templates), *rules_in(tooling))
HOUSE = (*IMPORTS, *CODE, *TEXT)
DOCUMENTS = rules_in(docs)
