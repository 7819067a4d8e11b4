"""For which home a resident speaks, and what waits for an answer there."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.polls.queries import HomePoll
from app.roster import queries as roster
from app.roster.queries import HomeRow


@dataclass(frozen=True)
class Standpoint:
    """A contact's homes and the one they speak for; `home` is None for somebody bound to none."""

    homes: tuple[HomeRow, ...]
    home: HomeRow | None

    @property
    def others(self) -> tuple[HomeRow, ...]:
        """The homes they could speak for instead."""
        return tuple(each for each in self.homes if each != self.home)


def standpoint_for(contact_id: int, binding_id: object) -> Standpoint:
    """The home chosen last if it is still theirs, else the one bound first."""
    homes = roster.homes_of(contact_id)
    chosen = next((home for home in homes if home.binding_id == binding_id), None)
    return Standpoint(tuple(homes), chosen or (homes[0] if homes else None))


def to_do_for(home: HomeRow | None, met: Sequence[HomePoll]) -> list[HomePoll]:
    """Of the open polls, those this home has not answered, soonest to close first."""
    waiting = [each for each in met if each.home == home and each.standing is None]
    return sorted(waiting, key=lambda each: (each.poll.closes_at or each.poll.created_at, each.poll.id))
