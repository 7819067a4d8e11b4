"""The workbook a session has uploaded and not yet imported: the file, how it is read, what was mended."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import request, session

from app.core import clock, files
from app.roster import imports, queries
from app.roster.queries import CompoundRow
from surveys.errors import Missing

WAITING = "roster-upload"
SHELF = "rosters"
KEPT = timedelta(hours=12)
MOST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file that waits; `layout` is None until it is known how to read it."""

    name: str
    tables: tuple[imports.Table, ...]
    layout: imports.Layout | None
    mended: imports.Rows

    @property
    def source(self) -> str:
        """What this kind of workbook is remembered under."""
        return imports.source_of(self.tables)

    def rows(self) -> imports.Rows:
        """Every row as it stands there, those that were mended as they came back. Raises as `sheet` does."""
        if self.layout is None:
            raise Missing("upload-not-found")
        return imports.rows_by_place(self.tables, self.layout) | self.mended

    def sheet(self) -> imports.Sheet:
        """The rows to import. Raises Missing where it is not known how to read them."""
        if self.layout is None:
            raise Missing("upload-not-found")
        return imports.mended(self.tables, self.layout, self.mended)


def file_sent() -> tuple[bytes, str]:
    """What the form brought, at most one byte more than may be, and its name."""
    given = request.files.get("file")
    if given is None:
        return b"", ""
    return given.stream.read(imports.MOST_BYTES + 1), (given.filename or "")[-MOST_NAME:]


def keep(found: CompoundRow, content: bytes, name: str) -> None:
    """Keep a file under a random name that only this session knows."""
    forget()
    session[WAITING] = {"token": files.keep_upload(SHELF, content), "compound": found.id}
    _note({"name": name})


def upload_of(found: CompoundRow) -> Upload:
    """The file this session uploaded for this compound; Missing when there is none."""
    kept = files.read_upload(SHELF, _token())
    if (session.get(WAITING) or {}).get("compound") != found.id or kept is None:
        raise Missing("upload-not-found")
    content, words = kept
    told = json.loads(words or "{}")
    name = str(told.get("name", ""))
    tables = imports.tables_in(imports.open_book(content, name))
    layout = imports.Layout(told["roles"], tuple(told["left_out"])) if "roles" in told else None
    rows: imports.Rows = {}
    for sheet, number, cells in told.get("mended", []):
        rows.setdefault((sheet, number), []).append(cells)
    return Upload(name, tables, layout, rows)


def note_layout(layout: imports.Layout) -> None:
    """Remember with the file how it is read; rows mended under another reading are forgotten."""
    _note({"roles": dict(layout.roles), "left_out": list(layout.left_out), "mended": []})


def note_mended(rows: imports.Rows) -> None:
    """Remember with the file how some of its rows were mended."""
    _note({"mended": [[*place, cells] for place, told in rows.items() for cells in told]})


def proposal_for(found: CompoundRow, tables: tuple[imports.Table, ...]) -> imports.Proposal:
    """How these sheets could be read, going by what was confirmed in this compound before."""
    known = queries.find_layout(found.id, imports.source_of(tables))
    return imports.propose(tables, imports.Layout(known.roles, known.left_out) if known else None)


def forget() -> None:
    """Delete this session's file, and those that others left lying."""
    token = _token()
    session.pop(WAITING, None)
    files.forget_upload(SHELF, token, (clock.now() - KEPT).timestamp())


def _note(words: dict[str, Any]) -> None:
    kept = files.read_upload(SHELF, _token())
    if kept is not None:
        told = json.loads(kept[1] or "{}") | words
        files.note_upload(SHELF, _token(), json.dumps(told, ensure_ascii=False))


def _token() -> str:
    return str((session.get(WAITING) or {}).get("token", ""))
