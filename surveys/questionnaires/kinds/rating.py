"""Questions answered by a point on a scale."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from surveys.errors import Invalid
from surveys.figures import half_width
from surveys.questionnaires.answers import Answer, Row, Summary
from surveys.questionnaires.kinds.rules import QuestionRules, only_value, refuse_options, wrong_type
from surveys.questionnaires.questions import Question

LOWEST = 0
HIGHEST = 10


class Rating(QuestionRules):
    """A whole number from `least` to `most`, 1 to 5 where nothing else is said."""

    def complete(self, question: Question) -> Question:
        """A scale of at least two points within 0 to 10."""
        refuse_options(question)
        least = 1 if question.least is None else question.least
        most = 5 if question.most is None else question.most
        if not LOWEST <= least < most <= HIGHEST:
            raise Invalid("bounds-impossible", question=question.key, title=question.title)
        return replace(question, least=least, most=most)

    def check(self, question: Question, given: object) -> Answer | None:
        """A point of the scale."""
        if given is None or given == "":
            return None
        if not isinstance(given, int) or isinstance(given, bool):
            raise wrong_type(question)
        least, most = question.bounds
        if not least <= given <= most:
            raise _out_of_range(question)
        return int(given)

    def read(self, question: Question, values: Sequence[str]) -> object:
        """The one number sent, in half-width or full-width digits."""
        written = half_width(only_value(question, values)).strip()
        if not written:
            return None
        if len(written) > 2 or not (written.isascii() and written.isdigit()):
            raise _out_of_range(question)
        return int(written)

    def summarise(self, question: Question, answers: Sequence[Answer]) -> Summary:
        """One row a point, and the two whole numbers the mean is made of."""
        points = [answer for answer in answers if isinstance(answer, int)]
        least, most = question.bounds
        if len(points) < len(answers) or any(not least <= point <= most for point in points):
            raise _out_of_range(question)
        counts = Counter(points)
        rows = tuple(Row(str(point), str(point), counts[point]) for point in range(least, most + 1))
        return Summary(
            question.key, question.title, question.kind, len(points), rows, total=sum(points), n=len(points)
        )


def _out_of_range(question: Question) -> Invalid:
    least, most = question.bounds
    return Invalid("rating-out-of-range", question=question.key, title=question.title, least=least, most=most)
