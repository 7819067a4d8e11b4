"""Tables of owner decisions: what is decided, who counts, ballots, paper, delivery, objections, results."""

from app.decisions.models.alerts import EntryAlert
from app.decisions.models.attempts import Attempt, AttemptOutcome, AttemptWay, Posting
from app.decisions.models.ballots import (
    OWN_CHANNELS,
    AnonymousMark,
    AnonymousTurnout,
    Ballot,
    BallotRevision,
    Channel,
    Conflict,
)
from app.decisions.models.decisions import (
    Decision,
    DecisionRequest,
    DecisionStep,
    Sponsor,
    StepKind,
    StepOutcome,
)
from app.decisions.models.electorate import Capacity, DecisionHead, DecisionRight, DecisionVoter
from app.decisions.models.objections import Objection, ObjectionEvent, ObjectionKind, ObjectionMove
from app.decisions.models.paper import (
    Ground,
    Invigilator,
    LeftOut,
    PaperBallot,
    PaperEntry,
    PaperRound,
    PaperState,
)
from app.decisions.models.pictures import DecisionPicture
from app.decisions.models.representatives import Bundle, BundleReading, Representative
from app.decisions.models.results import DecisionResult, PackRelease

__all__ = [
    "OWN_CHANNELS",
    "AnonymousMark",
    "AnonymousTurnout",
    "Attempt",
    "AttemptOutcome",
    "AttemptWay",
    "Ballot",
    "BallotRevision",
    "Bundle",
    "BundleReading",
    "Capacity",
    "Channel",
    "Conflict",
    "Decision",
    "DecisionHead",
    "DecisionPicture",
    "DecisionRequest",
    "DecisionResult",
    "DecisionRight",
    "DecisionStep",
    "DecisionVoter",
    "EntryAlert",
    "Ground",
    "Invigilator",
    "LeftOut",
    "Objection",
    "ObjectionEvent",
    "ObjectionKind",
    "ObjectionMove",
    "PackRelease",
    "PaperBallot",
    "PaperEntry",
    "PaperRound",
    "PaperState",
    "Posting",
    "Representative",
    "Sponsor",
    "StepKind",
    "StepOutcome",
]
