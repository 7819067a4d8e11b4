"""A log in which every entry seals all entries before it."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from surveys.errors import Invalid
from surveys.proof.canonical import canonical_bytes

GENESIS = "0" * 64
_DOMAIN = b"yishiting/audit-link/v1\n"
_HASH = re.compile(r"[0-9a-f]{64}")
_FIELDS = {"sequence", "entry", "previous", "hash"}


@dataclass(frozen=True)
class Head:
    """How far a log reached when somebody noted it down; keep one to notice a log that was cut short."""

    sequence: int
    hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether a log is whole; if not, the line of its first bad entry, the sequence due there, the reason."""

    intact: bool
    head: Head
    line: int | None = None
    sequence: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Link:
    """One exported entry as its line states it, not yet believed."""

    sequence: int
    entry: object
    previous: str
    hash: str

    def fault_after(self, head: Head) -> str:
        """Why this link does not continue `head`; empty when it does."""
        if self.sequence != head.sequence + 1:
            return "sequence-broken"
        if self.previous != head.hash:
            return "previous-differs"
        if self.hash != link(self.previous, canonical_bytes(self.entry)):
            return "hash-differs"
        return ""


def link(previous_hash: str, entry_bytes: bytes) -> str:
    """SHA-256, in hex, over the domain, the 32 bytes of the previous hash and the entry's canonical bytes."""
    if _HASH.fullmatch(previous_hash) is None:
        raise Invalid("hash-malformed")
    return hashlib.sha256(_DOMAIN + bytes.fromhex(previous_hash) + entry_bytes).hexdigest()


def export_line(sequence: int, entry: object, previous_hash: str) -> str:
    """One line of the exported log, without its line end."""
    sealed = link(previous_hash, canonical_bytes(entry))
    entry_text = canonical_bytes(entry).decode()
    return f'{{"sequence":{sequence},"entry":{entry_text},"previous":"{previous_hash}","hash":"{sealed}"}}'


def verify_chain(lines: Iterable[str | bytes], *, trusted: Head | None = None) -> Verdict:
    """Walk an exported log from its first entry; empty lines hold no entry and are passed over.

    A log cut at its end is whole in itself: only a `trusted` head noted earlier shows the loss.
    """
    head = Head(0, GENESIS)
    awaited = trusted is not None and trusted.sequence > 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = _parse(line)
            fault = found.fault_after(head)
        except Invalid as refusal:
            return Verdict(False, head, number, head.sequence + 1, refusal.code)
        if not fault and trusted is not None and found.sequence == trusted.sequence:
            awaited = False
            fault = "" if found.hash == trusted.hash else "trusted-head-differs"
        if fault:
            return Verdict(False, head, number, head.sequence + 1, fault)
        head = Head(found.sequence, found.hash)
    if awaited:
        return Verdict(False, head, None, head.sequence + 1, "trusted-head-missing")
    return Verdict(True, head)


def _parse(line: str | bytes) -> Link:
    try:
        found = json.loads(line, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Invalid("line-malformed") from None
    if not isinstance(found, dict) or set(found) != _FIELDS:
        raise Invalid("line-malformed")
    sequence, previous, sealed = found["sequence"], found["previous"], found["hash"]
    if type(sequence) is not int or not isinstance(previous, str) or not isinstance(sealed, str):
        raise Invalid("line-malformed")
    return Link(sequence, found["entry"], previous, sealed)


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A key written twice would show one value to a reader and another to the verifier."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("key repeated")
    return found


def _no_number(name: str) -> object:
    raise ValueError(name)
