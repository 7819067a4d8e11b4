"""A round from door to door in the made-up compound, half walked, so that its page has something on it."""

from datetime import datetime, time, timedelta
from itertools import cycle

from app.cli.demo.city import ACTOR, NAMES
from app.core import clock
from app.polls.queries import PollRow
from app.roster import operations as roster
from app.roster import queries as roster_queries
from app.roster.operations import RoundPlan, VisitSaid
from app.roster.queries import CompoundRow
from app.roster.queries.visits import stops_in
from surveys.electorate.scopes import COMPOUND

CLERK = "demo-clerk"
WALKED = 20  # homes of the round somebody has been at
OUTCOMES = ("done", "away", "done", "again", "phoned", "refused", "done", "away", "vacant", "again")


def walk_the_doors(compound: CompoundRow, poll: PollRow, at: datetime) -> None:
    """The clerk began two days ago to ask in the first building who has not answered the running poll."""
    clerk, words = _clerk_of(compound), NAMES["round"]
    first = roster_queries.units_in(compound.id)[0].building_id
    every = roster_queries.rooms_in(compound.id, COMPOUND)
    rooms = [room.id for room in every if room.building_id == first]
    began = _evening(at, days=-2)
    plan = RoundPlan(words["title"], "poll", f"poll:{poll.public_id}")
    planned = roster.plan_round(compound.id, plan, clerk, began, room_ids=rooms)
    notes = cycle(words["notes"])
    homes = zip(stops_in(planned.id)[:WALKED], cycle(OUTCOMES), strict=False)
    for number, (stop, outcome) in enumerate(homes):
        moment = began + timedelta(minutes=7 * number)
        again = _evening(at, days=-1 if number < len(OUTCOMES) else 1) if outcome == "again" else None
        note = next(notes) if outcome in ("again", "refused") else ""
        said = VisitSaid(stop.room_id, f"demo-visit-{number:06d}", outcome, note, again, moment)
        roster.note_visit(planned.id, said, clerk, moment)


def _evening(at: datetime, *, days: int) -> datetime:
    """Six o'clock so many days from now: then people are at home."""
    day = clock.local(at).date() + timedelta(days=days)
    return clock.from_local(datetime.combine(day, time(18)))


def _clerk_of(compound: CompoundRow) -> str:
    """The demo clerk as the log names them."""
    people = roster_queries.colleagues_under([compound.path], limit=50).items
    return next((f"staff:{one.key}" for _, one in people if one.username == CLERK), str(ACTOR))
