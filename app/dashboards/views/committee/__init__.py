"""A clerk's day, at the desk and from door to door."""

from app.dashboards.views.committee import planning, rounds, today
from app.dashboards.views.committee.entrance import bp

__all__ = ["bp", "planning", "rounds", "today"]
