"""Questions answered by choosing from a list."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveys.errors import Invalid
from surveys.questionnaires.answers import Answer, Row, Summary
from surveys.questionnaires.kinds.rules import QuestionRules, only_value, refuse_bounds, wrong_type
from surveys.questionnaires.questions import Question
from surveys.questionnaires.wording import yes_no_unsure


class SingleChoice(QuestionRules):
    """One of several."""

    def complete(self, question: Question) -> Question:
        """Two options at least; "exclusive" means nothing where only one can be chosen."""
        refuse_bounds(question)
        _need_two_options(question)
        if question.exclusive_keys:
            raise Invalid("exclusive-option-not-allowed", question=question.key, title=question.title)
        return question

    def check(self, question: Question, given: object) -> Answer | None:
        """The key of one option."""
        if given is None or given == "":
            return None
        if not isinstance(given, str):
            raise wrong_type(question)
        _need_known(question, {given})
        return given

    def read(self, question: Question, values: Sequence[str]) -> object:
        """The one value sent."""
        return only_value(question, values)

    def summarise(self, question: Question, answers: Sequence[Answer]) -> Summary:
        """Each respondent stands in one row."""
        counts = Counter(answer if isinstance(answer, str) else "" for answer in answers)
        _need_known(question, counts)
        return Summary(question.key, question.title, question.kind, len(answers), _rows(question, counts))


class YesNoUnsure(SingleChoice):
    """Yes, no or unsure; the words may differ, the three answers never."""

    def complete(self, question: Question) -> Question:
        """The standard three options where none are given."""
        standard = yes_no_unsure()
        if not question.options:
            question = replace(question, options=standard)
        if question.option_keys != tuple(option.key for option in standard):
            raise Invalid("yes-no-unsure-options-fixed", question=question.key, title=question.title)
        return super().complete(question)


class MultipleChoice(QuestionRules):
    """Several of many, between `least` and `most` picks, or one exclusive option alone."""

    def complete(self, question: Question) -> Question:
        """One pick at least and no upper limit, where nothing else is said."""
        _need_two_options(question)
        combinable = len(question.options) - len(question.exclusive_keys)
        least = 1 if question.least is None else question.least
        most = combinable if question.most is None else question.most
        if not 1 <= least <= most <= combinable:
            raise Invalid("bounds-impossible", question=question.key, title=question.title)
        return replace(question, least=least, most=most)

    def check(self, question: Question, given: object) -> Answer | None:
        """The keys picked, each once, in the order of the question."""
        if given is None or given == "":
            return None
        if not isinstance(given, list | tuple):
            raise wrong_type(question)
        picked = {key for key in given if isinstance(key, str)}
        if any(not isinstance(key, str) for key in given):
            raise wrong_type(question)
        _need_known(question, picked)
        if not picked:
            return None
        _need_fair_number(question, picked)
        return [key for key in question.option_keys if key in picked]

    def read(self, question: Question, values: Sequence[str]) -> object:  # noqa: ARG002 - the shape of all kinds
        """All values that are filled in."""
        return [value for value in values if value.strip()]

    def summarise(self, question: Question, answers: Sequence[Answer]) -> Summary:
        """Each option counts once per respondent; the base is respondents, so shares may pass 100 %."""
        counts: Counter[str] = Counter()
        for answer in answers:
            if not isinstance(answer, list):
                raise wrong_type(question)
            counts.update(set(answer))
        _need_known(question, counts)
        rows = _rows(question, counts)
        return Summary(question.key, question.title, question.kind, len(answers), rows, picks=question.bounds)


def _need_two_options(question: Question) -> None:
    if len(question.options) < 2:
        raise Invalid("question-needs-two-options", question=question.key, title=question.title)


def _need_known(question: Question, keys: set[str] | Mapping[str, int]) -> None:
    if not set(question.option_keys).issuperset(keys):
        raise Invalid("unknown-option", question=question.key, title=question.title)


def _need_fair_number(question: Question, picked: set[str]) -> None:
    least, most = question.bounds
    facts = {"question": question.key, "title": question.title, "least": least, "most": most}
    if picked & question.exclusive_keys:
        if len(picked) > 1:
            raise Invalid("exclusive-option-alone", **facts)
        return
    if len(picked) < least:
        raise Invalid("too-few-options", **facts)
    if len(picked) > most:
        raise Invalid("too-many-options", **facts)


def _rows(question: Question, counts: Mapping[str, int]) -> tuple[Row, ...]:
    return tuple(
        Row(option.key, option.label, counts.get(option.key, 0), option.exclusive)
        for option in question.options
    )
