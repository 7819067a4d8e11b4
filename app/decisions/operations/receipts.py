"""Looking a receipt up: anybody may ask, and whoever asks for wrong numbers has to stop for the day."""

from dataclasses import dataclass
from datetime import datetime

from app.core.encryption import blind_index
from app.decisions.queries.decisions import DecisionRow
from app.decisions.queries.receipts import ReceiptRow, find_receipt
from app.roster.operations.tries import count_wrong, locked_until
from surveys.errors import Invalid
from surveys.proof.receipts import normalise_receipt

INDEX = "wrong_try.receipt"
LENGTH = 16


@dataclass(frozen=True)
class Answer:
    """What was found; else how many tries are left today, or until when none is."""

    found: ReceiptRow | None = None
    tries_left: int = 0
    until: datetime | None = None


def look_up_receipt(decision: DecisionRow, typed: str, asked_from: str, at: datetime) -> Answer:
    """What stands behind a number; one that was mistyped is Invalid and costs no try."""
    subject = blind_index(f"{decision.id}|{asked_from}", INDEX)[:40]
    until = locked_until((subject,), at)
    if until is not None:
        return Answer(until=until)
    number = normalise_receipt(typed)
    if len(number.replace("-", "")) != LENGTH:
        raise Invalid("receipt-malformed")
    found = find_receipt(decision, number, at)
    return Answer(found) if found else Answer(tries_left=count_wrong(subject, at))
