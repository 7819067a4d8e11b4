"""Questions answered in a resident's own words."""

from collections.abc import Sequence
from dataclasses import replace

from surveys.errors import Invalid
from surveys.questionnaires.answers import Answer, Summary
from surveys.questionnaires.kinds.rules import QuestionRules, only_value, refuse_options, wrong_type
from surveys.questionnaires.questions import Question
from surveys.questionnaires.writing import clean_text

USUAL_LENGTH = 200
LONGEST = 2000


class ShortText(QuestionRules):
    """A text of at most `most` characters."""

    def complete(self, question: Question) -> Question:
        """200 characters, where nothing else is said."""
        refuse_options(question)
        if question.least is not None:
            raise Invalid("bounds-not-allowed", question=question.key, title=question.title)
        most = USUAL_LENGTH if question.most is None else question.most
        if not 1 <= most <= LONGEST:
            raise Invalid("bounds-impossible", question=question.key, title=question.title)
        return replace(question, most=most)

    def check(self, question: Question, given: object) -> Answer | None:
        """The text, tidied; characters are counted after that."""
        if given is None:
            return None
        if not isinstance(given, str):
            raise wrong_type(question)
        text = clean_text(given)
        most = question.bounds[1]
        if len(text) > most:
            raise Invalid(
                "text-too-long", question=question.key, title=question.title, most=most, length=len(text)
            )
        return text or None

    def read(self, question: Question, values: Sequence[str]) -> object:
        """The one text sent."""
        return only_value(question, values)

    def summarise(self, question: Question, answers: Sequence[Answer]) -> Summary:
        """The texts in alphabetical order, so that their order tells nothing of who wrote when."""
        texts = tuple(sorted(answer for answer in answers if isinstance(answer, str)))
        if len(texts) < len(answers):
            raise wrong_type(question)
        return Summary(question.key, question.title, question.kind, len(texts), texts=texts)
