"""Exact figures and frozen values."""

import ast
from collections.abc import Iterator

from tests.architecture.house import EXACT, PRODUCT
from tests.architecture.reading import dotted, last
from tests.architecture.tree import Finding, SourceTree

INEXACT = {"Float", "FLOAT", "REAL", "Double", "DOUBLE", "DOUBLE_PRECISION", "Numeric", "NUMERIC", "DECIMAL"}


def no_inexact_column(tree: SourceTree) -> Iterator[Finding]:
    """No Float column: SQLite would keep Numeric as a float too."""
    for path in tree.under("app/", "migrations/"):
        for node in tree.nodes(path, ast.Name, ast.Attribute):
            is_type = isinstance(node, ast.Name) or tree.meaning(path, node).startswith(
                ("sqlalchemy.", "sa.")
            )
            if is_type and last(dotted(node)) in INEXACT:
                yield path, node.lineno, f"`{dotted(node)}`: keep money in fen and area in 0.01 m² as Integer"
        for column in tree.nodes(path, ast.AnnAssign):
            kinds = {dotted(one) for one in ast.walk(column.annotation)}
            if "Mapped" in kinds and kinds & {"float", "Decimal", "decimal.Decimal"}:
                yield path, column.lineno, f"`{dotted(column.target)}`: map whole fen or 0.01 m² as int"


def no_floats(tree: SourceTree) -> Iterator[Finding]:
    """`float(` stands nowhere in app and surveys, save in the statistics of surveys/opinions."""
    for path in tree.under("app/", "surveys/"):
        if path.startswith("surveys/opinions/"):
            continue
        for call in tree.nodes(path, ast.Call):
            if dotted(call.func) == "float":
                yield path, call.lineno, "`float(` loses fen: use int, Fraction or surveys.figures"


def exact_rules_name_no_float(tree: SourceTree) -> Iterator[Finding]:
    """The rules on money, area and votes hold no float literal and no float annotation."""
    for path in tree.under(*EXACT):
        for node in tree.nodes(path, ast.Constant):
            if isinstance(node.value, float):
                yield (
                    path,
                    node.lineno,
                    f"`{node.value}` is inexact: write a Fraction or multiply crosswise",
                )
        for name in tree.nodes(path, ast.Name):
            if name.id == "float":
                yield path, name.lineno, "float near money, area or votes: use int or Fraction"


def values_are_frozen(tree: SourceTree) -> Iterator[Finding]:
    """A dataclass is a value, so it is frozen."""
    for path in tree.under(*PRODUCT):
        for node in tree.nodes(path, ast.ClassDef):
            marks = [
                one for one in node.decorator_list if last(dotted(one).removesuffix("()")) == "dataclass"
            ]
            if not all(map(_is_frozen, marks)):
                yield path, node.lineno, f"`{node.name}` can be changed: write `@dataclass(frozen=True)`"


def _is_frozen(decorator: ast.expr) -> bool:
    flags = {one.arg: one.value for one in decorator.keywords} if isinstance(decorator, ast.Call) else {}
    frozen = flags.get("frozen")
    return isinstance(frozen, ast.Constant) and frozen.value is True
