"""What is still lacking: for the quorum while votes are sealed, for a majority once they may be seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple

from surveys.tally.matters import Matter
from surveys.tally.packs.pack import RulePack
from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Figure


class Stance(StrEnum):
    """Where a head stands: it agrees, it took part otherwise, or it has said nothing."""

    AGREES = "agrees"
    OTHERWISE = "otherwise"
    SILENT = "silent"


class Voter(NamedTuple):
    """One head with all its area in 0.01 m²; its one ballot speaks for the whole."""

    key: str
    area: int
    stance: Stance


@dataclass(frozen=True)
class Path:
    """The fewest heads who would have to agree; of equally few, as many as can be that have not voted."""

    silent: tuple[str, ...]
    otherwise: tuple[str, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """All of them."""
        return self.silent + self.otherwise


@dataclass(frozen=True)
class Gap:
    """What the quorum lacks; `path` is None while sealed, and where nobody's agreement would help."""

    quorum: Figure
    path: Path | None


def gap(
    voters: Sequence[Voter], matter: Matter, pack: RulePack, *, is_sealed: bool, of_all: bool = False
) -> Gap:
    """What is lacking for a decision; `of_all` asks for the further test of a lift as well.

    Before close it is sealed: who would have to be persuaded would tell how people voted.
    """
    lacking = quorum_gap(voters, pack)
    if is_sealed:
        return Gap(lacking, None)
    local = pack.threshold("elevator-of-all") if of_all else None
    return Gap(lacking, _shortest(_Field(voters, pack.quorum, pack.approval_for(matter), of_all=local)))


def quorum_gap(voters: Iterable[Voter], pack: RulePack) -> Figure:
    """How many more heads, and how much more area, must take part."""
    known = list(voters)
    here = [one for one in known if one.stance is not Stance.SILENT]
    heads = pack.quorum.least(len(known)) - len(here)
    area = pack.quorum.least(sum(one.area for one in known)) - sum(one.area for one in here)
    return Figure(max(heads, 0), max(area, 0))


class _Field:
    """Voters in order of weight, so that the first x of a group are the best x to win."""

    def __init__(
        self, voters: Sequence[Voter], quorum: Threshold, approval: Threshold, *, of_all: Threshold | None
    ) -> None:
        groups = {
            stance: sorted(
                (one for one in voters if one.stance is stance), key=lambda one: (-one.area, one.key)
            )
            for stance in Stance
        }
        self.quorum, self.approval, self.of_all = quorum, approval, of_all
        self.silent, self.otherwise = groups[Stance.SILENT], groups[Stance.OTHERWISE]
        self.from_silent, self.from_otherwise = _sums(self.silent), _sums(self.otherwise)
        agreed = groups[Stance.AGREES]
        self.total = len(voters), sum(one.area for one in voters)
        self.agreed = len(agreed), sum(one.area for one in agreed)
        self.present = len(voters) - len(self.silent), self.total[1] - self.from_silent[-1]

    def passes(self, silent: int, otherwise: int) -> bool:
        """Whether it is decided once the heaviest so many of each group agree."""
        joined = silent, self.from_silent[silent]
        turned = otherwise, self.from_otherwise[otherwise]
        return all(
            self._holds(agreed + new + won, present + new, total)
            for agreed, present, total, new, won in zip(
                self.agreed, self.present, self.total, joined, turned, strict=True
            )
        )

    def _holds(self, agreed: int, present: int, total: int) -> bool:
        return (
            self.quorum.met(present, total)
            and self.approval.met(agreed, present)
            and (self.of_all is None or self.of_all.met(agreed, total))
        )

    def split(self, size: int) -> tuple[int, int] | None:
        """How to win this many heads so that it passes, most of them from those who were silent."""
        most, least = min(size, len(self.silent)), max(size - len(self.otherwise), 0)
        found = (silent for silent in range(most, least - 1, -1) if self.passes(silent, size - silent))
        silent = next(found, None)
        return None if silent is None else (silent, size - silent)


def _shortest(field: _Field) -> Path | None:
    """One more who agrees never does harm, so the smallest size can be found by halving."""
    low, high = 0, len(field.silent) + len(field.otherwise)
    best = field.split(high)
    if best is None:
        return None
    while low < high:
        middle = (low + high) // 2
        found = field.split(middle)
        if found is None:
            low = middle + 1
        else:
            high, best = middle, found
    silent, otherwise = best
    return Path(
        tuple(one.key for one in field.silent[:silent]),
        tuple(one.key for one in field.otherwise[:otherwise]),
    )


def _sums(voters: Sequence[Voter]) -> list[int]:
    return [0, *accumulate(one.area for one in voters)]
