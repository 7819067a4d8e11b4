"""A whole questionnaire: its questions, the check of a set of answers, their sum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.errors import Invalid
from surveys.questionnaires.answers import Answer, Summary
from surveys.questionnaires.kinds.registry import rules_of
from surveys.questionnaires.questions import LONGEST_TITLE, Question
from surveys.questionnaires.writing import clean_line, clean_text

MOST_QUESTIONS = 60
LONGEST_PURPOSE = 2000


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire that can be put to people: one that exists is valid, its defaults filled in."""

    title: str
    questions: tuple[Question, ...]
    purpose: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", clean_line(self.title))
        object.__setattr__(self, "purpose", clean_text(self.purpose))
        self._check_words()
        questions = tuple(self.questions)
        _check_questions(questions)
        object.__setattr__(self, "questions", tuple(rules_of(each).complete(each) for each in questions))

    def find(self, key: str) -> Question | None:
        """The question of that key, or None."""
        return next((question for question in self.questions if question.key == key), None)

    def _check_words(self) -> None:
        if not self.title:
            raise Invalid("questionnaire-needs-title")
        if len(self.title) > LONGEST_TITLE:
            raise Invalid("questionnaire-title-too-long", most=LONGEST_TITLE)
        if len(self.purpose) > LONGEST_PURPOSE:
            raise Invalid("questionnaire-purpose-too-long", most=LONGEST_PURPOSE)


def check_answer(question: Question, given: object) -> Answer | None:
    """One answer in its normal form, None when it was left out and may be; Invalid otherwise."""
    answer = rules_of(question).check(question, given)
    if answer is None and question.required:
        raise Invalid("answer-required", question=question.key, title=question.title)
    return answer


def read_answer(question: Question, values: Sequence[str]) -> Answer | None:
    """One answer from the values of its field in a web form, checked."""
    return check_answer(question, rules_of(question).read(question, values))


def check(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, Answer]:
    """All answers in their normal form, in the order of the questions; what was left out has no key."""
    if not isinstance(answers, Mapping):
        raise Invalid("answers-malformed")
    strangers = set(answers) - {question.key for question in questionnaire.questions}
    if strangers:
        raise Invalid("unknown-question", question=clean_line(min(str(key)[:40] for key in strangers)))
    found = {each.key: check_answer(each, answers.get(each.key)) for each in questionnaire.questions}
    return {key: answer for key, answer in found.items() if answer is not None}


def read_form(questionnaire: Questionnaire, fields: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    """All answers from a web form whose fields bear the questions' keys; other fields are passed over."""
    found = {each.key: read_answer(each, fields.get(each.key, ())) for each in questionnaire.questions}
    return {key: answer for key, answer in found.items() if answer is not None}


def summarise(questionnaire: Questionnaire, answers: Iterable[Mapping[str, Answer]]) -> tuple[Summary, ...]:
    """One summary a question, in order; each counts only the respondents who answered it."""
    columns: dict[str, list[Answer]] = {question.key: [] for question in questionnaire.questions}
    for given in answers:
        for key, answer in given.items():
            if key not in columns:
                raise Invalid("unknown-question", question=key)
            columns[key].append(answer)
    return tuple(rules_of(each).summarise(each, columns[each.key]) for each in questionnaire.questions)


def _check_questions(questions: tuple[Question, ...]) -> None:
    if not questions:
        raise Invalid("questionnaire-needs-a-question")
    if len(questions) > MOST_QUESTIONS:
        raise Invalid("too-many-questions", most=MOST_QUESTIONS)
    keys = [question.key for question in questions]
    if len(set(keys)) < len(keys):
        repeated = next(key for place, key in enumerate(keys) if key in keys[:place])
        raise Invalid("question-key-repeated", question=repeated)
