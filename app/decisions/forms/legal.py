"""The legal totals of a supporting decision as they are typed in from a document."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from app.decisions.forms.checking import Typed, read_notice
from app.decisions.forms.drafts import day_in
from app.decisions.models import StepKind
from app.decisions.operations import Proposal
from app.decisions.queries import DecisionRow
from surveys.errors import Invalid
from surveys.tally.exchange import figure_to_json
from surveys.tally.packs import RulePack

NAMES = ("total", "present", "agreed", "void")
STEPS = {"closed": StepKind.PRELIMINARY, "final": StepKind.LEGAL, "archived": StepKind.LEGAL}


def legal_in(
    form: MultiDict[str, str], decision: DecisionRow, pack: RulePack
) -> tuple[dict[str, Any] | None, Mapping[str, Invalid], Typed]:
    """The facts of the step, or every fault at once, with what was typed."""
    typed = read_notice({**form.to_dict(), "matter": decision.matter}, pack)
    faults = dict(typed.faults)
    source, document = form.get("source", ""), " ".join(form.get("document", "").split())
    try:
        day = day_in(form.get("dated_on", ""), "dated_on")
    except Invalid as fault:
        day, faults["dated_on"] = None, fault
    if day is None:
        faults.setdefault("dated_on", Invalid("field-missing", field="dated_on"))
    if not document:
        faults["document"] = Invalid("legal-document-missing")
    if typed.notice is None or faults or day is None:
        return None, faults, typed
    figures = {name: figure_to_json(getattr(typed.notice.totals, name)) for name in NAMES}
    facts = {"source": source, "document": document[:200], "dated_on": day.isoformat(), **figures}
    return facts, {}, typed


def legal_proposal(facts: dict[str, Any], stage: str) -> Proposal:
    """The step it goes with: the first result, the final one, or once all is over one of its own."""
    kind = STEPS.get(stage, StepKind.FINAL)
    return Proposal(kind, "", {"legal": facts})
