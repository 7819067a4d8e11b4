"""Which rules belong to which kind: a new kind is one class and one line here."""

from surveys.questionnaires.kinds.choices import MultipleChoice, SingleChoice, YesNoUnsure
from surveys.questionnaires.kinds.rating import Rating
from surveys.questionnaires.kinds.rules import QuestionRules
from surveys.questionnaires.kinds.text import ShortText
from surveys.questionnaires.questions import Kind, Question

RULES: dict[Kind, QuestionRules] = {
    Kind.SINGLE: SingleChoice(),
    Kind.MULTIPLE: MultipleChoice(),
    Kind.YES_NO_UNSURE: YesNoUnsure(),
    Kind.RATING: Rating(),
    Kind.TEXT: ShortText(),
}


def rules_of(question: Question) -> QuestionRules:
    """The rules of the question's kind."""
    return RULES[question.kind]
