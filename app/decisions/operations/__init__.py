"""What may be done with decisions: drawing up, approving, announcing, voting, counting, publishing."""

from app.decisions.operations.alerts import look_into
from app.decisions.operations.bundles import HandedIn, Read, read_bundle, receive_bundle
from app.decisions.operations.casting import (
    BallotReceipt,
    HeldDecision,
    Mark,
    cast_ballot,
    hold_decision,
    keep_ballot,
)
from app.decisions.operations.delivery import (
    Hung,
    Tried,
    end_posting,
    mark_login,
    record_attempt,
    record_posting,
)
from app.decisions.operations.drafting import (
    Plan,
    change_decision,
    create_decision,
    discard_decision,
    hand_over,
    sign_request,
)
from app.decisions.operations.invigilators import appoint_invigilator, end_invigilator
from app.decisions.operations.locking import lock_decision, now_once_held
from app.decisions.operations.noticing import announce_decision
from app.decisions.operations.objections import (
    Complaint,
    Reply,
    answer_objection,
    raise_objection,
    take_back_objection,
)
from app.decisions.operations.paper import (
    Omission,
    Reading,
    Round,
    enter_ballot,
    leave_out,
    print_after_all,
    print_ballots,
    replace_ballot,
    set_paper_round,
    spoil_ballot,
)
from app.decisions.operations.pictures import keep_picture, note_picture_seen
from app.decisions.operations.proposing import (
    Found,
    Rejection,
    Settlement,
    open_box,
    reject_ballot,
    settle_conflict,
)
from app.decisions.operations.rehearsing import (
    MIXED,
    Wish,
    move_clock,
    play_owners,
    play_second_person,
    play_second_reading,
    wipe_rehearsal,
)
from app.decisions.operations.representatives import Mandate, appoint_representative, end_representative
from app.decisions.operations.settling import look_at_conflict
from app.decisions.operations.stages import archive_decision, close_due_decision, open_due_decision
from app.decisions.operations.steps import CONFIRMERS, Proposal, confirm_step, propose_step, refuse_step
from app.decisions.operations.telling import BESIDE, DEAD, REJECTED, SET_ASIDE

__all__ = [
    "BESIDE",
    "CONFIRMERS",
    "DEAD",
    "MIXED",
    "REJECTED",
    "SET_ASIDE",
    "BallotReceipt",
    "Complaint",
    "Found",
    "HandedIn",
    "HeldDecision",
    "Hung",
    "Mandate",
    "Mark",
    "Omission",
    "Plan",
    "Proposal",
    "Read",
    "Reading",
    "Rejection",
    "Reply",
    "Round",
    "Settlement",
    "Tried",
    "Wish",
    "announce_decision",
    "answer_objection",
    "appoint_invigilator",
    "appoint_representative",
    "archive_decision",
    "cast_ballot",
    "change_decision",
    "close_due_decision",
    "confirm_step",
    "create_decision",
    "discard_decision",
    "end_invigilator",
    "end_posting",
    "end_representative",
    "enter_ballot",
    "hand_over",
    "hold_decision",
    "keep_ballot",
    "keep_picture",
    "leave_out",
    "lock_decision",
    "look_at_conflict",
    "look_into",
    "mark_login",
    "move_clock",
    "note_picture_seen",
    "now_once_held",
    "open_box",
    "open_due_decision",
    "play_owners",
    "play_second_person",
    "play_second_reading",
    "print_after_all",
    "print_ballots",
    "propose_step",
    "raise_objection",
    "read_bundle",
    "receive_bundle",
    "record_attempt",
    "record_posting",
    "refuse_step",
    "reject_ballot",
    "replace_ballot",
    "set_paper_round",
    "settle_conflict",
    "sign_request",
    "spoil_ballot",
    "take_back_objection",
    "wipe_rehearsal",
]
