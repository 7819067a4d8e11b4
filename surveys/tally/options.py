"""Decisions between several options: an option must reach the majority by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.tally.counting import Count
from surveys.tally.matters import Matter
from surveys.tally.packs.pack import RulePack
from surveys.tally.verdict import Verdict, verdict_on


@dataclass(frozen=True)
class Contest:
    """The verdict on every option; `leader` has the most heads, then the most area, then stands first."""

    verdicts: dict[str, Verdict]
    leader: str

    @property
    def winner(self) -> str | None:
        """The option that is adopted; more than half of the same ballots cannot go to two."""
        return next((key for key, verdict in self.verdicts.items() if verdict.passed), None)


def contest(count: Count, matter: Matter, pack: RulePack, *, options: Sequence[str]) -> Contest:
    """Put each option to the same two tests; whoever chose another one took part and did not agree."""
    verdicts = {key: verdict_on(count.totals_for(key), matter, pack) for key in options}
    standing = {key: count.totals_for(key).agreed for key in options}
    leader = max(options, key=lambda key: (standing[key].heads or 0, standing[key].area or 0))
    return Contest(verdicts, leader)
