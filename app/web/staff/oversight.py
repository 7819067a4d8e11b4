"""What auditors read: who looked at which masked field and why, and the audit log."""

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from app.audit import queries as audit
from app.core import clock
from app.core.pagination import LARGEST, LIMIT, cursor_from, page_of
from app.roster import documents, queries
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


@bp.get("/reveals.xlsx")
def reveals_workbook() -> Response:
    """The same looks, as a workbook to keep."""
    page = queries.reveals_under(g.actor.paths("auditor"), limit=documents.MOST_ROWS)
    return documents.as_download(documents.reveals_workbook(page.items, _stamp()), "reveals.xlsx")


@bp.get("/log")
def log() -> str:
    """The audit log, for those who audit the whole city: entries know no area."""
    if not _has_log():
        raise Forbidden("not-your-part-of-the-house")
    before = cursor_from(request.args.get("cursor"))
    act, subject = _asked()
    rows = audit.entries_in(_kind_of(act), subject, before=before or LARGEST, limit=LIMIT + 1)
    page = page_of(rows, LIMIT, lambda entry: entry.id)
    kept: dict[str, Any] = {"act": act or None, "subject": subject or None}
    return render_template(
        "web/staff_log.html",
        entries=page.items,
        names=queries.names_of_staff_in(
            [key for entry in page.items for key in (entry.actor, entry.subject)]
        ),
        chain=audit.get_standing(),
        act=act,
        subject=subject,
        export_url=url_for(".log_workbook", **kept),
        first_url=url_for(".log", **kept) if before else "",
        next_url=url_for(".log", cursor=page.next, **kept) if page.next else "",
    )


@bp.get("/log.xlsx")
def log_workbook() -> Response:
    """The entries asked for, as a workbook to keep."""
    if not _has_log():
        raise Forbidden("not-your-part-of-the-house")
    act, subject = _asked()
    entries = audit.entries_in(_kind_of(act), subject, before=LARGEST, limit=documents.MOST_ROWS)
    names = queries.names_of_staff_in([entry.actor for entry in entries])
    return documents.as_download(documents.log_workbook(entries, names, _stamp()), "log.xlsx")


def _asked() -> tuple[str, str]:
    """Which acts, and about what."""
    return request.args.get("act", "")[:60].strip(), request.args.get("subject", "")[:80].strip()


def _kind_of(act: str) -> str:
    """A kind of acts as the log begins them; one act stays itself."""
    return act if not act or "." in act else f"{act}."


def _stamp() -> documents.Stamp:
    return documents.Stamp(g.actor.name, clock.now())


def _has_log() -> bool:
    return any("." not in path for path in g.actor.paths("auditor"))
