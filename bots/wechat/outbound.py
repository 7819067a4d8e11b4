"""Passive replies: the XML that answers one push, sealed as the account wants it."""

import secrets

from bots.wechat import crypto, signature
from bots.wechat.accounts import Account
from bots.wechat.inbound import Inbound
from bots.wechat.trimming import clean, cut

SUCCESS = "success"  # WeChat's word for "received, nothing to say"; never sealed
TITLE_BYTES = 192
DESCRIPTION_BYTES = 512
LINK_BYTES = 1024


def text_reply(inbound: Inbound, text: str) -> str:
    """The reply that says `text`, cut to what WeChat delivers; SUCCESS when there is nothing to say."""
    words = cut(clean(text))
    return _reply(inbound, "text", f"<Content>{_cdata(words)}</Content>") if words else SUCCESS


def article_reply(inbound: Inbound, title: str, description: str, *, picture_url: str, url: str) -> str:
    """The reply that shows exactly one article; WeChat refuses more."""
    item = (
        f"<Title>{_cdata(cut(clean(title), TITLE_BYTES))}</Title>"
        f"<Description>{_cdata(cut(clean(description), DESCRIPTION_BYTES))}</Description>"
        f"<PicUrl>{_cdata(_link(picture_url))}</PicUrl><Url>{_cdata(_link(url))}</Url>"
    )
    return _reply(inbound, "news", f"<ArticleCount>1</ArticleCount><Articles><item>{item}</item></Articles>")


def seal(xml: str, account: Account, timestamp: int, *, nonce: str = "") -> str:
    """What goes over the wire: the reply itself in plain mode, its encrypted envelope otherwise."""
    if account.mode == "plain" or xml == SUCCESS:
        return xml
    sealed, stamp, nonce = crypto.encrypt(xml, account), str(timestamp), clean(nonce) or secrets.token_hex(8)
    signed = signature.sign(account.token, stamp, nonce, sealed)
    return (
        f"<xml><Encrypt>{_cdata(sealed)}</Encrypt><MsgSignature>{_cdata(signed)}</MsgSignature>"
        f"<TimeStamp>{stamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    )


def _reply(inbound: Inbound, kind: str, details: str) -> str:
    """Addressed back to the sender; dated like the push, so that a replayed reply is the same text."""
    return (
        f"<xml><ToUserName>{_cdata(inbound.from_user)}</ToUserName>"
        f"<FromUserName>{_cdata(inbound.to_user)}</FromUserName>"
        f"<CreateTime>{int(inbound.created_at.timestamp())}</CreateTime>"
        f"<MsgType>{_cdata(kind)}</MsgType>{details}</xml>"
    )


def _cdata(text: str) -> str:
    """The text as character data that nothing inside it can end."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _link(url: str) -> str:
    """A web address, or nothing: half a link or a script is worse than none."""
    address = clean(url)
    is_link = address.startswith(("https://", "http://")) and len(address.encode("utf-8")) <= LINK_BYTES
    return address if is_link else ""
