"""Who is the visitor of a page: WeChat's silent sign-in (snsapi_base), which tells the openid only.

`state` is made by the caller, bound to the visitor's session and good for one use; nothing here stores it.
wechatpy's own WeChatOAuth is not used: it quotes no state, knows no timeout and lets snapshot visitors in.
"""

import re
from urllib.parse import quote, urlencode

from bots.wechat import transport
from bots.wechat.accounts import Account
from bots.wechat.errors import Restart, Transient
from bots.wechat.transport import READ_S, Request, new_session
from surveys.errors import Forbidden, Invalid

_STATE = re.compile(r"[\x21-\x7e]{1,128}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,512}")
_OPENID = re.compile(r"[\x21-\x7e]{1,64}")


def authorize_url(account: Account, redirect_uri: str, state: str) -> str:
    """Where to send the visitor, so that they come back to `redirect_uri` with a code and this state."""
    if not redirect_uri.startswith(("https://", "http://")) or _STATE.fullmatch(state) is None:
        raise Invalid("wechat-sign-in-invalid")
    query = urlencode(
        {
            "appid": account.app_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        },
        quote_via=quote,
        safe="",
    )
    return f"{account.oauth_base}/connect/oauth2/authorize?{query}#wechat_redirect"


def exchange(account: Account, code: str, timeout: int = READ_S) -> str:
    """The visitor's openid for a code, which WeChat takes once and within five minutes.

    Raises Restart for a code that is used up, Forbidden for a visitor of WeChat's snapshot of a page:
    their openid is made up, and nothing may be bound to it or voted with it.
    """
    if _CODE.fullmatch(code) is None:
        raise Restart("no-code")
    params = {
        "appid": account.app_id,
        "secret": account.secret,
        "code": code,
        "grant_type": "authorization_code",
    }
    url = account.api_base + "/sns/oauth2/access_token"
    with new_session() as session:
        answer = transport.exchange(session, Request("GET", url, params, read_s=timeout))
    if str(answer.get("is_snapshotuser", 0)) not in ("0", "False"):
        raise Forbidden("snapshot-visitor")
    openid = answer.get("openid")
    if not isinstance(openid, str) or _OPENID.fullmatch(openid) is None:
        raise Transient("bad-answer", wait_s=5)
    return openid
