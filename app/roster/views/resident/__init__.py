"""Residents at the roster: binding a home, the household, what is in dispute."""

from app.roster.views.resident import binding, disputes, entry, homes
from app.roster.views.resident.entrance import bp

__all__ = ["binding", "bp", "disputes", "entry", "homes"]
