"""What auditors read: who looked at which masked field and why, and the audit log."""

import json
from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from app.audit import queries as audit
from app.core.pagination import LARGEST, LIMIT, cursor_from, page_of
from app.roster import queries
from surveys.errors import Forbidden

bp = Blueprint("oversight", __name__)


@bp.get("/")
def reveals() -> str:
    """Every look at a telephone or a name in the auditor's areas, newest first."""
    before = cursor_from(request.args.get("cursor"))
    page = queries.reveals_under(g.actor.paths("auditor"), before=before, limit=LIMIT)
    return render_template(
        "web/staff_reveals.html",
        reveals=page.items,
        first_url=url_for(".reveals") if before else "",
        next_url=url_for(".reveals", cursor=page.next) if page.next else "",
        has_log=_has_log(),
    )


@bp.get("/log")
def log() -> str:
    """The audit log, for those who audit the whole city: entries know no area."""
    if not _has_log():
        raise Forbidden("not-your-part-of-the-house")
    before = cursor_from(request.args.get("cursor"))
    act, subject = request.args.get("act", "")[:60].strip(), request.args.get("subject", "")[:80].strip()
    rows = audit.entries_in(act, subject, before=before or LARGEST, limit=LIMIT + 1)
    page = page_of(rows, LIMIT, lambda entry: entry.id)
    kept: dict[str, Any] = {"act": act or None, "subject": subject or None}
    return render_template(
        "web/staff_log.html",
        entries=[(entry, json.dumps(entry.facts, ensure_ascii=False)) for entry in page.items],
        names=queries.names_of_staff_in([entry.actor for entry in page.items]),
        act=act,
        subject=subject,
        first_url=url_for(".log", **kept) if before else "",
        next_url=url_for(".log", cursor=page.next, **kept) if page.next else "",
    )


def _has_log() -> bool:
    return any("." not in path for path in g.actor.paths("auditor"))
