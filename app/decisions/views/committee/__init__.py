"""Owner decisions at the committee's desk."""

from app.decisions.views.committee import drafting, running
from app.decisions.views.committee.blueprint import bp

__all__ = ["bp", "drafting", "running"]
