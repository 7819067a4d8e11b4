"""The committee's pages about polls."""

from app.polls.views.committee import desk, planning, running
from app.polls.views.committee.blueprint import bp

__all__ = ["bp", "desk", "planning", "running"]
