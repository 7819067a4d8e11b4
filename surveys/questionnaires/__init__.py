"""What residents are asked, what counts as an answer, how answers add up."""

from surveys.questionnaires.answers import Answer, Row, Summary, counted
from surveys.questionnaires.exchange import from_json, to_json
from surveys.questionnaires.questionnaire import (
    Questionnaire,
    check,
    check_answer,
    read_answer,
    read_form,
    summarise,
)
from surveys.questionnaires.questions import Kind, Option, Question

__all__ = [
    "Answer",
    "Kind",
    "Option",
    "Question",
    "Questionnaire",
    "Row",
    "Summary",
    "check",
    "check_answer",
    "counted",
    "from_json",
    "read_answer",
    "read_form",
    "summarise",
    "to_json",
]
