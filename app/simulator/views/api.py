"""The platform's API: WeChat's paths, answers and error numbers, for the product's client."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json, request
from werkzeug.datastructures import FileStorage

from app.core import accounts, clock
from app.simulator import queries
from app.simulator.operations import (
    codes,
    conversations,
    delivery,
    faults,
    menus,
    messages,
    tickets,
    tokens,
)
from app.simulator.operations.mounting import refuse_production
from app.simulator.operations.refusals import ApiRefusal
from app.simulator.queries.store import Store, store_in

Answer = dict[str, object]
OK: Answer = {"errcode": 0, "errmsg": "ok"}
MAX_PICTURE = 10 * 1024 * 1024

bp = Blueprint("simulator_api", __name__, url_prefix="/simulator/api")
bp.record(lambda state: refuse_production(state.app.config["APP_ENV"]))


def init_app(app: Flask) -> None:
    """Mount the API; production is refused."""
    app.register_blueprint(bp)


@bp.post("/cgi-bin/stable_token")
def stable_token() -> Response:
    """The token that all processes share."""

    def act(store: Store, at: datetime) -> Answer:
        order = _order()
        _demand_account(order.get("grant_type"), order.get("appid"), order.get("secret"))
        return tokens.issue_stable(store, force=order.get("force_refresh") is True, at=at)

    return _served(act)


@bp.get("/cgi-bin/token")
def legacy_token() -> Response:
    """The token of the old kind, which rotates."""

    def act(store: Store, at: datetime) -> Answer:
        args = request.args
        _demand_account(args.get("grant_type"), args.get("appid"), args.get("secret"))
        return tokens.issue_legacy(store, at)

    return _served(act)


@bp.get("/sns/oauth2/access_token")
def exchange_code() -> Response:
    """Who came with this sign-in code."""

    def act(store: Store, at: datetime) -> Answer:
        args = request.args
        grant = "client_credential" if args.get("grant_type") == "authorization_code" else None
        _demand_account(grant, args.get("appid"), args.get("secret"))
        return codes.exchange_code(store, args.get("code", ""), at)

    return _served(act)


@bp.post("/cgi-bin/message/custom/send")
def send_custom() -> Response:
    """A customer-service message."""
    return _sent(messages.accept_custom)


@bp.post("/cgi-bin/message/template/send")
def send_template() -> Response:
    """A template message."""
    library = _library()
    return _sent(lambda store, order, at: messages.accept_template(store, order, library, at))


@bp.post("/cgi-bin/message/subscribe/bizsend")
def send_subscription() -> Response:
    """A subscription notice."""
    library = _library()
    return _sent(lambda store, order, at: messages.accept_subscription(store, order, library, at))


@bp.get("/cgi-bin/template/get_all_private_template")
def templates() -> Response:
    """The templates of the account."""
    chosen = _library().template
    return _allowed(lambda _store, _at: {"template_list": messages.template_list(chosen)})


@bp.post("/cgi-bin/menu/create")
def create_menu() -> Response:
    """A new menu."""

    def act(store: Store, _at: datetime) -> Answer:
        menus.create_menu(store, _order())
        return OK

    return _allowed(act)


@bp.get("/cgi-bin/menu/get")
def get_menu() -> Response:
    """The menu there is."""

    def act(store: Store, _at: datetime) -> Answer:
        menu = queries.find_menu(store)
        if menu is None:
            raise ApiRefusal(46003)
        return {"menu": menu}

    return _allowed(act)


@bp.get("/cgi-bin/menu/delete")
def delete_menu() -> Response:
    """No menu; WeChat takes this as a GET."""

    def act(store: Store, _at: datetime) -> Answer:
        menus.delete_menu(store)
        return OK

    return _allowed(act)


@bp.post("/cgi-bin/qrcode/create")
def create_qr_code() -> Response:
    """A QR code with a scene."""
    return _allowed(lambda store, at: tickets.create_ticket(store, _order(), at))


@bp.get("/cgi-bin/user/info")
def user_info() -> Response:
    """Whether a person follows; since 2021 no name and no picture."""

    def act(store: Store, _at: datetime) -> Answer:
        phone = queries.find_phone(store, request.args.get("openid", ""))
        if phone is None:
            raise ApiRefusal(40003)
        if phone.followed_at_s is None:
            return {"subscribe": 0, "openid": phone.openid}
        return {
            "subscribe": 1,
            "openid": phone.openid,
            "language": "zh_CN",
            "subscribe_time": phone.followed_at_s,
            "subscribe_scene": "ADD_SCENE_QR_CODE" if phone.scene else "ADD_SCENE_SEARCH",
            "qr_scene_str": phone.scene,
        }

    return _allowed(act)


@bp.get("/cgi-bin/getcallbackip")
def callback_addresses() -> Response:
    """Where pushes come from."""
    return _allowed(lambda _store, _at: {"ip_list": ["127.0.0.1"]})


@bp.post("/cgi-bin/media/upload")
def upload_media() -> Response:
    """A picture that the account wants to send."""

    def act(store: Store, at: datetime) -> Answer:
        kind = request.args.get("type", "")
        if kind not in ("image", "voice", "video", "thumb"):
            raise ApiRefusal(40004)
        given: FileStorage | None = request.files.get("media")
        content = given.stream.read(MAX_PICTURE) if given else b""
        if given is None or not content:
            raise ApiRefusal(41005)
        media_id = conversations.keep_media(store, kind, content, content_type=given.mimetype)
        return {"type": kind, "media_id": media_id, "created_at": int(at.timestamp())}

    return _allowed(act)


@bp.get("/cgi-bin/media/get")
def get_media() -> Response:
    """What a resident sent, as bytes."""
    found: list[tuple[bytes, str]] = []

    def act(store: Store, _at: datetime) -> Answer:
        media = queries.find_media(store, request.args.get("media_id", ""))
        if media is None:
            raise ApiRefusal(40007)
        found.append(media)
        return OK

    answer = _allowed(act)
    return Response(found[0][0], content_type=found[0][1]) if found else answer


def _sent(accept: Callable[[Store, dict[str, Any], datetime], messages.Accepted]) -> Response:
    """Take a message; what the platform reports about it is pushed after the answer has gone out."""
    taken: list[messages.Accepted] = []

    def act(store: Store, at: datetime) -> Answer:
        taken.append(accept(store, _order(), at))
        return taken[0].answer

    answer = _allowed(act)
    news = taken[0].news if taken else None
    if news is not None:
        line, openid, at = _line(), taken[0].openid, clock.now()
        answer.call_on_close(lambda: delivery.send(line, openid, news, at))
    return answer


def _allowed(act: Callable[[Store, datetime], Answer]) -> Response:
    """An act that needs a living token."""

    def guarded(store: Store, at: datetime) -> Answer:
        tokens.demand(store, request.args.get("access_token", ""), at)
        return act(store, at)

    return _served(guarded)


def _served(act: Callable[[Store, datetime], Answer]) -> Response:
    """Every answer is JSON with HTTP 200, a refusal too; a planned fault comes first."""
    with store_in(current_app.config["INSTANCE_DIR"]) as store:
        fault = faults.take_fault(store, request.path.removeprefix("/simulator/api"))
    if fault is not None and fault.wait_ms:
        threading.Event().wait(fault.wait_ms / 1000)
    try:
        if fault is not None and fault.errcode is not None:
            raise ApiRefusal(fault.errcode)
        with store_in(current_app.config["INSTANCE_DIR"]) as store:
            answer = act(store, clock.now())
    except ApiRefusal as refusal:
        answer = refusal.answer
    return Response(json.dumps(answer, ensure_ascii=False), content_type="application/json; encoding=utf-8")


def _order() -> dict[str, Any]:
    """The body of a call: a JSON object in UTF-8."""
    try:
        order = request.get_json(force=True, silent=True)
    except RecursionError:
        raise ApiRefusal(47001) from None
    if not isinstance(order, dict):
        raise ApiRefusal(47001)
    return order


def _demand_account(grant: object, app_id: object, secret: object) -> None:
    """The account must prove itself: 40002, 41002, 41004, 40013 or 40125."""
    account = accounts.default_account()
    if grant != "client_credential":
        raise ApiRefusal(40002)
    if not app_id or not secret:
        raise ApiRefusal(41004 if app_id else 41002)
    if app_id != account.app_id:
        raise ApiRefusal(40013)
    if secret != account.secret:
        raise ApiRefusal(40125)


def _library() -> messages.Library:
    return messages.library_from(current_app.config["WECHAT_TEMPLATES"])


def _line() -> delivery.Line:
    settings = current_app.config
    return delivery.Line(
        accounts.default_account(), settings["PUBLIC_BASE_URL"] + "/wechat", settings["INSTANCE_DIR"]
    )
