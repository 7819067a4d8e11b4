"""The standard words that every questionnaire shares."""

import json
from functools import cache
from pathlib import Path

from surveys.questionnaires.questions import Option

_FILE = Path(__file__).parent / "templates" / "wording.json"


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
    return words


@cache
def yes_no_unsure() -> tuple[Option, ...]:
    """The three options of every yes-no-unsure question, in order."""
    return tuple(Option(key, label) for key, label in _words()["yes-no-unsure"].items())


def survey_source() -> str:
    """How the registry of compounds names a survey of the will to renovate as its source."""
    return _words()["sources"]["willingness"]


def checklist_source() -> str:
    """How the registry names the photographs of the walk round a compound as its source."""
    return _words()["sources"]["checklist"]


def who_sees(key: str) -> str:
    """The sentence that tells residents who sees their answer."""
    return _words()["who-sees"][key]
