"""What every kind of question must be able to do."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from surveys.errors import Invalid
from surveys.questionnaires.answers import Answer, Summary
from surveys.questionnaires.questions import Question


class QuestionRules(ABC):
    """The rules of one kind. It holds no state: the question is handed over each time."""

    @abstractmethod
    def complete(self, question: Question) -> Question:
        """The question with the kind's defaults filled in; Invalid when it cannot be asked like this."""

    @abstractmethod
    def check(self, question: Question, given: object) -> Answer | None:
        """The answer in its one normal form, None when nothing was said; Invalid when it is no answer."""

    @abstractmethod
    def read(self, question: Question, values: Sequence[str]) -> object:
        """What the values of a web form say, still to be checked."""

    @abstractmethod
    def summarise(self, question: Question, answers: Sequence[Answer]) -> Summary:
        """The sum of checked answers."""


def refuse_options(question: Question) -> None:
    """For kinds that are not answered by choosing."""
    if question.options:
        raise Invalid("options-not-allowed", question=question.key, title=question.title)


def refuse_bounds(question: Question) -> None:
    """For kinds that know no least and no most."""
    if question.least is not None or question.most is not None:
        raise Invalid("bounds-not-allowed", question=question.key, title=question.title)


def only_value(question: Question, values: Iterable[str]) -> str:
    """The one value filled in, or an empty text; the same value sent twice is one."""
    filled = {value for value in values if value.strip()}
    if len(filled) > 1:
        raise Invalid("one-answer-only", question=question.key, title=question.title)
    return filled.pop() if filled else ""


def wrong_type(question: Question) -> Invalid:
    """The refusal for an answer that is another sort of thing altogether."""
    return Invalid("answer-wrong-type", question=question.key, title=question.title)
