"""Notices at the committee's desk."""

from app.notifications.views.committee import notices, sheets
from app.notifications.views.committee.entrance import bp

__all__ = ["bp", "notices", "sheets"]
