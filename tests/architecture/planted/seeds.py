"""A planted violation beside the lawful twin that differs in nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.architecture.tree import Rule


@dataclass(frozen=True)
class Seed:
    """`bad` breaks the rule at `path:line`, `good` keeps it."""

    rule: Rule
    bad: Mapping[str, str]
    good: Mapping[str, str]
    at: str

    def __str__(self) -> str:
        return f"{self.rule.__name__}-{self.at}"


def changed(rule: Rule, at: str, *, bad: str, good: str, beside: Mapping[str, str] | None = None) -> Seed:
    """Two texts for the same place; `at` is where the first one breaks the rule."""
    path, _ = at.rsplit(":", 1)
    return Seed(rule, {**(beside or {}), path: bad}, {**(beside or {}), path: good}, at)


def moved(rule: Rule, text: str, *, bad: str, good: str, beside: Mapping[str, str] | None = None) -> Seed:
    """One text in two places: forbidden at `bad`, which is a path and line, lawful in the file `good`."""
    path, _ = bad.rsplit(":", 1)
    return Seed(rule, {**(beside or {}), path: text}, {**(beside or {}), good: text}, bad)
