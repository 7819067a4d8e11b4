"""Owner decisions at the committee's desk."""

from app.decisions.views.committee import (
    alerting,
    delivering,
    drafting,
    evidence,
    legal,
    objecting,
    paper,
    papers,
    rehearsing,
    running,
    settling,
    telling,
)
from app.decisions.views.committee.blueprint import bp

__all__ = [
    "alerting",
    "bp",
    "delivering",
    "drafting",
    "evidence",
    "legal",
    "objecting",
    "paper",
    "papers",
    "rehearsing",
    "running",
    "settling",
    "telling",
]
