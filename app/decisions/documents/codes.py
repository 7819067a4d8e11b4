"""The drawing of a QR code on a ballot."""

import segno
from markupsafe import Markup

MASK = 3  # readers take any; to weigh all eight against each other is most of the time a code takes


def qr_drawing(text: str, title: str) -> Markup:
    """A QR code to print, with words for those who cannot see it."""
    code = segno.make_qr(text, error="m", mask=MASK)
    drawing = code.svg_inline(omitsize=True, border=4, svgclass=None, lineclass=None, title=title)
    return Markup(drawing)  # noqa: S704 - segno escapes the title, the rest are figures
