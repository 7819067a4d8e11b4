"""What is found on the spot: neglect by a checklist with photographs, idle land and rooms."""

from flask import Response, g, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock, files
from app.core.db import transaction
from app.roster import forms, operations, queries
from app.roster.queries import CompoundRow
from app.roster.views.official.entrance import bp, compound_of
from surveys.errors import Invalid, Missing
from surveys.questionnaires import wording
from surveys.works import CHECKLIST


@bp.get("/<public_id>/photos")
def photos(public_id: str) -> str:
    """The checklist: what to look at, and what was photographed of it."""
    return _photos_page(compound_of(public_id))


@bp.post("/<public_id>/photos")
def note_photo(public_id: str) -> Answer | tuple[str, int]:
    """Keep one item with its photograph, re-encoded without its metadata."""
    compound = compound_of(public_id)
    try:
        finding = forms.finding_from(request.form, files.keep_sent(request.files.get("picture")))
        with transaction():
            operations.note_finding(compound.id, finding, g.actor, clock.now())
    except Invalid as fault:
        return _photos_page(compound, fault), 422
    return redirect(url_for(".photos", public_id=public_id, done="noted"), 303)


@bp.post("/<public_id>/photos/register")
def register_photos(public_id: str) -> Answer:
    """Let the registry say what the photographs show."""
    compound, at = compound_of(public_id), clock.now()
    with transaction():
        is_new = operations.register_neglect(compound.id, wording.checklist_source(), g.actor, at)
    done = "registered" if is_new else "known"
    return redirect(url_for(".photos", public_id=public_id, done=done), 303)


@bp.post("/<public_id>/photos/<finding>/withdraw")
def withdraw_photo(public_id: str, finding: str) -> Answer | tuple[str, int]:
    """Take one back, with a reason."""
    compound = compound_of(public_id)
    reason = request.form.get(f"reason-{finding}", "")
    try:
        with transaction():
            operations.withdraw_finding(compound.id, finding, g.actor, clock.now(), reason=reason)
    except Invalid as fault:
        return _photos_page(compound, fault, finding), 422
    return redirect(url_for(".photos", public_id=public_id, done="withdrawn"), 303)


@bp.get("/<public_id>/pictures/<name>")
def picture(public_id: str, name: str) -> Response:
    """A photograph of this compound's checklist; of any other it does not exist here."""
    if not queries.is_picture_of(compound_of(public_id).id, name):
        raise Missing("picture-not-found")
    reply = send_file(files.path_of(name), mimetype="image/jpeg")
    reply.headers["Cache-Control"] = "private, no-store"
    return reply


@bp.get("/<public_id>/spare")
def spare(public_id: str) -> str:
    """Idle land and rooms."""
    return _spare_page(compound_of(public_id))


@bp.post("/<public_id>/spare")
def note_spare(public_id: str) -> Answer | tuple[str, int]:
    """Keep an idle place."""
    compound = compound_of(public_id)
    try:
        with transaction():
            operations.note_spare(compound.id, forms.spare_from(request.form), g.actor, clock.now())
    except Invalid as fault:
        return _spare_page(compound, fault), 422
    return redirect(url_for(".spare", public_id=public_id, done="noted"), 303)


@bp.post("/<public_id>/spare/<place>/end")
def end_spare(public_id: str, place: str) -> Answer | tuple[str, int]:
    """It is idle no more."""
    compound = compound_of(public_id)
    reason = request.form.get(f"reason-{place}", "")
    try:
        with transaction():
            operations.end_spare(compound.id, place, g.actor, clock.now(), reason=reason)
    except Invalid as fault:
        return _spare_page(compound, fault, place), 422
    return redirect(url_for(".spare", public_id=public_id, done="ended"), 303)


def _photos_page(compound: CompoundRow, fault: Invalid | None = None, wrong: str = "") -> str:
    found = queries.findings_in(compound.id)
    return render_template(
        "roster/registry_photos.html",
        compound=compound,
        place_name=compound.name,
        checklist=CHECKLIST,
        found=found,
        signs={finding.sign for finding in found if finding.ended_at is None},
        today=clock.today().isoformat(),
        **_sent_back(fault, wrong),
    )


def _spare_page(compound: CompoundRow, fault: Invalid | None = None, wrong: str = "") -> str:
    return render_template(
        "roster/registry_spare.html",
        compound=compound,
        place_name=compound.name,
        places=queries.spare_in(compound.id),
        **_sent_back(fault, wrong),
    )


def _sent_back(fault: Invalid | None, wrong: str) -> dict[str, object]:
    """What a page shows of a form that came back; `wrong` is the entry it was about."""
    return {"fault": fault, "wrong": wrong, "typed": request.form, "done": request.args.get("done", "")}
