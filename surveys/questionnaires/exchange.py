"""Questionnaires to and from JSON values."""

from surveys.errors import Invalid
from surveys.questionnaires.questionnaire import MOST_QUESTIONS, Questionnaire
from surveys.questionnaires.questions import MOST_OPTIONS, Kind, Option, Question

_QUESTIONNAIRE_FIELDS = frozenset({"title", "purpose", "questions"})
_QUESTION_FIELDS = frozenset({"key", "kind", "title", "options", "required", "least", "most", "hint"})
_OPTION_FIELDS = frozenset({"key", "label", "exclusive"})
# Titles and labels are capped by the rules; this only keeps absurd lengths from being worked on at all.
_LONGEST_TEXT = 10_000


class _Fields:
    """One JSON object being read, with its place for the refusal; only the fields it may have."""

    def __init__(self, data: object, place: str, allowed: frozenset[str]) -> None:
        if not isinstance(data, dict):
            raise Invalid("questionnaire-field-wrong", place=place, expected="object")
        if not allowed.issuperset(data):
            raise Invalid("questionnaire-field-unknown", place=place)
        self._data: dict[str, object] = data
        self._place = place

    def place(self, name: str) -> str:
        """Where a field stands, such as `questions[2].options[0].label`."""
        return f"{self._place}.{name}" if self._place else name

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self._data.get(name, default)
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            raise self._wrong(name, "text")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self._data.get(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "boolean")
        return value

    def number(self, name: str) -> int | None:
        """A whole number, or nothing."""
        value = self._data.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(name, "whole number")
        return value

    def items(self, name: str, most: int) -> list[object]:
        """A list, empty when left out."""
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise self._wrong(name, "list")
        if len(value) > most:
            raise Invalid("questionnaire-list-too-long", place=self.place(name), most=most)
        return value

    def kind(self, name: str) -> Kind:
        """One of the kinds of question."""
        value = self.text(name)
        if value not in set(Kind):
            raise Invalid("question-kind-unknown", place=self.place(name))
        return Kind(value)

    def _wrong(self, name: str, expected: str) -> Invalid:
        return Invalid("questionnaire-field-wrong", place=self.place(name), expected=expected)


def from_json(data: object) -> Questionnaire:
    """The questionnaire described by a JSON value; Invalid, with the place, on anything wrong."""
    fields = _Fields(data, "", _QUESTIONNAIRE_FIELDS)
    questions = fields.items("questions", MOST_QUESTIONS)
    return Questionnaire(
        fields.text("title"),
        tuple(_question(each, f"questions[{place}]") for place, each in enumerate(questions)),
        fields.text("purpose", ""),
    )


def to_json(questionnaire: Questionnaire) -> dict[str, object]:
    """The JSON value that `from_json` reads back to the same questionnaire."""
    return {
        "title": questionnaire.title,
        "purpose": questionnaire.purpose,
        "questions": [_question_json(question) for question in questionnaire.questions],
    }


def _question(data: object, place: str) -> Question:
    fields = _Fields(data, place, _QUESTION_FIELDS)
    options = fields.items("options", MOST_OPTIONS)
    return Question(
        fields.text("key"),
        fields.kind("kind"),
        fields.text("title"),
        tuple(_option(each, f"{place}.options[{index}]") for index, each in enumerate(options)),
        required=fields.flag("required", True),
        least=fields.number("least"),
        most=fields.number("most"),
        hint=fields.text("hint", ""),
    )


def _option(data: object, place: str) -> Option:
    fields = _Fields(data, place, _OPTION_FIELDS)
    return Option(fields.text("key"), fields.text("label"), fields.flag("exclusive", False))


def _question_json(question: Question) -> dict[str, object]:
    options = [
        {"key": option.key, "label": option.label, "exclusive": option.exclusive}
        for option in question.options
    ]
    return {
        "key": question.key,
        "kind": question.kind.value,
        "title": question.title,
        "options": options,
        "required": question.required,
        "least": question.least,
        "most": question.most,
        "hint": question.hint,
    }
