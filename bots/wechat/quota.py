"""How many messages WeChat will still take for a person: windows they opened, credit they gave.

Pure arithmetic over rows that somebody else keeps. A person who writes may be sent 5 messages within
48 hours; one who taps the menu, follows or scans, 3 within a minute. A new act opens a new window, and
windows do not add up: the widest of those open counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bots.wechat.inbound import MESSAGES, Inbound


class Act(StrEnum):
    """What a person did that lets us write to them."""

    MESSAGE = "message"
    TAP = "tap"


@dataclass(frozen=True)
class Window:
    """How many messages, for how long."""

    most: int
    lasts: timedelta


WINDOWS = {Act.MESSAGE: Window(5, timedelta(hours=48)), Act.TAP: Window(3, timedelta(minutes=1))}
_TAPS = frozenset({"click", "subscribe", "scan", "scancode_push", "scancode_waitmsg"})


@dataclass(frozen=True)
class Opening:
    """One such act, at its instant."""

    act: Act
    at: datetime


def opening_of(inbound: Inbound) -> Opening | None:
    """The window that a message or event opens, if any; a tap on a menu message counts as a tap."""
    if inbound.kind in MESSAGES:
        act = Act.TAP if inbound.menu_id else Act.MESSAGE
        return Opening(act, inbound.created_at)
    return Opening(Act.TAP, inbound.created_at) if inbound.event in _TAPS else None


def allowance(openings: Iterable[Opening], sent: Sequence[datetime], at: datetime) -> int:
    """How many messages may be sent at this instant, given when earlier ones were sent."""
    left = (
        WINDOWS[opening.act].most - sum(opening.at <= instant <= at for instant in sent)
        for opening in openings
        if _is_open(opening, at)
    )
    return max(0, max(left, default=0))


def open_until(openings: Iterable[Opening], at: datetime) -> datetime | None:
    """When the last window now open will close: how long a clerk has to answer in the chat."""
    ends = [opening.at + WINDOWS[opening.act].lasts for opening in openings if _is_open(opening, at)]
    return max(ends, default=None)


def _is_open(opening: Opening, at: datetime) -> bool:
    return opening.at <= at < opening.at + WINDOWS[opening.act].lasts


class Change(StrEnum):
    """What happened to a person's subscription to one template."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SENT = "sent"
    EXHAUSTED = "exhausted"


def credit_after(changes: Iterable[Change], *, long_term: bool = False) -> int:
    """How many notices may still be sent, changes in order of time.

    One acceptance is one notice, however late. A long-term subscription (public services only) is 1
    while it lasts: sending does not use it up. Turned off, or answered 43101 by WeChat, it is 0.
    """
    credit = 0
    for change in changes:
        if change is Change.ACCEPTED:
            credit = 1 if long_term else credit + 1
        elif change is Change.SENT:
            credit = credit if long_term else max(0, credit - 1)
        else:
            credit = 0
    return credit


def subscription_changes(inbound: Inbound) -> list[tuple[str, Change]]:
    """Template id and change for each entry of a subscription event.

    A refusal in the pop-up takes nothing away; one in the settings (`change`) takes everything.
    """
    entries = inbound.facts.get("List", [])
    if inbound.event not in _SUBSCRIPTION_EVENTS or not isinstance(entries, list):
        return []
    found = []
    for entry in entries:
        template, status = (_text(entry, name) for name in ("TemplateId", "SubscribeStatusString"))
        change = _SUBSCRIPTION_EVENTS[inbound.event].get(status)
        if template and change:
            found.append((template, change))
    return found


_SUBSCRIPTION_EVENTS = {
    "subscribe_msg_popup_event": {"accept": Change.ACCEPTED},
    "subscribe_msg_change_event": {"reject": Change.REJECTED},
}


def _text(entry: object, name: str) -> str:
    """A text field of an entry, or nothing."""
    value = entry.get(name) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""
