"""How large a ballot is printed: as large as everything on it fits one A4 page with its stub."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

SIZES = (100, 85, 70, 55, 45)  # percent of the largest type
PAGE_MM, WIDTH_MM = 250, 174
PT_MM, SMALLEST_PT = 25.4 / 72, 9
LOOSE, TIGHT = 1.65, 1.35  # leading of the options, from which size down
TIGHT_FROM = 0.55
CODE_MM, BESIDE_CODE_MM, BOX_MM = 46, 110, 17
SIGNATURES_MM, STUB_MM = 45, 20
INSTRUCTION, SMALL_PRINT, STUB = 42, 80, 80  # characters of the sentences that are always there
COMPOUND = 12  # of its name, about


class Told(NamedTuple):
    """What stands on a ballot beside its fixed words."""

    title: str
    choices: Sequence[str]
    rooms: Sequence[str]
    round_: Sequence[str]  # place, hours, box


def size_of(told: Told) -> int:
    """The largest of SIZES at which a ballot stays on its page."""
    return next((size for size in SIZES if _height(told, size / 100) <= PAGE_MM), SIZES[-1])


def _height(told: Told, scale: float) -> float:
    """Millimetres from the head to the end of the stub."""
    (place, hours, box), leading = told.round_, TIGHT if scale <= TIGHT_FROM else LOOSE
    title, rooms = len(told.title), sum(len(room) + 1 for room in told.rooms)

    def lines(characters: int, points: float, width: float = WIDTH_MM, *, leading: float = 1.5) -> float:
        letter = max(SMALLEST_PT, points * scale) * PT_MM
        return ceil(characters * letter / width) * letter * leading

    head = lines(1, 18) + lines(COMPOUND + rooms, 22, BESIDE_CODE_MM, leading=1.35)
    return (
        max(CODE_MM, head)
        + lines(title, 26, leading=1.35) + 8
        + lines(INSTRUCTION + len(box), 16) + 3
        + sum(lines(len(choice), 24, WIDTH_MM - BOX_MM, leading=leading) for choice in told.choices) + 5
        + SIGNATURES_MM * scale
        + lines(SMALL_PRINT + len(place) + len(hours), 14) + 3
        + lines(STUB + rooms + title, 14) + STUB_MM
    )  # fmt: skip
