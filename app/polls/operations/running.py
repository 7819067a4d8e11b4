"""Opening, prolonging and ending a poll, and counting it once it is closed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from app.audit.operations import record
from app.core.actors import SYSTEM
from app.core.db import db
from app.outbox.operations import promise
from app.polls.models import Draft, Poll, PollResult
from app.polls.operations.planning import LONGEST_REASON, lock_editable, lock_poll
from app.polls.queries.polls import PollRow
from app.polls.queries.results import answers_for_count, find_result
from app.polls.queries.turnout import eligible_in, turnout_for
from surveys.errors import Invalid, Refusal
from surveys.figures import percent
from surveys.privacy import LEAST_CELL, PublishedSummary, publishable
from surveys.questionnaires import Row, Summary, counted, summarise

REMIND_BEFORE = timedelta(days=1)
WILLINGNESS = "willingness-and-menu"  # the template whose result the registry hears of


@dataclass(frozen=True)
class Extension:
    """A later end, and why."""

    closes_at: datetime
    reason: str


def schedule_poll(actor: object, poll_id: int, at: datetime) -> None:
    """Announce a poll: it opens by itself at its time."""
    poll = lock_editable(poll_id)
    if poll.opens_at is None or poll.opens_at <= at:
        raise Invalid("poll-opens-in-the-past", title=poll.title)
    _need_ready(poll, at)
    _set(poll_id, scheduled_at=at)
    promise("polls.open-due", {"poll": poll_id}, at, due_at=poll.opens_at)
    record(actor, "poll.scheduled", f"poll:{poll_id}", at, opens_at=poll.opens_at.isoformat())


def open_poll(actor: object, poll_id: int, at: datetime) -> bool:
    """Open a poll from this instant on; False when it is open already."""
    poll = lock_poll(poll_id)
    if poll.opened_at is not None:
        return False
    if poll.voided_at is not None:
        raise Refusal("poll-voided", title=poll.title)
    closes_at = _need_ready(poll, at)
    begins = poll.opens_at if poll.opens_at and poll.opens_at < at and poll.scheduled_at else at
    _set(poll_id, opens_at=begins, opened_at=at, eligible=eligible_in(poll))
    promise("polls.close-due", {"poll": poll_id}, at, due_at=closes_at)
    promise("notices.poll-opened", {"poll": poll_id}, at, slot=f"poll-opened:{poll_id}")
    promise_reminder(poll_id, closes_at, at)
    record(actor, "poll.opened", f"poll:{poll_id}", at, closes_at=closes_at.isoformat())
    return True


def promise_reminder(poll_id: int, closes_at: datetime, at: datetime) -> None:
    """Have those who stay silent reminded on the last day; a poll of a day or less reminds nobody."""
    due_at = closes_at - REMIND_BEFORE
    if due_at > at:
        slot = f"poll-closing:{poll_id}:{int(closes_at.timestamp())}"
        promise("notices.poll-closing", {"poll": poll_id}, at, due_at=due_at, slot=slot)


def open_due_poll(poll_id: int, at: datetime) -> bool:
    """Open a scheduled poll whose time has come; whoever changed it meanwhile is respected."""
    poll = lock_poll(poll_id)
    is_due = poll.scheduled_at is not None and poll.opens_at is not None and poll.opens_at <= at
    if not is_due or not poll.is_editable:
        return False
    return open_poll(SYSTEM, poll_id, at)


def close_poll(actor: object, poll_id: int, at: datetime) -> bool:
    """Close a poll; answers under way are in before this or refused. False when it is closed already."""
    poll = lock_poll(poll_id)
    if poll.opened_at is None or poll.voided_at is not None:
        raise Refusal("poll-not-open", title=poll.title)
    if poll.closed_at is not None:
        return False
    _set(poll_id, closed_at=at, eligible=eligible_in(poll))
    db.session.execute(delete(Draft).where(Draft.poll_id == poll_id))
    promise("polls.count-closed", {"poll": poll_id}, at)
    promise("dashboards.refresh", {}, at)
    record(actor, "poll.closed", f"poll:{poll_id}", at)
    return True


def close_due_poll(poll_id: int, at: datetime) -> bool:
    """Close a poll whose time is over; one that was prolonged or voided meanwhile is left alone."""
    poll = lock_poll(poll_id)
    if poll.closes_at is None or poll.closes_at > at or poll.opened_at is None or poll.voided_at is not None:
        return False
    return close_poll(SYSTEM, poll_id, at)


def extend_poll(actor: object, poll_id: int, extension: Extension, at: datetime) -> None:
    """Give people more time; only while the poll is open, and with a reason everybody reads."""
    poll = lock_poll(poll_id)
    if not poll.is_open(at) or poll.closes_at is None:
        raise Refusal("poll-not-open", title=poll.title)
    if extension.closes_at <= poll.closes_at:
        raise Invalid("poll-extension-not-later", closes_at=poll.closes_at)
    reason = _reason(extension.reason)
    _set(poll_id, closes_at=extension.closes_at, extended_at=at, extension_reason=reason)
    promise("polls.close-due", {"poll": poll_id}, at, due_at=extension.closes_at)
    instants = {"before": poll.closes_at.isoformat(), "after": extension.closes_at.isoformat()}
    record(actor, "poll.extended", f"poll:{poll_id}", at, **instants)


def void_poll(actor: object, poll_id: int, reason: str, at: datetime) -> None:
    """Declare a poll void: no answer is taken and no result is shown any more; what was given is kept."""
    poll = lock_poll(poll_id)
    if poll.opened_at is None and poll.scheduled_at is None:
        raise Refusal("poll-not-announced", title=poll.title)
    if poll.voided_at is not None:
        raise Refusal("poll-voided", title=poll.title)
    _set(poll_id, voided_at=at, void_reason=_reason(reason))
    db.session.execute(delete(Draft).where(Draft.poll_id == poll_id))
    record(actor, "poll.voided", f"poll:{poll_id}", at)


def count_result(poll_id: int, at: datetime) -> bool:
    """Count a closed poll once: the only place where residents' answers are opened together."""
    poll = lock_poll(poll_id)
    if poll.closed_at is None or poll.voided_at is not None or find_result(poll_id) is not None:
        return False
    summaries = summarise(poll.questionnaire, answers_for_count(poll_id))
    # a single voice would be known by the list of who answered: words are shown from five writers on
    texts = {each.question: list(each.texts) for each in summaries if len(each.texts) >= LEAST_CELL}
    row = PollResult(poll_id=poll_id, computed_at=at, result=_published(poll, summaries))
    row.texts = json.dumps(texts, ensure_ascii=False)
    db.session.add(row)
    db.session.flush()
    promise("notices.poll-counted", {"poll": poll_id}, at, slot=f"poll-counted:{poll_id}")
    if poll.template_key == WILLINGNESS:
        promise("polls.note-willingness", {"poll": poll_id}, at, slot=f"willingness:{poll_id}")
    record(SYSTEM, "poll.counted", f"poll:{poll_id}", at)
    return True


