"""What an answer is, how many gave it."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.questionnaires.questions import Kind

Answer = str | int | list[str]


@dataclass(frozen=True)
class Row:
    """How many respondents chose this."""

    key: str
    label: str
    count: int
    exclusive: bool = False


@dataclass(frozen=True)
class Summary:
    """The answers to one question; `base` counts the respondents who answered it.

    Rows split the base, each respondent standing in one of them, unless `picks` (least, most)
    says that respondents chose several. The mean of a scale is `total` over `n`; `n` is 0 without a scale.
    """

    question: str
    title: str
    kind: Kind
    base: int
    rows: tuple[Row, ...] = ()
    texts: tuple[str, ...] = ()
    total: int = 0
    n: int = 0
    picks: tuple[int, int] | None = None


def counted(key: str, title: str, rows: Iterable[Row]) -> Summary:
    """A summary of things counted elsewhere that add up to a whole, such as answers by channel."""
    kept = tuple(rows)
    return Summary(key, title, Kind.SINGLE, base=sum(row.count for row in kept), rows=kept)
