"""What may be published of the answers to a question."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from surveys.errors import Invalid
from surveys.questionnaires.answers import Row, Summary
from surveys.questionnaires.questions import Kind

LEAST_CELL = 5
LOWEST_LEAST = 3
SMALL_CELL = "small-cell"
TOO_FEW_ANSWERS = "too-few-answers"
WOULD_REVEAL = "would-reveal"
NOT_RELEASED = "not-released"


class Outlook(StrEnum):
    """How much of a result will be shown, as far as the number of those asked tells."""

    NOTHING = "nothing"
    POOR = "poor"
    GOOD = "good"


@dataclass(frozen=True)
class PublishedRow:
    """One row as the public may see it; `count` is None when withheld.

    The reason is the same for a small cell and for one that shields it: telling them apart would
    give the small one away.
    """

    key: str
    label: str
    count: int | None
    reason: str = ""


@dataclass(frozen=True)
class PublishedSummary:
    """One question as the public may see it; `reason` says why all of it is withheld, if it is."""

    question: str
    title: str
    kind: Kind
    base: int | None
    rows: tuple[PublishedRow, ...] = ()
    texts: tuple[str, ...] = ()
    total: int | None = None
    n: int | None = None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every count is shown."""
        return not self.reason and all(row.count is not None for row in self.rows)


def publishable(
    summary: Summary, least: int = LEAST_CELL, *, released: Collection[str] = ()
) -> PublishedSummary:
    """The summary without what would tell who answered what.

    - Under `least` respondents nothing is shown, not even how many. Nobody at all is shown as 0.
    - Counts from 1 to `least` - 1 are withheld; 0 is shown, for it names nobody.
    - All choosing the same is withheld like a small cell: it tells everybody's answer (trust.md section 5).
    - Rows that split the base never leave a withheld one to be found by subtraction, alone or
      together with others: more rows are withheld until that holds, in the end all of them.
    - Where several picks are allowed, all but a few choosing a row is withheld as well.
    - The mean is shown only beside all its rows; texts only when they stand in `released`.
    """
    if least < LOWEST_LEAST:
        raise Invalid("least-cell-too-small", least=LOWEST_LEAST)
    if 0 < summary.base < least:
        return _nothing(summary)
    hidden = _hidden_counts(summary, least)
    rows = tuple(_published(row, hidden) for row in summary.rows)
    texts = tuple(text for text in summary.texts if text in released)
    whole = all(row.count is not None for row in rows)
    scale = whole and summary.n > 0
    return PublishedSummary(
        summary.question,
        summary.title,
        summary.kind,
        summary.base,
        rows,
        texts,
        total=summary.total if scale else None,
        n=summary.n if scale else None,
        reason=_reason(rows, summary.texts, texts),
    )


def outlook(asked: int, rows: int, least: int = LEAST_CELL) -> Outlook:
    """What of a question with so many rows can be published, before anybody has answered.

    Poor: even if half of those asked answer and spread evenly, every row stays under `least`.
    """
    if asked < least:
        return Outlook.NOTHING
    return Outlook.POOR if asked < 2 * rows * least else Outlook.GOOD


def _nothing(summary: Summary) -> PublishedSummary:
    rows = tuple(PublishedRow(row.key, row.label, None, TOO_FEW_ANSWERS) for row in summary.rows)
    return PublishedSummary(summary.question, summary.title, summary.kind, None, rows, reason=TOO_FEW_ANSWERS)


def _published(row: Row, hidden: Collection[int]) -> PublishedRow:
    if row.count in hidden:
        return PublishedRow(row.key, row.label, None, SMALL_CELL)
    return PublishedRow(row.key, row.label, row.count)


def _reason(rows: tuple[PublishedRow, ...], texts: tuple[str, ...], shown: tuple[str, ...]) -> str:
    """Read off what is visible alone, so that it cannot say more than that."""
    if rows and all(row.count is None for row in rows):
        return WOULD_REVEAL
    return NOT_RELEASED if texts and not shown else ""


