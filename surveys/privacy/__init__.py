"""What may be published of answers and ballots that belong to people."""

from surveys.privacy.answers import (
    LEAST_CELL,
    LOWEST_LEAST,
    NOT_RELEASED,
    SMALL_CELL,
    TOO_FEW_ANSWERS,
    WOULD_REVEAL,
    Outlook,
    PublishedRow,
    PublishedSummary,
    outlook,
    publishable,
)
from surveys.privacy.decisions import Hurdles, PublishedResult, PublishedUnit, Seat, publishable_result
from surveys.privacy.floors import FLOORS, Floors, floors_at
from surveys.privacy.masks import mask_name, mask_phone

__all__ = [
    "FLOORS",
    "LEAST_CELL",
    "LOWEST_LEAST",
    "NOT_RELEASED",
    "SMALL_CELL",
    "TOO_FEW_ANSWERS",
    "WOULD_REVEAL",
    "Floors",
    "Hurdles",
    "Outlook",
    "PublishedResult",
    "PublishedRow",
    "PublishedSummary",
    "PublishedUnit",
    "Seat",
    "floors_at",
    "mask_name",
    "mask_phone",
    "outlook",
    "publishable",
    "publishable_result",
]
