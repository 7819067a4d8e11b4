"""House-code slips, and the QR code by which an account gets its second factor."""

from dataclasses import dataclass

from markupsafe import Markup

from app.core.documents import qr_drawing, qr_path

PART_TENTHS = 520  # a part is 58 mm wide and keeps 3 mm free on both sides
STEPS = (("1", "微信扫左边的码"), ("2", "看一眼说明，点「同意」"), ("3", "填上怎么称呼您，完成"))


@dataclass(frozen=True)
class Slip:
    """What stands on one slip: outside only where it belongs, inside the code."""

    compound: str
    stairs: str
    number: str
    code: str
    address: str
    telephone: str


def enrolment_drawing(address: str) -> Markup:
    """What an authenticator app scans to learn the secret of an account."""
    return qr_drawing(address, "二次验证的二维码")


def slip_drawing(slip: Slip) -> Markup:
    """One slip, 174 x 62 mm, in three parts: outside, code, steps.

    Folded twice, only the room is seen: the right part over the middle, the left part backwards.
    """
    parts = [_FRAME, _outside(slip), _code(slip), _steps(slip)]
    title = Markup("<title>{}{} 的房屋码</title>").format(slip.stairs, slip.number)
    return Markup('<svg viewBox="0 0 174 62" width="100%" role="img">{}{}</svg>').format(
        title, Markup("").join(parts)
    )


_FRAME = Markup(
    '<rect x="0.2" y="0.2" width="173.6" height="61.6" fill="none" stroke="#000" stroke-width="0.2"'
    ' stroke-dasharray="3 1.5"/>'
    '<path d="M58 2v55M116 2v55" stroke="#000" stroke-width="0.2" stroke-dasharray="0.8 1.2" fill="none"/>'
    '<g font-size="2.6" text-anchor="middle" fill="#000">'
    '<text x="58" y="60">向后折</text><text x="116" y="60">向里折</text></g>'
)


def _outside(slip: Slip) -> Markup:
    size = _fitting(slip.compound, 54)
    return Markup(
        '<g text-anchor="middle" fill="#000"><text x="29" y="14" font-size="{size}">{compound}</text>'
        '<text x="29" y="27" font-size="{stairs_size}">{stairs}</text>'
        '<text x="29" y="43" font-size="13" font-weight="700">{number}</text>'
        '<text x="29" y="53" font-size="4">住户亲启</text></g>'
    ).format(
        size=size,
        compound=slip.compound,
        stairs=slip.stairs,
        stairs_size=_fitting(slip.stairs, 70),
        number=slip.number,
    )


def _code(slip: Slip) -> Markup:
    path, width = qr_path(slip.address)
    return Markup(
        '<svg x="66" y="3" width="42" height="42" viewBox="0 0 {width} {width}" aria-hidden="true">'
        '<path d="{path}" fill="#000" shape-rendering="crispEdges"/></svg>'
        '<g text-anchor="middle" fill="#000">'
        '<text x="87" y="51" font-size="5.2" font-weight="700">{code}</text>'
        '<text x="87" y="56.5" font-size="3.2">只给自家人用，别拍照外传</text></g>'
    ).format(width=width, path=path, code=slip.code)


def _steps(slip: Slip) -> Markup:
    lines = [
        Markup(
            '<text x="120" y="{y}" font-size="6" font-weight="700">{number}</text>'
            '<text x="126" y="{y}" font-size="4.3">{words}</text>'
        ).format(y=12 + 11 * place, number=number, words=words)
        for place, (number, words) in enumerate(STEPS)
    ]
    close = Markup(
        '<text x="120" y="46" font-size="3.4">扫不了：关注公众号，把左边的码</text>'
        '<text x="120" y="50.5" font-size="3.4">发给它。不会用请打居委会电话</text>'
        '<text x="120" y="56.5" font-size="4.6" font-weight="700">{telephone}</text>'
    ).format(telephone=slip.telephone)
    return Markup('<g fill="#000">{}{}</g>').format(Markup("").join(lines), close)


def _fitting(words: str, most_tenths: int) -> str:
    """A type size in mm, as text, at which Chinese words of this length fit one part of a slip."""
    tenths = min(most_tenths, PART_TENTHS // max(len(words), 1))
    return f"{tenths // 10}.{tenths % 10}"
