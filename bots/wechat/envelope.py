"""From a request to the one message in it that can be trusted, by the account's mode.

plain: the signature proves that the sender has seen this address called, and no more; the body is not
covered (production refuses this mode). compatible: fields stand outside in plain text beside `Encrypt`;
only the decrypted message counts. safe: nothing but `Encrypt`; a plain field outside is refused.
"""

from collections.abc import Mapping
from datetime import datetime

from bots.wechat import crypto, signature, xmltree
from bots.wechat.accounts import Account
from bots.wechat.errors import forged, malformed

_OUTSIDE = {"ToUserName", "Encrypt"}


def unwrap(query: Mapping[str, str], body: bytes, account: Account, at: datetime) -> xmltree.Tree:
    """The fields of the trusted message, or Rejected."""
    if len(body) > xmltree.MAX_BYTES:
        raise malformed("too-large")
    is_sealed = query.get("encrypt_type", "") == "aes"
    if is_sealed == (account.mode == "plain"):
        raise forged("wrong-mode")
    if not is_sealed or "signature" in query:
        signature.demand(query, "signature", account)
    signature.demand_fresh(query, account, at)
    fields = xmltree.read(body)
    return _unsealed(query, fields, account) if is_sealed else fields


def _unsealed(query: Mapping[str, str], outside: xmltree.Tree, account: Account) -> xmltree.Tree:
    """`msg_signature` covers the sealed text, so it is checked before anything is decrypted."""
    sealed = xmltree.one(outside, "Encrypt")
    signature.demand(query, "msg_signature", account, over=(sealed,))
    if account.mode == "safe" and not outside.keys() <= _OUTSIDE:
        raise forged("plaintext-in-safe-mode")
    return xmltree.read(crypto.decrypt(sealed, account))
