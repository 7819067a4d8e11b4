"""How large a ballot is printed: as large as everything on it fits one A4 page with its stub."""

from collections.abc import Sequence
from math import ceil

SIZES = (100, 85, 70, 55, 45)  # percent of the largest type
PAGE_MM, WIDTH_MM = 250, 174
PT_MM, SMALLEST_PT = 25.4 / 72, 9
LOOSE, TIGHT = 1.65, 1.35  # leading of the options, from which size down
TIGHT_FROM = 0.55
CODE_MM, BESIDE_CODE_MM, BOX_MM = 46, 110, 17
SIGNATURES_MM, STUB_MM = 45, 20
INSTRUCTION, SMALL_PRINT, STUB = 42, 80, 80  # characters of the sentences that are always there


def size_of(title: str, choices: Sequence[str], rooms: str, round_: Sequence[str]) -> int:
    """The largest of SIZES at which one ballot stays on its page; `round_`: place, hours, box."""
    return next(
        (size for size in SIZES if _height(size / 100, title, choices, rooms, round_) <= PAGE_MM), SIZES[-1]
    )


def _height(scale: float, title: str, choices: Sequence[str], rooms: str, round_: Sequence[str]) -> float:
    """Millimetres from the head to the end of the stub."""
    (place, hours, box), leading = round_, TIGHT if scale <= TIGHT_FROM else LOOSE

    def lines(characters: int, points: float, width: float = WIDTH_MM, *, leading: float = 1.5) -> float:
        letter = max(SMALLEST_PT, points * scale) * PT_MM
        return ceil(characters * letter / width) * letter * leading

    head = lines(1, 18) + lines(len(rooms) + 12, 22, BESIDE_CODE_MM, leading=1.35)
    return (
        max(CODE_MM, head)
        + lines(len(title), 26, leading=1.35) + 8
        + lines(INSTRUCTION + len(box), 16) + 3
        + sum(lines(len(choice), 24, WIDTH_MM - BOX_MM, leading=leading) for choice in choices) + 5
        + SIGNATURES_MM * scale
        + lines(SMALL_PRINT + len(place) + len(hours), 14) + 3
        + lines(STUB + len(rooms) + len(title), 14) + STUB_MM
    )  # fmt: skip
