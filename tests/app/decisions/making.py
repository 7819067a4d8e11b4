"""Decisions made for tests, taken as far as a test needs, with a default for everything."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.audit.models import AuditEntry
from app.core.actors import Actor, Grant
from app.core.db import db, transaction
from app.decisions import operations, queries
from app.decisions.models import Channel, StepKind
from app.decisions.operations import Mark, Plan, Proposal
from app.decisions.queries import Act, DecisionRow
from app.roster import queries as roster
from app.roster.models import Compound
from app.roster.queries import HomeRow
from surveys.proof.receipts import new_receipt
from tests.factories import AT

OPENS = AT + timedelta(days=16)
CLOSES = OPENS + timedelta(days=15)
CLERK = Actor("staff", "CLERK00001", "clerk", (Grant("clerk", "371500"),))
CHAIR = Actor("staff", "CHAIR00001", "chair", (Grant("committee", "371500"),))
STREET = Actor("staff", "STREET0001", "street", (Grant("street", "371500"),))
JUDGE = Actor("staff", "JUDGE00001", "judge", (Grant("clerk", "371500"),))
SECOND = Actor("staff", "SECOND0001", "second", (Grant("street", "371500"),))
PLAN: dict[str, Any] = {
    "title": "用维修资金修屋面",
    "content": "用住宅专项维修资金修 3 号楼屋面，预算 12 万元。",
    "matter": "use-maintenance-fund",
    "sponsor": "residents-committee",
    "sponsor_name": "向阳社区居委会",
    "authority": "向阳居〔2026〕3 号",
    "authority_on": date(2026, 2, 27),
    "contact_name": "周敏",
    "contact_phone": "0635-8200000",
    "informed_on": date(2026, 2, 28),
}


def a_draft(compound: Compound, since: datetime = AT, **plan: Any) -> DecisionRow:
    """A decision nobody has approved, drawn up at an instant."""
    opens_at = since + (OPENS - AT)
    window = {"opens_at": opens_at, "closes_at": opens_at + (CLOSES - OPENS)}
    whole = Plan(**PLAN | window | plan)
    with transaction():
        return operations.create_decision(CLERK, roster.get_compound(compound.id), whole, since)


def step(
    decision: DecisionRow, kind: str, at: datetime, *, reason: str = "大家同意", **facts: Any
) -> DecisionRow:
    """A step proposed by the clerk and confirmed by the chair."""
    with transaction():
        number = operations.propose_step(CLERK, decision.id, Proposal(StepKind(kind), reason, facts), at)
    with transaction():
        operations.confirm_step(CHAIR, number, at)
    return queries.get_decision(decision.id)


def an_announced_decision(compound: Compound, since: datetime = AT, **plan: Any) -> DecisionRow:
    """A decision whose notice was given at an instant."""
    decision = step(a_draft(compound, since, **plan), "approve", since)
    with transaction():
        return operations.announce_decision(CLERK, decision.id, since)


def an_open_decision(compound: Compound, since: datetime = AT, **plan: Any) -> DecisionRow:
    """A decision open sixteen days after an instant, with paper for everybody."""
    decision = an_announced_decision(compound, since, **plan)
    with_paper(decision, since)
    decision = step(decision, "open", since + timedelta(days=15))
    with transaction():
        operations.open_due_decision(operations.lock_decision(decision.id), since + (OPENS - AT))
    return queries.get_decision(decision.id)


def a_counted_decision(decision: DecisionRow) -> DecisionRow:
    """An open decision closed at its time and counted."""
    closes_at = decision.closes_at or CLOSES
    with transaction():
        operations.close_due_decision(operations.lock_decision(decision.id), closes_at)
    if papers_out(decision) and queries.find_box(decision.id) is None:
        count_box(decision, 0, closes_at)
    return step(decision, "preliminary", closes_at + timedelta(days=1))


def settle(decision: DecisionRow, head_id: int, revision: int | None, at: datetime) -> None:
    """Two persons who entered neither side say which ballot of a head counts."""
    with transaction():
        settlement = operations.Settlement(head_id, revision, "家里商量过")
        number = operations.settle_conflict(JUDGE, decision.id, settlement, at)
    with transaction():
        operations.confirm_step(SECOND, number, at)


def count_box(decision: DecisionRow, papers: int, at: datetime, *serials: str) -> None:
    """Two persons open the box after the close and find so many ballots: these, or the first nobody read."""
    earlier = queries.find_box(decision.id)
    listed = [*serials, *(earlier.serials if earlier else ())]
    out = [str(row.serial) for row in papers_out(decision) if row.serial not in listed]
    found = operations.Found(papers, [*listed, *out][:papers], "seal.sealed")
    with transaction():
        number = operations.open_box(CLERK, decision.id, found, at)
    with transaction():
        operations.confirm_step(STREET, number, at)


def papers_out(decision: DecisionRow) -> list[queries.PaperRow]:
    """The printed ballots that nobody has read."""
    return [row for row in papers(decision) if row.state == "outstanding"]


def act_of(decision: DecisionRow, contact_id: int, place: int = 0, at: datetime = OPENS) -> Act:
    """One of the heads a contact may vote for."""
    return queries.acts_for(decision, roster.homes_of(contact_id), at)[place]


def vote(
    decision: DecisionRow,
    contact_id: int,
    choice: str = "agree",
    *,
    place: int = 0,
    at: datetime = OPENS,
) -> operations.BallotReceipt:
    """One ballot by WeChat, in a transaction of its own; the same one twice has the same key."""
    mark = Mark(choice, Channel.WECHAT, f"{contact_id}-{place}-{choice}-{at.isoformat()}")
    with transaction():
        held = operations.hold_decision(decision.id)
        act = queries.acts_for(held.row, roster.homes_of(contact_id), at)[place]
        return operations.cast_ballot(held, act, mark, at)


def with_paper(decision: DecisionRow, at: datetime = AT) -> None:
    """A paper round, and a printed ballot for every head."""
    round_ = operations.Round("社区服务站", "每天 9:00—17:00", "周敏", "一楼大厅 1 号票箱")
    with transaction():
        operations.set_paper_round(CLERK, decision.id, round_, at)
    with transaction():
        operations.print_ballots(CLERK, decision.id, at)


def proposal(kind: str, reason: str = "大家同意", **facts: Any) -> Proposal:
    """What one person wants done."""
    return Proposal(StepKind(kind), reason, facts)


def homes(contact_id: int) -> list[HomeRow]:
    """Where a contact is bound."""
    return roster.homes_of(contact_id)


def entries(act: str) -> list[dict[str, Any]]:
    """What the log says of an act, the oldest first."""
    db.session.rollback()
    statement = select(AuditEntry.facts).where(AuditEntry.act == act).order_by(AuditEntry.id)
    return list(db.session.execute(statement).scalars())


def papers(decision: DecisionRow) -> list[queries.PaperRow]:
    """The printed ballots that can still be handed in."""
    return queries.papers_of(decision.id, live_only=True)


def a_receipt_number(place: int) -> str:
    """A number that is well formed and stands for nothing."""
    return new_receipt(bytes([place] * 10))
