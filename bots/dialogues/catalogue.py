"""All steps of all conversations by name, and what a tap on the menu opens."""

from collections.abc import Mapping

from bots.dialogues import (
    answering,
    bind,
    decide,
    home,
    owner,
    person,
    poll,
    privacy,
    progress,
    records,
    result,
    unfinished,
)
from bots.dialogues.step import Passage, Step
from bots.wechat import menu

STEPS: Mapping[str, Step] = {
    **home.STEPS,
    **bind.STEPS,
    **owner.STEPS,
    **poll.STEPS,
    **answering.STEPS,
    **decide.STEPS,
    **result.STEPS,
    **person.STEPS,
    **privacy.STEPS,
    **unfinished.STEPS,
}

PASSAGES: Mapping[str, Passage] = {
    **home.PASSAGES,
    **bind.PASSAGES,
    **owner.PASSAGES,
    **poll.PASSAGES,
    **answering.PASSAGES,
    **decide.PASSAGES,
    **result.PASSAGES,
    **records.PASSAGES,
    **progress.PASSAGES,
    **person.PASSAGES,
    **privacy.PASSAGES,
}

TAPS: Mapping[str, str] = {
    menu.POLLS: "poll.start",
    menu.DECISIONS: "decide.start",
    menu.RESULTS: "result.start",
    menu.PROGRESS: "progress.start",
    menu.ROOMS: "bind.start",
    menu.RECORDS: "records.start",
    menu.CLERK: "person.start",
}
HELP_TAP = menu.HELP
