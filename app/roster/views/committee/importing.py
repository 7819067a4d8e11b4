"""A workbook comes in: upload, say what its columns are, look at what would change, mend, confirm."""

from typing import Any

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import transaction
from app.roster import imports, operations, queries
from app.roster.queries import CompoundRow
from app.roster.views.committee import waiting
from app.roster.views.committee.entrance import bp, compound_of
from surveys.errors import Invalid, Refusal
from surveys.privacy import mask_phone

MOST_SHOWN = 200
MOST_REWRITTEN = 20
ASKED = "question-"


@bp.get("/<public_id>/import")
def ask_file(public_id: str) -> str:
    """Choose a workbook."""
    return _upload_page(compound_of(public_id))


@bp.post("/<public_id>/import")
def upload(public_id: str) -> Response | tuple[str, int]:
    """Keep the file; straight to the preview when its columns are ours, or were confirmed before."""
    found = compound_of(public_id)
    waiting.forget()
    content, name = waiting.file_sent()
    try:
        tables = imports.tables_in(imports.open_book(content, name))
        proposal = waiting.proposal_for(found, tables)
    except Invalid as problem:
        return _upload_page(found, problem), 422
    waiting.keep(found, content, name)
    if not (proposal.is_plain or proposal.is_remembered) or not _is_sound(proposal):
        return redirect(url_for(".ask_columns", public_id=public_id), 303)
    waiting.note_layout(proposal.layout)
    known = "1" if proposal.is_remembered else None
    return redirect(url_for(".preview", public_id=public_id, known=known), 303)


@bp.get("/<public_id>/import/columns")
def ask_columns(public_id: str) -> str:
    """Which sheets, and what each column is."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    proposal = waiting.proposal_for(found, kept.tables)
    return _columns_page(found, proposal, kept.layout or proposal.layout)


@bp.post("/<public_id>/import/columns")
def choose_columns(public_id: str) -> Response | tuple[str, int]:
    """Take what was confirmed, and remember it for the next workbook of this kind."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    proposal = waiting.proposal_for(found, kept.tables)
    layout = _layout_from(proposal)
    try:
        imports.check_layout(kept.tables, layout)
    except Invalid as problem:
        return _columns_page(found, proposal, layout, problem=problem), 422
    roles = {imports.mark_of(heading): role for heading, role in layout.roles.items()}
    with transaction():
        remembered = queries.LayoutRow(roles, layout.left_out)
        operations.remember_layout(found.id, kept.source, g.actor, clock.now(), layout=remembered)
    waiting.note_layout(layout)
    return redirect(url_for(".preview", public_id=public_id), 303)


@bp.get("/<public_id>/import/preview")
def preview(public_id: str) -> str | Response:
    """What the import would do, and every row that is wrong."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    if kept.layout is None:
        return redirect(url_for(".ask_columns", public_id=public_id), 303)
    return _preview_page(found, kept)


@bp.post("/<public_id>/import/mended")
def take_mended(public_id: str) -> Response | tuple[str, int]:
    """The sheet of errors comes back: its rows stand for the wrong ones."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    try:
        back = imports.tables_in(imports.open_book(*waiting.file_sent()))
        rows = imports.mended_rows(back, kept.rows().keys())
    except Invalid as problem:
        return _preview_page(found, kept, problem), 422
    waiting.note_mended(kept.mended | rows)
    return redirect(url_for(".preview", public_id=public_id), 303)


