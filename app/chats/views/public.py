"""WeChat's door: every message once, every failure quiet."""

import secrets

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import RequestEntityTooLarge

from app.chats import desk, operations
from app.core import accounts, clock
from app.core.accounts import DEFAULT
from app.core.db import db, transaction
from bots import texts
from bots.wechat import outbound, signature
from bots.wechat.accounts import Account
from bots.wechat.errors import Rejected
from bots.wechat.inbound import Inbound, open_envelope
from surveys.errors import Missing

bp = Blueprint("wechat", __name__)
log = structlog.get_logger("wechat")
MOST_BYTES = 256 * 1024
XML = "text/xml; charset=utf-8"
# nothing was recorded and the next try may succeed: WeChat is asked to send the message again
BUSY = (OperationalError, InterfaceError, PoolTimeout)


@bp.get("/wechat")
@bp.get("/wechat/<name>")
def verify(name: str = DEFAULT) -> Response:
    """WeChat checks that this address is ours: its echostr comes back as plain text."""
    account = _account(name)
    if account is None:
        return Response(status=404)
    try:
        echostr = signature.echo(request.args, account, clock.now())
    except Rejected as rejected:
        return _refused(rejected)
    return Response(echostr, content_type="text/plain; charset=utf-8")


@bp.post("/wechat")
@bp.post("/wechat/<name>")
def receive(name: str = DEFAULT) -> Response:
    """A message or event. Answered within one transaction; acknowledged only after its commit."""
    account, at = _account(name), clock.now()
    if account is None:
        return Response(status=404)
    try:
        inbound = open_envelope(request.args, _body(), account, at)
    except Rejected as rejected:
        return _refused(rejected)
    try:
        reply = _answer(inbound, account)
    except BUSY as problem:
        db.session.rollback()
        log.error("wechat-busy", error=type(problem).__name__)
        return Response(status=503)  # nothing was recorded: WeChat will send it again
    xml = outbound.text_reply(inbound, reply)
    return Response(outbound.seal(xml, account, int(at.timestamp())), content_type=XML)


def _account(name: str) -> Account | None:
    """The account of this address; who asks for another one learns nothing."""
    try:
        return accounts.account_named(name)
    except Missing:
        return None


def _answer(inbound: Inbound, account: Account) -> str:
    """The words to answer with; a bug is logged, kept for somebody to look at, and apologised for."""
    try:
        try:
            return _taken(inbound, account)
        except IntegrityError:  # two messages at once: the second look sees what the other one wrote
            return _taken(inbound, account)
    except BUSY:
        raise
    except Exception as bug:  # the webhook: WeChat must get an answer, and the next message be served
        reference = secrets.token_hex(4).upper()
        log.error("bug", reference=reference, kind=inbound.kind, what=inbound.event, exc_info=bug)
        sorry = texts.text_of("broken", {"reference": reference})
        with transaction():
            operations.note_broken(inbound, account.name, reference, clock.now(), sorry=sorry)
        return sorry


def _taken(inbound: Inbound, account: Account) -> str:
    with transaction():
        return desk.take_message(inbound, account, clock.now())


def _body() -> bytes:
    """The posted bytes, never more than a message can have."""
    request.max_content_length = MOST_BYTES
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise Rejected(400, "too-large") from None


def _refused(rejected: Rejected) -> Response:
    """An empty answer; the log gets the reason and no word of the message."""
    log.info("wechat-rejected", status=rejected.status, reason=rejected.reason)
    return Response(status=rejected.status)
