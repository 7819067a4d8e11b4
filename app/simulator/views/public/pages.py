"""The telephones' pages: the list, one conversation, and the short way in for scripts."""

from typing import Any

from flask import Response, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.core import accounts, clock
from app.core.addresses import path_on_this_site
from app.core.db import transaction
from app.roster import operations as roster_operations
from app.roster import queries as roster
from app.roster.queries.overview import slips_in
from app.simulator import queries
from app.simulator.operations import conversations, messages
from app.simulator.queries.store import Store, store_in
from app.simulator.views.public.bubbles import bubbles_of
from app.simulator.views.public.entrance import bp, find_chosen, folder, library, take_up
from surveys.errors import Invalid, Missing

PHONES_SHOWN = 40
MESSAGES_SHOWN = 60
CODES_SHOWN = 12
MAX_NAME = 40
CITY = "371500"
UNIT_SCENE = "unit:"  # what the poster in a stairwell brings, before the stairwell's public id
DAYS = {"Cache-Control": "private, max-age=86400"}


@bp.get("/")
def phone() -> str:
    """The telephone in hand, or the list to choose one from."""
    with store_in(folder()) as store:
        return render_template("simulator/phone.html", **_page(store))


@bp.post("/phones")
def add_phone() -> AnyResponse:
    """A telephone of somebody unknown to the product."""
    name = request.form.get("name", "").strip()[:MAX_NAME]
    if not name:
        return redirect(url_for("simulator.phone", problem="no-name"), 303)
    openid = conversations.new_openid()
    with store_in(folder()) as store:
        conversations.add_phone(store, openid, name, is_snapshot="snapshot" in request.form)
    return take_up(redirect(url_for("simulator.phone"), 303), openid)


@bp.post("/choose")
def choose() -> AnyResponse:
    """Take up another telephone."""
    with store_in(folder()) as store:
        chosen = queries.get_phone(store, request.form.get("openid", ""))
    return take_up(redirect(url_for("simulator.phone", _anchor="newest"), 303), chosen.openid)


@bp.get("/login")
def login() -> AnyResponse:
    """A resident's session for scripts, without the way through WeChat's sign-in."""
    openid = request.args.get("openid", "")
    if conversations.OPENID.fullmatch(openid) is None:
        raise Invalid("request-not-understood")
    at = clock.now()
    with transaction():
        contact_id = roster_operations.contact_for(accounts.default_account().name, openid, at)
    with store_in(folder()) as store:
        if queries.find_phone(store, openid) is None:
            conversations.add_phone(store, openid, openid)
    answer = take_up(redirect(path_on_this_site(request.args.get("to"), "/my/"), 303), openid)
    visitor = roster.find_visitor(contact_id)
    session.update(contact=contact_id, sign_outs=visitor.sign_outs if visitor else 0)
    return answer


@bp.get("/codes")
def codes() -> str:
    """Every code that hangs or lies in a compound, ready to be scanned."""
    found = roster.find_compound(request.args.get("compound", ""))
    return render_template(
        "simulator/codes.html",
        compounds=roster.compounds_under((CITY,)),
        compound=found,
        posters=[]
        if found is None
        else [
            (f"{unit.building_name}{unit.name}", UNIT_SCENE + unit.public_id)
            for unit in roster.units_in(found.id)
        ],
        slips=[]
        if found is None
        else [(stairs + number, code) for stairs, number, code in slips_in(found.id)],
    )


@bp.get("/media/<media_id>")
def media(media_id: str) -> Response:
    """A picture that was sent, where its `PicUrl` says."""
    with store_in(folder()) as store:
        found = queries.find_media(store, media_id)
    if found is None:
        raise Missing("page-not-found")
    return Response(found[0], content_type=found[1], headers=DAYS)


def _page(store: Store) -> dict[str, Any]:
    """Everything the page shows."""
    words = request.args.get("q", "").strip()
    chosen, base_url = find_chosen(store), current_app.config["PUBLIC_BASE_URL"]
    shown: dict[str, Any] = {
        "chosen": chosen,
        "words": words,
        "phones": queries.phones_for(store, words, PHONES_SHOWN),
        "phones_in_total": queries.phones_in_total_for(store, words),
        "problem": request.args.get("problem", ""),
        "product_time": clock.now(),
        "right_address": "" if request.host_url.rstrip("/") == base_url else base_url,
    }
    return shown if chosen is None else shown | _conversation(store, chosen, base_url)


def _conversation(store: Store, chosen: queries.Phone, base_url: str) -> dict[str, Any]:
    menu = queries.find_menu(store) or {}
    return {
        "homes": _homes(chosen.openid),
        "bubbles": bubbles_of(queries.messages_for(store, chosen.openid, MESSAGES_SHOWN), base_url),
        "tabs": menu_tabs(menu),
        "last": queries.find_last_push(store, chosen.openid),
        "tickets": queries.tickets_for(store, CODES_SHOWN),
        "allowances": [
            (reason, left, *_span(minutes))
            for reason, left, minutes in queries.allowance_for(store, chosen.openid, clock.now())
        ],
        "credits": queries.credits_for(store, chosen.openid),
        "templates": messages.template_list(library().subscription),
    }


def _span(minutes: int) -> tuple[int, bool]:
    """Whole hours when there are many minutes, and whether they are hours."""
    return (minutes // 60, True) if minutes >= 120 else (minutes, False)


def menu_tabs(menu: dict[str, Any]) -> list[dict[str, Any]]:
    """The tabs with their items; `place` is what a tap sends back."""
    return [
        {
            "name": tab["name"],
            "place": str(number),
            "items": [
                {"name": item["name"], "place": f"{number}.{below}", "is_page": item.get("type") == "view"}
                for below, item in enumerate(tab.get("sub_button") or ())
            ],
        }
        for number, tab in enumerate(menu.get("button", ()))
    ]


def _homes(openid: str) -> list[roster.HomeRow]:
    """The rooms that the product has bound to this telephone."""
    contact_id = roster.find_contact(accounts.default_account().name, openid)
    return [] if contact_id is None else roster.homes_of(contact_id)