def _hidden_counts(summary: Summary, least: int) -> frozenset[int]:
    """The counts to withhold. Rows of equal count are always treated alike.

    That is what makes it safe: exchanging the counts of two withheld rows would publish the very same
    page, so with two different counts among them each withheld row could be either.
    """
    counts = frozenset(row.count for row in summary.rows)
    if summary.base == 0 or not counts:
        return frozenset()
    if summary.picks is not None:
        return _hidden_in_picks(_Picks(summary, *summary.picks, least), counts)
    if summary.base in counts:
        return counts
    return _hidden_in_split([row.count for row in summary.rows], least)


def _hidden_in_split(counts: list[int], least: int) -> frozenset[int]:
    """Each respondent stands in one row, so what is withheld adds up to a number anyone can work out.

    It needs two different counts, and too many people together to be a small cell of their own.
    """

    def is_safe(hidden: Collection[int]) -> bool:
        return len(hidden) >= 2 and sum(count for count in counts if count in hidden) >= least

    small = {count for count in counts if 0 < count < least}
    if not small:
        return frozenset()
    return _widen(small, is_safe, sorted(set(counts) - small - {0})) or frozenset(counts)


def _hidden_in_picks(picks: "_Picks", counts: frozenset[int]) -> frozenset[int]:
    """Respondents chose several: those who chose a row may be few, and so may those who did not."""
    risky = {count for count in counts if picks.is_risky(count)}
    if not risky or picks.leaves_open(risky):
        return frozenset(risky)
    larger_then_none = [*sorted(counts - risky - {0}), *sorted(counts & {0})]
    return _widen(risky, picks.is_safe, larger_then_none) or counts


def _widen(
    hidden: set[int], is_safe: Callable[[Collection[int]], bool], waiting: list[int]
) -> frozenset[int]:
    """Withhold one waiting count after another until nothing can be worked out; empty if that never comes."""
    for count in waiting:
        if is_safe(hidden):
            return frozenset(hidden)
        hidden = hidden | {count}
    return frozenset(hidden) if is_safe(hidden) else frozenset()


@dataclass(frozen=True)
class _Picks:
    """A question with several picks, as somebody sees it who knows how many picks were allowed."""

    summary: Summary
    fewest: int
    most: int
    least: int

    def is_risky(self, count: int) -> bool:
        """Few chose it, or all but few, or all."""
        return count > 0 and min(count, self.summary.base - count) < self.least

    def is_safe(self, hidden: Collection[int]) -> bool:
        """Combinable rows shield each other; an exclusive one needs room in the sum of all picks."""
        combinable = {row.count for row in self._rows(exclusive=False) if row.count in hidden}
        alone = any(row.count in hidden for row in self._rows(exclusive=True))
        return len(combinable) >= 2 and (not alone or self.leaves_open(hidden))

    def leaves_open(self, hidden: Collection[int]) -> bool:
        """Whether any small counts in the withheld rows would agree with the picks allowed.

        It looks at what is shown alone, so that passing it tells nothing more.
        """
        combinable, exclusive = self._rows(exclusive=False), self._rows(exclusive=True)
        shown = [row.count for row in combinable if row.count not in hidden]
        covered = len(combinable) - len(shown)
        alone = [row.count for row in exclusive if row.count not in hidden]
        at_most = self.summary.base - sum(alone) - (len(exclusive) - len(alone))
        at_least = self.summary.base - sum(alone) - (len(exclusive) - len(alone)) * (self.least - 1)
        return (
            sum(shown) + covered >= self.fewest * at_most
            and sum(shown) + covered * (self.least - 1) <= self.most * at_least
            and max(shown, default=0) <= at_least
        )

    def _rows(self, *, exclusive: bool) -> list[Row]:
        return [row for row in self.summary.rows if row.exclusive is exclusive]
