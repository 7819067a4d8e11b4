"""Who may act for whom: written, from a day to a day, for few owners at once, never passed on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from surveys.electorate.rules import CountingRules
from surveys.errors import Invalid, Refusal


@dataclass(frozen=True)
class Authority:
    """A written authority: `agent` acts for `principal` while `begins_at <= t < ends_at`."""

    principal: int
    agent: int
    begins_at: datetime
    ends_at: datetime
    key: int = 0  # tells where it is written down

    def overlaps(self, other: "Authority") -> bool:
        """Whether there is an instant at which both are in force."""
        return self.begins_at < other.ends_at and other.begins_at < self.ends_at


def check_authority(new: Authority, others: Iterable[Authority], rules: CountingRules) -> None:
    """Raise where a new authority may not stand beside those in force.

    Invalid `proxy-ends-before-it-begins`, `proxy-to-oneself`; Refusal `proxy-already-given`, `proxy-chain`,
    `proxy-cap-reached`.
    """
    if new.ends_at <= new.begins_at:
        raise Invalid("proxy-ends-before-it-begins")
    if new.principal == new.agent:
        raise Invalid("proxy-to-oneself")
    beside = [one for one in others if one.overlaps(new)]
    if any(one.principal == new.principal for one in beside):
        raise Refusal("proxy-already-given")
    if any(one.principal == new.agent or one.agent == new.principal for one in beside):
        raise Refusal("proxy-chain")
    if most_at_once(new, beside) > rules.max_proxies:
        raise Refusal("proxy-cap-reached", most=rules.max_proxies)


def fallen(
    authorities: Iterable[Authority], unable: Collection[int], rules: CountingRules
) -> list[tuple[Authority, Refusal]]:
    """Which authorities may not stand beside the earlier ones any more, and why.

    So it is when entries of the roster turn out to be one person, or when an agent gets a guardian or is a
    minor: who cannot act for themselves acts for nobody (Civil Code art. 173, item 3).
    """
    standing: list[Authority] = []
    found: list[tuple[Authority, Refusal]] = []
    for one in authorities:
        try:
            if one.agent in unable:
                raise Invalid("agent-under-age")
            check_authority(one, standing, rules)
        except Refusal as fault:
            found.append((one, fault))
        else:
            standing.append(one)
    return found


def most_at_once(new: Authority, others: Iterable[Authority]) -> int:
    """For how many owners the agent would act at the fullest instant of the new authority."""
    held = [new, *(one for one in others if one.agent == new.agent and one.overlaps(new))]
    starts = [max(one.begins_at, new.begins_at) for one in held]
    return max(len({one.principal for one in held if one.begins_at <= at < one.ends_at}) for at in starts)
