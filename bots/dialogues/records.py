"""What this resident has done here."""

from bots.dialogues.privacy import renewal_before
from bots.dialogues.step import DONE, Move, Talk, say


def _start(talk: Talk) -> Move:
    """The newest records, the rest on the page."""
    if renewal := renewal_before("records.start", talk):
        return renewal
    records = tuple(talk.desk.records())
    if not records:
        return Move(DONE, (say("no-records"),))
    return Move(DONE, (say("records", records=records, link=talk.desk.link("records")),))


PASSAGES = {"records.start": _start}