def _published(poll: PollRow, summaries: tuple[Summary, ...]) -> dict[str, Any]:
    """Everything the public may know, each figure once through `publishable`."""
    came = turnout_for(poll)
    channels = counted(
        "channels", "", [Row(key, key, count) for key, count in sorted(came.by_channel.items())]
    )
    return {
        "answered": came.answered,
        "eligible": came.eligible,
        "per": str(poll.per),
        "channels": _entry(publishable(channels), channels)["rows"],
        "questions": [_entry(publishable(summary), summary) for summary in summaries],
    }


def _entry(shown: PublishedSummary, summary: Summary) -> dict[str, Any]:
    """One question as JSON; a percentage is of the respondents who answered it."""
    base = shown.base or 0
    rows = [
        {
            "key": row.key,
            "label": row.label,
            "count": row.count,
            "percent": None if row.count is None else percent(row.count, base),
        }
        for row in shown.rows
    ]
    picks = list(summary.picks) if summary.picks else None
    return {
        "key": shown.question, "title": shown.title, "kind": str(shown.kind), "base": shown.base,
        "reason": shown.reason, "rows": rows, "picks": picks, "total": shown.total, "n": shown.n,
    }  # fmt: skip


def _need_ready(poll: PollRow, at: datetime) -> datetime:
    """When it will close; Invalid when the poll cannot be put to people as it stands."""
    if poll.closes_at is None or poll.closes_at <= at:
        raise Invalid("poll-needs-later-close", title=poll.title)
    if not poll.questionnaire.questions or eligible_in(poll) == 0:
        raise Invalid("poll-asks-nobody", title=poll.title)
    return poll.closes_at


def _reason(text: str) -> str:
    plain = " ".join(text.split())
    if not plain:
        raise Invalid("reason-missing")
    if len(plain) > LONGEST_REASON:
        raise Invalid("reason-too-long", most=LONGEST_REASON)
    return plain


def _set(poll_id: int, **values: Any) -> None:
    facts: Mapping[str, Any] = values
    db.session.execute(update(Poll).where(Poll.id == poll_id).values(**facts))
