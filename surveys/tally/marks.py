"""Which of several marks counts for one head: changes, channels, proxies, and what is set aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from surveys.errors import Invalid
from surveys.tally.counting import Choice
from surveys.tally.packs.pack import Precedence

NONE_COUNTS = 0


class Channel(StrEnum):
    """The way a mark came in."""

    ONLINE = "online"
    PAPER = "paper"
    PROXY = "proxy"
    REPRESENTATIVE = "representative"


class Fate(StrEnum):
    """What became of a mark; none is ever deleted."""

    COUNTS = "counts"
    CHANGED = "changed"
    NOT_CHANGEABLE = "not-changeable"
    REPEATS = "repeats"
    OUTRANKED = "outranked"
    UNREADABLE = "unreadable"
    SET_ASIDE = "set-aside"
    CANCELLED = "cancelled"
    PROXY_REVOKED = "proxy-revoked"
    SETTLED_OTHERWISE = "settled-otherwise"


@dataclass(frozen=True)
class Mark:
    """One ballot as it came in; `number` orders them, `by` is who handed it in, by an opaque key.

    `is_cancelled`: the paper was replaced, or two people found that it was entered wrongly.
    """

    number: int
    channel: Channel
    choice: str
    at: datetime
    by: str = ""
    authority: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True)
class Policy:
    """What the manifest froze about marks that differ."""

    precedence: Precedence = Precedence.CONFLICT_CASE
    may_change: bool = True


@dataclass(frozen=True)
class Outcome:
    """The mark that counts, if any, and what became of each; a conflict is open until it is settled."""

    counted: Mark | None
    fates: Mapping[int, Fate]

    @property
    def is_set_aside(self) -> bool:
        """Whether marks contradict each other and nobody has settled which holds."""
        return Fate.SET_ASIDE in self.fates.values()

    @property
    def is_left_aside(self) -> bool:
        """Whether marks contradict each other and none of them counts, also where that was settled so."""
        fates = self.fates.values()
        return self.counted is None and (Fate.SET_ASIDE in fates or Fate.SETTLED_OTHERWISE in fates)


def resolve(
    marks: Iterable[Mark],
    policy: Policy,
    *,
    revoked: Mapping[str, datetime] | None = None,
    settled: int | None = None,
) -> Outcome:
    """Which mark counts for a head.

    In one channel the last mark of the same person counts (the first where nothing may be changed). Marks
    that say the same do not contradict each other. Where channels differ the policy decides; where two
    persons differ in one channel nothing counts before it is settled. A proxy's mark stands unless it came
    at or after the authority was revoked. `settled` is the number of the mark that two people found to hold,
    or `NONE_COUNTS`; Invalid `settlement-of-unknown-mark`.
    """
    known = sorted(marks, key=lambda one: one.number)
    fates: dict[int, Fate] = {}
    live = [one for one in known if _is_live(one, revoked or {}, fates)]
    if settled is not None:
        return _settled(live, settled, fates)
    finals = _finals(live, policy, fates)
    readable = [one for one in finals if one.choice != Choice.VOID]
    if readable:
        fates.update((one.number, Fate.UNREADABLE) for one in finals if one.choice == Choice.VOID)
    counted = _chosen(readable or finals, live, policy)
    return Outcome(counted, fates | _fates_beside(readable or finals, counted))


def _is_live(mark: Mark, revoked: Mapping[str, datetime], fates: dict[int, Fate]) -> bool:
    ended = revoked.get(mark.authority) if mark.authority else None
    if mark.is_cancelled:
        fates[mark.number] = Fate.CANCELLED
    elif ended is not None and mark.at >= ended:
        fates[mark.number] = Fate.PROXY_REVOKED
    return mark.number not in fates


def _settled(live: Sequence[Mark], settled: int, fates: dict[int, Fate]) -> Outcome:
    counted = next((one for one in live if one.number == settled), None)
    if counted is None and settled != NONE_COUNTS:
        raise Invalid("settlement-of-unknown-mark", number=settled)
    beside = {one.number: Fate.SETTLED_OTHERWISE for one in live}
    return Outcome(counted, fates | beside | ({counted.number: Fate.COUNTS} if counted else {}))


def _finals(live: Iterable[Mark], policy: Policy, fates: dict[int, Fate]) -> list[Mark]:
    """The one mark of each person in each channel that holds."""
    finals: dict[tuple[Channel, str], Mark] = {}
    for mark in live:
        before = finals.get((mark.channel, mark.by))
        if before is not None and not policy.may_change:
            fates[mark.number] = Fate.NOT_CHANGEABLE
            continue
        if before is not None:
            fates[before.number] = Fate.CHANGED
        finals[mark.channel, mark.by] = mark
    return sorted(finals.values(), key=lambda one: one.number)


def _chosen(finals: Sequence[Mark], live: Sequence[Mark], policy: Policy) -> Mark | None:
    if len({one.choice for one in finals}) < 2:
        return finals[0] if finals else None
    for channel in Channel:
        if len({one.choice for one in finals if one.channel is channel}) > 1:
            return None
    if policy.precedence is Precedence.ONLINE_WINS:
        return next((one for one in finals if one.channel is Channel.ONLINE), None)
    if policy.precedence is Precedence.FIRST_VALID:
        began = {(one.channel, one.by): one.number for one in reversed(live)}
        return min(finals, key=lambda one: began[one.channel, one.by])
    return None


def _fates_beside(finals: Iterable[Mark], counted: Mark | None) -> dict[int, Fate]:
    if counted is None:
        return {one.number: Fate.SET_ASIDE for one in finals}
    fates = {one.number: Fate.REPEATS if one.choice == counted.choice else Fate.OUTRANKED for one in finals}
    return fates | {counted.number: Fate.COUNTS}
