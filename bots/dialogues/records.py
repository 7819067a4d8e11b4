"""What this resident has done here."""

from bots.dialogues.step import DONE, Move, Talk, say


def _start(talk: Talk) -> Move:
    """The newest records, the rest on the page."""
    records = tuple(talk.desk.records())
    if not records:
        return Move(DONE, (say("no-records"),))
    return Move(DONE, (say("records", records=records, link=talk.desk.link("records")),))


PASSAGES = {"records.start": _start}
