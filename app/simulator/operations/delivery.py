"""Delivering a push to the account: real HTTP, five seconds a try, three tries in all."""

from dataclasses import dataclass
from datetime import datetime

import requests

from app.simulator import queries
from app.simulator.operations import conversations, quotas
from app.simulator.operations.pushes import Push, envelope, write
from app.simulator.operations.replies import BadReply, Reply, read_reply
from app.simulator.queries.store import Store, store_in
from bots.wechat.accounts import Account

TRIES = 3
PATIENCE_S = 5
MOST_BYTES = 256 * 1024
BEHIND = {"VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "unsubscribe"}  # the person sees no answer to these
XML = {"Content-Type": "text/xml; charset=utf-8", "User-Agent": "Mozilla/4.0"}


@dataclass(frozen=True)
class Line:
    """From the platform to one account: whom to push to, and where its own books are."""

    account: Account
    address: str  # the server address an account gives WeChat
    folder: str
    patience_s: float = PATIENCE_S


@dataclass(frozen=True)
class Outcome:
    """How a delivery ended: `fault` is empty when the account answered properly, be it with nothing."""

    tries: int
    reply: Reply | None = None
    fault: str = ""


def send(line: Line, openid: str, push: Push, at: datetime) -> Outcome:
    """A telephone does something: noted, its quota opened, delivered, and the answer noted."""
    xml = write(push, line.account, openid, at)
    with store_in(line.folder) as store:
        if push.shown or push.event in {"subscribe", "unsubscribe"}:
            kind = push.event or push.kind
            conversations.note(store, conversations.Note(openid, "phone", kind, push.shown), at)
        if push.allows:
            quotas.open_allowance(store, openid, push.allows, at)
        number = conversations.note_push(store, openid, xml, event=push.event, at=at)
    outcome = deliver(line, openid, xml, at)
    with store_in(line.folder) as store:
        conversations.note_outcome(store, number, outcome.tries, fault=outcome.fault)
        _show(store, openid, push.event, outcome=outcome, at=at)
    return outcome


def repeat_last(line: Line, openid: str, times: int, at: datetime) -> tuple[Outcome, ...]:
    """The platform sends the last push again, unchanged, as it does when an answer got lost."""
    with store_in(line.folder) as store:
        last = queries.find_last_push(store, openid)
    if last is None:
        return ()
    outcomes = tuple(deliver(line, openid, last.xml, at) for _ in range(times))
    with store_in(line.folder) as store:
        for outcome in outcomes:
            _show(store, openid, last.event, outcome=outcome, at=at)
    return outcomes


def deliver(line: Line, openid: str, xml: str, at: datetime) -> Outcome:
    """Three tries while nobody answers properly in time; then the answer is read as WeChat reads it."""
    fault = ""
    with requests.Session() as session:
        session.trust_env = False
        for number in range(1, TRIES + 1):
            query, body = envelope(xml, line.account, openid, at)
            try:
                raw = _post(session, line, query, body=body)
            except requests.Timeout:
                fault = "no-answer-in-time"
                continue
            except requests.RequestException:
                fault = "no-connection"
                continue
            if raw is None:
                fault = "not-200"
                continue
            return _judged(raw, line.account, openid, tries=number)
    return Outcome(TRIES, fault=fault)


def _post(session: requests.Session, line: Line, query: dict[str, str], *, body: bytes) -> bytes | None:
    """The body of the answer, or None when its status is not 200."""
    with session.post(
        line.address, params=query, data=body, headers=XML, timeout=line.patience_s, allow_redirects=False
    ) as answer:
        return answer.content[:MOST_BYTES] if answer.status_code == 200 else None


def _judged(raw: bytes, account: Account, openid: str, *, tries: int) -> Outcome:
    try:
        return Outcome(tries, read_reply(raw, account, openid))
    except BadReply as problem:
        return Outcome(tries, fault=problem.reason)


def _show(store: Store, openid: str, event: str, *, outcome: Outcome, at: datetime) -> None:
    """What the person now sees: the reply, the fault banner, or nothing."""
    if event in BEHIND or event.startswith("subscribe_msg"):
        return
    if outcome.fault:
        conversations.note(store, conversations.Note(openid, "fault", "fault", {"reason": outcome.fault}), at)
    elif outcome.reply is not None and outcome.reply.kind != "transfer_customer_service":
        reply = outcome.reply
        conversations.note(store, conversations.Note(openid, "passive", reply.kind, reply.body), at)
