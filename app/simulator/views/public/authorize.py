"""The pretend WeChat's sign-in page: sends the telephone in hand back to the product with a code."""

import re
from urllib.parse import urlencode, urlsplit

from flask import current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core import accounts, clock
from app.simulator.operations import codes
from app.simulator.queries.store import store_in
from app.simulator.views.public.entrance import bp, find_chosen, folder

_STATE = re.compile(r"[\x21-\x7e]{0,128}")


@bp.get("/open/connect/oauth2/authorize")
def authorize() -> Response | tuple[str, int]:
    """Back to the product at once (`snsapi_base` asks nothing), or a page that says what is wrong."""
    args = request.args
    problem = _problem()
    with store_in(folder()) as store:
        phone = find_chosen(store)
        if problem or phone is None:
            return render_template("simulator/sign_in.html", problem=problem or "no-phone"), 400
        code = codes.issue_code(store, phone.openid, args["scope"], clock.now())
    target = args["redirect_uri"]
    joint = "&" if urlsplit(target).query else "?"
    query = urlencode({"code": code, "state": args.get("state", "")})
    return redirect(target + joint + query, 302)


def _problem() -> str:
    """What WeChat would refuse: another account, another domain, a wrong scope or state."""
    args = request.args
    if args.get("appid") != accounts.default_account().app_id:
        return "wrong-app"
    allowed, asked = urlsplit(current_app.config["PUBLIC_BASE_URL"]), urlsplit(args.get("redirect_uri", ""))
    if (asked.scheme, asked.netloc) != (allowed.scheme, allowed.netloc):
        return "wrong-domain"
    if args.get("response_type") != "code" or args.get("scope") not in codes.SCOPES:
        return "wrong-scope"
    return "" if _STATE.fullmatch(args.get("state", "")) else "wrong-state"
