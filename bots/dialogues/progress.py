"""How far the renovation of the compound is."""

from bots.dialogues.step import DONE, Move, Talk, say


def _start(talk: Talk) -> Move:
    """The newest entries of the timeline, the rest on the page."""
    entries = tuple(talk.desk.timeline())
    if not entries:
        known = bool(talk.desk.homes() or talk.desk.compound_hint())
        return Move(DONE, (say("no-timeline" if known else "timeline-needs-home"),))
    return Move(DONE, (say("timeline", entries=entries, link=talk.desk.link("progress")),))


PASSAGES = {"progress.start": _start}
