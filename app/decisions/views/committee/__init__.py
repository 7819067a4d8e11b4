"""Owner decisions at the committee's desk."""

from app.decisions.views.committee import delivering, drafting, objecting, paper, running, settling
from app.decisions.views.committee.blueprint import bp

__all__ = ["bp", "delivering", "drafting", "objecting", "paper", "running", "settling"]
