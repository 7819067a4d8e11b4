"""What is known of one measure when figures are missing: between which bounds each of them lies."""

from dataclasses import dataclass

from surveys.tally.thresholds import Threshold
from surveys.tally.totals import Measure, Totals


@dataclass(frozen=True)
class Span:
    """A number from `least` to `most`; `most` is None where nothing bounds it."""

    least: int
    most: int | None


@dataclass(frozen=True)
class Known:
    """Spans with agreed <= present <= total - beside; `beside` are those void or deemed to follow.

    `is_contradictory`: the figures cannot all be true, so nothing may be taken for reached by them.
    """

    total: Span
    present: Span
    agreed: Span
    beside: int
    is_contradictory: bool = False

    def quorum(self, threshold: Threshold) -> bool | None:
        """Whether enough take part."""
        return self._settled(threshold, self.present, self.total)

    def approval(self, threshold: Threshold) -> bool | None:
        """Whether enough of those taking part agree."""
        return self._settled(threshold, self.agreed, self.present)

    def of_all(self, threshold: Threshold) -> bool | None:
        """Whether enough of the whole agree."""
        return self._settled(threshold, self.agreed, self.total)

    def may_pass(self, quorum: Threshold, approval: Threshold) -> bool:
        """Whether any figures for what is missing would meet both tests at once.

        A larger turnout helps the quorum and harms approval, so the largest is tried that these agreements
        still carry.
        """
        if self.is_contradictory:
            return True
        most = self.present.most
        if self.agreed.most is not None:
            widest = approval.widest(self.agreed.most)
            most = widest if most is None else min(most, widest)
        if most is None:
            return True
        whole = most + self.beside if self.total.most is None else self.total.most
        agreed = most if self.agreed.most is None else min(self.agreed.most, most)
        return most >= self.present.least and quorum.met(most, whole) and approval.met(agreed, most)

    def _settled(self, threshold: Threshold, part: Span, whole: Span) -> bool | None:
        if part.most is not None and not threshold.met(part.most, max(whole.least, part.most)):
            return False
        if whole.most is None or self.is_contradictory:
            return None
        return True if threshold.met(part.least, whole.most) else None


def known_from(totals: Totals, measure: Measure) -> Known:
    """The spans of one measure under the strict count: deemed and void stand beside those taking part."""
    deemed = totals.deemed.by(measure) if totals.deemed else 0
    beside = (deemed or 0) + (totals.void.by(measure) or 0)
    total, present, agreed = (one.by(measure) for one in (totals.total, totals.present, totals.agreed))
    here = _exactly(present, agreed or 0, None if total is None else total - beside)
    return Known(
        total=_exactly(total, here.least + beside, None),
        present=here,
        agreed=_exactly(agreed, 0, here.most),
        beside=beside,
        is_contradictory=is_contradictory(totals, measure),
    )


def with_deemed(totals: Totals, measure: Measure, *, follows: bool) -> Known:
    """The spans once those deemed to follow take part, and agree where `follows`."""
    strict = known_from(totals, measure)
    deemed = totals.deemed.by(measure) if totals.deemed else 0
    void = totals.void.by(measure) or 0
    room = None if totals.total.by(measure) is None else (strict.total.most or 0) - void
    added = Span(deemed or 0, deemed if deemed is not None else _less(room, strict.present.least))
    present = Span(strict.present.least + added.least, _within(_plus(strict.present, added), room))
    agreed = (
        Span(strict.agreed.least + added.least, _plus(strict.agreed, added)) if follows else strict.agreed
    )
    return Known(
        total=Span(max(strict.total.least, present.least + void), strict.total.most),
        present=present,
        agreed=Span(agreed.least, _within(agreed.most, present.most)),
        beside=void,
        is_contradictory=strict.is_contradictory,
    )


def is_contradictory(totals: Totals, measure: Measure) -> bool:
    """Whether the figures of a measure cannot all be true."""
    return exceeds_total(totals, measure) or exceeds_present(totals, measure) or parts_exceed(totals, measure)


def exceeds_total(totals: Totals, measure: Measure) -> bool:
    """More take part than there are."""
    return _is_more(totals.present.by(measure), totals.total.by(measure))


def exceeds_present(totals: Totals, measure: Measure) -> bool:
    """More agree than take part; where nobody says how many take part, than there are."""
    agreed, present = totals.agreed.by(measure), totals.present.by(measure)
    return _is_more(agreed, totals.total.by(measure) if present is None else present)


def parts_exceed(totals: Totals, measure: Measure) -> bool:
    """Those taking part, void ballots and those deemed to follow are together more than there are."""
    beside = (totals.void.by(measure) or 0) + ((totals.deemed.by(measure) or 0) if totals.deemed else 0)
    present = totals.present.by(measure)
    least = (totals.agreed.by(measure) or 0) if present is None else present
    return beside > 0 and _is_more(least + beside, totals.total.by(measure))


def _exactly(figure: int | None, least: int, most: int | None) -> Span:
    return Span(least, most if most is None else max(least, most)) if figure is None else Span(figure, figure)


def _is_more(part: int | None, whole: int | None) -> bool:
    return part is not None and whole is not None and part > whole


def _plus(one: Span, other: Span) -> int | None:
    return None if one.most is None or other.most is None else one.most + other.most


def _less(whole: int | None, part: int) -> int | None:
    return None if whole is None else max(whole - part, 0)


def _within(most: int | None, room: int | None) -> int | None:
    if most is None or room is None:
        return most if room is None else room
    return min(most, room)
