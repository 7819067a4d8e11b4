"""What staff type into the forms about posts."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.actors import Actor, Grant
from app.roster import operations, queries
from surveys.errors import Invalid


def date_from(text: str) -> date:
    """A day of this century, such as 2026-12-31."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as problem:
        raise Invalid("fact-date-malformed") from problem
    if not 2000 <= day.year <= 2100:
        raise Invalid("fact-date-malformed")
    return day


def day_from(text: str, *, is_last: bool = False) -> datetime:
    """The beginning of a day in Liaocheng, or its end."""
    day = date_from(text) + timedelta(days=int(is_last))
    return clock.from_local(datetime.combine(day, time()))


def appointment_from(form: Mapping[str, str], actor: Actor) -> operations.Nomination:
    """The role, area, unit, last day and reason of a proposal."""
    role, unit = form.get("role", ""), form.get("unit", "")
    area = queries.get_area_named(form.get("area", "")[:60], actor.paths(*queries.GRANTING_ROLES))
    until = form.get("until", "").strip()
    return operations.Nomination(
        Grant(role, area.path, queries.get_organisation(unit).id if unit else None),
        form.get("reason", ""),
        day_from(until, is_last=True) if until else None,
        form.get("holder", ""),
    )


def reasoned_from(form: Mapping[str, str], field: str) -> operations.Nomination:
    """Only a reason and who is asked to confirm: what ends a role or resets a factor."""
    return operations.Nomination(Grant("", ""), form.get(field, ""), holder=form.get("holder", ""))
