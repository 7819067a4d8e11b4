"""Ready-made questionnaires read from their files."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from surveys.errors import Missing
from surveys.questionnaires import wording
from surveys.questionnaires.exchange import from_json
from surveys.questionnaires.questionnaire import Questionnaire
from surveys.questionnaires.templates.catalogue import items_in

_FOLDER = Path(__file__).parent
_KEYS = ("willingness-and-menu", "elevator-stances", "contribution-bands")


@dataclass(frozen=True)
class Template:
    """A questionnaire ready to be put to people, still editable.

    `label` says what the answers are worth; `who_sees` names the privacy promise, `who_sees_text` words it.
    """

    key: str
    label: str
    minutes: int
    suits_chat: bool
    who_sees: str
    who_sees_text: str
    questionnaire: Questionnaire

    @property
    def title(self) -> str:
        """The title residents read."""
        return self.questionnaire.title

    @property
    def purpose(self) -> str:
        """Why it is asked, what it is not."""
        return self.questionnaire.purpose

    @property
    def question_keys(self) -> tuple[str, ...]:
        """The standard keys, by which compounds can be compared."""
        return tuple(question.key for question in self.questionnaire.questions)


@cache
def all_templates() -> tuple[Template, ...]:
    """Every ready-made questionnaire, the most asked first."""
    return tuple(_load(key) for key in _KEYS)


def find(key: str) -> Template | None:
    """The template of that key, or None."""
    return next((template for template in all_templates() if template.key == key), None)


def get(key: str) -> Template:
    """The template of that key, or Missing."""
    template = find(key)
    if template is None:
        raise Missing("template-unknown", key=key[:40])
    return template


def _load(key: str) -> Template:
    data = json.loads((_FOLDER / f"{key}.json").read_text("utf-8"))
    for question in data["questionnaire"]["questions"]:
        _fill_menu(question)
    return Template(
        key,
        data["label"],
        data["minutes"],
        data["suits_chat"],
        data["who_sees"],
        wording.who_sees(data["who_sees"]),
        from_json(data["questionnaire"]),
    )


def _fill_menu(question: dict[str, object]) -> None:
    """Put the items of the catalogue groups named in `menu` before the question's own options."""
    groups, own = question.pop("menu", []), question.get("options", [])
    if isinstance(groups, list) and isinstance(own, list):
        items = [item for group in groups for item in items_in(group)]
        question["options"] = [{"key": item.code, "label": item.label} for item in items] + own
