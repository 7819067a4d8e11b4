"""Owner decisions at the committee's desk."""

from app.decisions.views.committee import (
    alerting,
    boxing,
    bundles,
    delivering,
    drafting,
    evidence,
    legal,
    objecting,
    paper,
    papers,
    rehearsing,
    rejecting,
    representing,
    running,
    settling,
    telling,
)
from app.decisions.views.committee.blueprint import bp

__all__ = [
    "alerting",
    "boxing",
    "bp",
    "bundles",
    "delivering",
    "drafting",
    "evidence",
    "legal",
    "objecting",
    "paper",
    "papers",
    "rehearsing",
    "rejecting",
    "representing",
    "running",
    "settling",
    "telling",
]