@bp.post("/<public_id>/import/suggested")
def take_suggestions(public_id: str) -> Response:
    """Write every cell that can only mean one thing as the list of errors suggests it."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    plan = imports.plan(found, kept.sheet())
    layout = kept.layout or imports.Layout({})
    waiting.note_mended(kept.mended | imports.as_suggested(kept.rows(), plan.errors, layout))
    return redirect(url_for(".preview", public_id=public_id), 303)


@bp.post("/<public_id>/import/confirm")
def confirm_import(public_id: str) -> Response | tuple[str, int]:
    """Import what the preview showed; where the roster has changed since, it is shown once more."""
    found = compound_of(public_id)
    kept = waiting.upload_of(found)
    sheet = kept.sheet()
    answers = {
        name.removeprefix(ASKED): value for name, value in request.form.items() if name.startswith(ASKED)
    }
    with transaction():
        operations.lock_roster(found.id)
        plan = imports.plan(found, sheet, answers)
        problem = _unseen(plan)
        if problem is None:
            operations.apply_import(plan, g.actor, clock.now(), file=kept.name)
    if problem is not None:
        return _preview_page(found, kept, problem, answers=answers), 422 if isinstance(
            problem, Invalid
        ) else 409
    waiting.forget()
    return redirect(url_for(".compound", public_id=public_id, done="imported", changed=plan.changed), 303)


@bp.post("/<public_id>/import/cancel")
def cancel_import(public_id: str) -> Response:
    """Throw the uploaded file away."""
    compound_of(public_id)
    waiting.forget()
    return redirect(url_for(".ask_file", public_id=public_id), 303)


def _upload_page(found: CompoundRow, problem: Invalid | None = None) -> str:
    return render_template(
        "roster/committee_import.html",
        compound=found,
        place_name=found.name,
        problem=problem,
        most_mb=imports.MOST_BYTES // 1024 // 1024,
    )


def _is_sound(proposal: imports.Proposal) -> bool:
    try:
        imports.check_layout(proposal.tables, proposal.layout)
    except Invalid:
        return False
    return True


def _layout_from(proposal: imports.Proposal) -> imports.Layout:
    """The form: `sheet-0 …` ticked, `column-0 …` chosen; what is none of our columns counts as none."""
    form = request.form
    left_out = [table.name for number, table in enumerate(proposal.tables) if not form.get(f"sheet-{number}")]
    if len(proposal.tables) == 1:
        left_out = []
    chosen = {
        guess.heading: form.get(f"column-{number}", "") for number, guess in enumerate(proposal.guesses)
    }
    roles = {heading: role if role in imports.ROLES else "" for heading, role in chosen.items()}
    return imports.Layout(roles, tuple(left_out))


def _columns_page(
    found: CompoundRow, proposal: imports.Proposal, layout: imports.Layout, *, problem: Invalid | None = None
) -> str:
    sheets = [
        {"name": table.name, "is_hidden": table.is_hidden, "rows": len(table.rows),
         "is_chosen": table.name not in layout.left_out}
        for table in proposal.tables
    ]  # fmt: skip
    columns = [
        {"heading": guess.heading, "how": guess.how, "taken_for": layout.roles.get(guess.heading, ""),
         "samples": [_masked(text) for text in guess.samples]}
        for guess in proposal.guesses
    ]  # fmt: skip
    return render_template(
        "roster/committee_columns.html",
        compound=found,
        place_name=found.name,
        sheets=sheets,
        columns=columns,
        choices=imports.ROLES,
        is_remembered=proposal.is_remembered,
        problem=problem,
        look_at=imports.columns_to_look_at(proposal, layout, problem) if problem else [],
    )


def _masked(text: str) -> str:
    """A value as a sample: numbers long enough for a telephone or an identity card are not spelt out."""
    digits = sum(letter.isdigit() for letter in text)
    return mask_phone(text) if digits >= 10 else text[:24]


def _unseen(plan: imports.Plan) -> Refusal | None:
    """Why this is not what somebody looked at and agreed to."""
    if plan.errors:
        return None  # writing refuses them
    if request.form.get("digest") != plan.digest:
        return Refusal("roster-changed-since")
    return Invalid("import-has-questions", questions=len(plan.unanswered)) if plan.unanswered else None


def _preview_page(
    found: CompoundRow,
    kept: waiting.Upload,
    problem: Refusal | None = None,
    *,
    answers: dict[str, str] | None = None,
) -> str:
    plan = imports.plan(found, kept.sheet(), answers)
    diff = imports.diff_of(plan)
    layout = kept.layout or imports.Layout({})
    counts = {
        "errors": len(plan.errors), "bad_rows": plan.rows - plan.ok, "warnings": len(plan.warnings),
        "new": len(diff.new), "changes": len(diff.changes), "rewritten": len(plan.rewritten),
        "mended": len(kept.mended), "suggested": sum(map(imports.is_plain, plan.errors)),
        "questions": len(plan.unanswered),
    }  # fmt: skip
    return render_template(
        "roster/committee_preview.html",
        compound=found,
        place_name=found.name,
        plan=plan,
        counts=counts,
        errors=_shown(plan.errors),
        warnings=_shown(plan.warnings),
        new=diff.new[:MOST_SHOWN],
        changes=diff.changes[:MOST_SHOWN],
        namesakes=diff.namesakes,
        questions=[{"one": one, "phone": mask_phone(one.phone)} for one in plan.questions],
        rewritten=plan.rewritten[:MOST_REWRITTEN],
        missing=imports.missing_in(kept.tables, layout),
        left_out=[table.name for table in kept.tables if table.name in layout.left_out],
        is_known=request.args.get("known") == "1",
        most=MOST_SHOWN,
        problem=problem,
    )


def _shown(faults: tuple[imports.CellError, ...]) -> list[dict[str, Any]]:
    """The first of these faults, each in words."""
    return [
        {"sheet": one.sheet, "row": one.row, "column": one.column, "value": one.value,
         "what": imports.what_is_wrong(one), "how": imports.how_to_mend(one)}
        for one in faults[:MOST_SHOWN]
    ]  # fmt: skip
