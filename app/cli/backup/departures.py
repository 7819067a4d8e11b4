"""The list of who asked to be forgotten or lost a post, kept beside the database for whoever restores it.

Each line repeats an entry of the audit log by its opaque numbers: no name, no telephone, no WeChat identity.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app

from app.audit import queries as audit
from app.audit.operations import record
from app.chats import operations as chats
from app.core.actors import Actor, Grant
from app.roster import operations as roster
from app.roster import queries as roster_queries

OPERATOR = Actor("cli", "restore")
LEFT, WITHDRAWN = ("contact.erase", "contact.unfollow"), "contact.withdraw"
DISMISSED, DISABLED, ENABLED = "role.end", "account.disable", "account.enable"
POSITION = "position"  # no entry of the log: up to which one it was read
ACTS = (*LEFT, WITHDRAWN, DISMISSED, DISABLED, ENABLED, "place.restored")
FACTS = ("role", "path")
OVERLAP = timedelta(minutes=1)  # what was being written when the backup began


@dataclass(frozen=True)
class Again:
    """What a list did to a place that was brought back, and of when its last line is."""

    forgotten: int
    withdrawn: int
    dismissed: int
    disabled: int
    sessions: int
    last_line: str


def keep_list(path: Path) -> int:
    """Add what the audit log tells since the last line; returns how many lines.

    Where the last line stands in no log any more, another place was brought back: all of its log is read.
    """
    lines = _lines_of(path)
    last: dict[str, Any] = lines[-1] if lines else {"entry": 0, "at": ""}
    entries = audit.entries_of(ACTS, audit.get_start(last["entry"], last["at"]))
    known = {(line["entry"], line["at"]) for line in lines}
    fresh = [_line_of(one) for one in entries if (one.id, one.at.isoformat()) not in known]
    numbers = [int(_key(line["subject"])) for line in fresh if _is_contact(line)]
    made = roster_queries.arrivals_of(numbers)
    for line in fresh:
        one = made.get(int(_key(line["subject"]))) if _is_contact(line) else None
        if one is not None:  # else nobody of that number is there to leave again
            line["made"] = one.made_at.isoformat()
    newest = audit.find_newest()
    if newest and (not lines or newest.id > last["entry"] + audit.LATE):
        fresh.append({"entry": newest.id, "at": newest.at.isoformat(), "act": POSITION, "subject": ""})
    _append(path, fresh)
    return len(fresh)


def keep_departures(_payload: dict[str, object], _at: datetime) -> None:
    """The worker's part: a list that is a minute behind at most."""
    keep_list(Path(current_app.config["DEPARTURES_FILE"]))


def go_again(path: Path, made_at: datetime, at: datetime) -> Again | None:
    """Whoever left after a backup was made leaves the place it was restored to; None without a list."""
    if not path.exists():
        return None
    lines = _lines_of(path)
    since = [line for line in lines if datetime.fromisoformat(line["at"]) > made_at - OVERLAP]
    forgotten, withdrawn = _forget(since, at)
    dismissed = sum(_dismiss(line, at) for line in since if line["act"] == DISMISSED)
    standing = {line["subject"]: line["act"] for line in since if line["act"] in (DISABLED, ENABLED)}
    disabled = sum(
        roster.close_account(_key(subject), OPERATOR, at)
        for subject, act in standing.items()
        if act == DISABLED
    )
    counts = {"forgotten": forgotten, "withdrawn": withdrawn, "dismissed": dismissed, "disabled": disabled}
    counts["sessions"] = roster.close_every_session(at)
    if any(counts.values()):
        record(OPERATOR, "place.departed-again", "place", at, **counts)
    return Again(**counts, last_line=lines[-1]["at"] if lines else "")


def _forget(since: list[dict[str, Any]], at: datetime) -> tuple[int, int]:
    """Residents by number and by when they first came: a number alone may be somebody else's since."""
    told = [line for line in since if _is_contact(line)]
    here = roster_queries.arrivals_of([int(_key(line["subject"])) for line in told])
    left, withdrew = set(), set()
    for line in told:
        number = int(_key(line["subject"]))
        one = here.get(number)
        if one is None or one.made_at.isoformat() != line.get("made") or one.is_gone:
            continue
        if line["act"] in LEFT:
            left.add(number)
        elif one.agrees:
            withdrew.add(number)
    for number in sorted(left):
        chats.erase_resident(number, at)
    for number in sorted(withdrew - left):
        chats.withdraw_resident(number, at)
    return len(left), len(withdrew - left)


def _dismiss(line: dict[str, Any], at: datetime) -> bool:
    grant = Grant(line["role"], line["path"]) if line.get("role") else None
    return roster.end_again(_key(line["subject"]), grant, OPERATOR, at)


def _is_contact(line: dict[str, Any]) -> bool:
    return line["act"] in (*LEFT, WITHDRAWN)


def _key(subject: str) -> str:
    return subject.partition(":")[2]


def _line_of(entry: audit.Logged) -> dict[str, Any]:
    facts = {name: entry.facts[name] for name in FACTS if name in entry.facts}
    return {
        "entry": entry.id,
        "at": entry.at.isoformat(),
        "act": entry.act,
        "subject": entry.subject,
        **facts,
    }


def _lines_of(path: Path) -> list[dict[str, Any]]:
    """Every line that is whole; the last may have been cut off by a power failure."""
    found = []
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    return found


def _append(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(line, sort_keys=True) + "\n" for line in lines)
    if not text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as out:
        is_cut = out.seek(0, os.SEEK_END) > 0 and os.pread(handle, 1, out.tell() - 1) != b"\n"
        out.write(b"\n" * is_cut + text.encode())
        out.flush()
        os.fsync(handle)
