"""Reading across the rooms: what the pages of each audience show."""

from app.dashboards.queries.areas import (
    CITY,
    Area,
    Part,
    Place,
    Totals,
    areas_for,
    find_area,
    places_for,
    regions_above_for,
    totals_for,
)
from app.dashboards.queries.compounds import (
    ClosedPoll,
    RunningPoll,
    announced_decisions_in,
    closed_polls_in,
    latest_entry_in,
    open_decisions_in,
    polls_with_turnout_for,
    running_decisions_in,
    running_polls_in,
)
from app.dashboards.queries.homes import Standpoint, standpoint_for, to_do_for
from app.dashboards.queries.rollups import Figures, figures_for, figures_in
from app.dashboards.queries.today import Queue, queue_for
from app.dashboards.queries.urgency import age_for

__all__ = [
    "CITY",
    "Area",
    "ClosedPoll",
    "Figures",
    "Part",
    "Place",
    "Queue",
    "RunningPoll",
    "Standpoint",
    "Totals",
    "age_for",
    "announced_decisions_in",
    "areas_for",
    "closed_polls_in",
    "figures_for",
    "figures_in",
    "find_area",
    "latest_entry_in",
    "open_decisions_in",
    "places_for",
    "polls_with_turnout_for",
    "queue_for",
    "regions_above_for",
    "running_decisions_in",
    "running_polls_in",
    "standpoint_for",
    "to_do_for",
    "totals_for",
]
