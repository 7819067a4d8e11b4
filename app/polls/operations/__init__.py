"""What may be done with polls: drawing up, running, answering, writing down at the desk."""

from app.polls.operations.answering import AnswerReceipt, Given, HeldPoll, answer_poll, hold_poll
from app.polls.operations.drafting import Whose, drop_draft, forget_drafts, save_draft
from app.polls.operations.planning import (
    Plan,
    Start,
    change_plan,
    change_questions,
    create_poll,
    discard_draft,
    hand_over,
)
from app.polls.operations.recording import Slip, record_paper_answer
from app.polls.operations.running import (
    REMIND_BEFORE,
    Extension,
    close_due_poll,
    close_poll,
    count_result,
    extend_poll,
    open_due_poll,
    open_poll,
    promise_reminder,
    schedule_poll,
    void_poll,
)

__all__ = [
    "REMIND_BEFORE",
    "AnswerReceipt",
    "Extension",
    "Given",
    "HeldPoll",
    "Plan",
    "Slip",
    "Start",
    "Whose",
    "answer_poll",
    "change_plan",
    "change_questions",
    "close_due_poll",
    "close_poll",
    "count_result",
    "create_poll",
    "discard_draft",
    "drop_draft",
    "extend_poll",
    "forget_drafts",
    "hand_over",
    "hold_poll",
    "open_due_poll",
    "open_poll",
    "promise_reminder",
    "record_paper_answer",
    "save_draft",
    "schedule_poll",
    "void_poll",
]
