"""The JSON API described as OpenAPI 3.1: its paths, what may be asked of each, and what it answers."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(**properties: Schema) -> Schema:
    """An object of which every property is always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _of(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _page(name: str) -> Schema:
    """Some items and the cursor of the next page, null at the end."""
    return _object(items=_list(_of(name)), next=_or_null(TEXT))


COMPOUND = _object(
    id=TEXT, name=TEXT, region=TEXT, address=TEXT, built_year=_or_null(COUNT), buildings=_or_null(COUNT),
    households=_or_null(COUNT), floor_area=_or_null({**TEXT, "description": "square metres"}), telephone=TEXT,
    page=TEXT,
)  # fmt: skip
ANNOUNCED = _object(
    id=TEXT, compound=TEXT, title=TEXT, summary=TEXT,
    state={"type": "string", "enum": ["scheduled", "open", "closed", "void"]},
    is_intention={**FLAG, "description": "asks what people would like; nothing is decided by it"},
    audience={"type": "string", "enum": ["owners", "residents"]},
    per={"type": "string", "enum": ["room", "resident"]},
    scope=TEXT, who_sees=TEXT, opens_at=_or_null(INSTANT), closes_at=_or_null(INSTANT), page=TEXT,
)  # fmt: skip
TURNOUT = _object(answered=COUNT, eligible=COUNT)
WHOLE: Schema = {"allOf": [_of("Poll"), _object(questionnaire={"type": "object"}, turnout=_or_null(TURNOUT))]}
ROW = _object(key=TEXT, label=TEXT, count=_or_null(COUNT), percent=_or_null(TEXT))
QUESTION = _object(
    key=TEXT, title=TEXT, kind=TEXT, base=_or_null(COUNT), reason=TEXT, rows=_list(_of("Row")),
    picks=_or_null(_list(COUNT)), total=_or_null(COUNT), n=_or_null(COUNT),
)  # fmt: skip
RESULT = _object(
    id=TEXT, title=TEXT, is_intention=FLAG, as_at=INSTANT, answered=COUNT, eligible=COUNT, per=TEXT,
    channels=_list(_of("Row")), questions=_list(_of("Question")),
)  # fmt: skip
MEASURES = _object(heads=_or_null(COUNT), area=_or_null(TEXT))
DECISION = _object(
    id=TEXT, compound=TEXT, title=TEXT,
    stage={
        "type": "string",
        "enum": ["notice", "ready", "open", "closed", "preliminary", "final", "archived", "void"],
    },
    matter=TEXT,
    standing={"type": "string", "enum": ["official", "supporting"]},
    mode={"type": "string", "enum": ["named-public", "named-sealed", "anonymous"]},
    basis={"type": "string", "enum": ["person", "room"]},
    rule_pack=TEXT, scope=TEXT, is_drill=FLAG, noticed_at=_or_null(INSTANT), opens_at=_or_null(INSTANT),
    closes_at=_or_null(INSTANT), preliminary_at=_or_null(INSTANT), objections_close_at=_or_null(INSTANT),
    final_at=_or_null(INSTANT), page=TEXT,
)  # fmt: skip
DECISION_RESULT = _object(
    passed={**_or_null(FLAG), "description": "null of a supporting decision, as is every other verdict"},
    outcome=_or_null(TEXT), legal_effect=FLAG, article=TEXT, lines=_list({"type": "object"}),
    choices=_list({"type": "object"}),
    winner=_or_null(TEXT), with_deemed=_or_null(FLAG), of_all=_or_null(FLAG), void=_or_null(MEASURES),
    deemed=_or_null(MEASURES), set_aside=COUNT, warnings=_list(TEXT), reason=TEXT,
    legal=_or_null({"type": "object"}),
)  # fmt: skip
DECISION_WHOLE: Schema = {
    "allOf": [
        _of("Decision"),
        _object(
            text=TEXT, options=_list({"type": "object"}), quorum=TEXT, manifest_hash=TEXT,
            electorate_root=TEXT, electorate=MEASURES, needed=MEASURES,
            turnout=_or_null(
                _object(heads=COUNT, area=_or_null(TEXT), area_percent=_or_null(TEXT), as_at=INSTANT)
            ),
            result=_or_null(DECISION_RESULT),
            objections=_object(raised=COUNT, waiting=COUNT, upheld=COUNT),
        ),
    ]
}  # fmt: skip
PACK = _object(
    manifest={"type": "object"}, manifest_hash=TEXT,
    rights=_list(_object(id=TEXT, head=TEXT, area=TEXT, source=TEXT)),
    ballots=_list(_object(right=TEXT, choice=TEXT, channel=TEXT)), result={"type": "object"},
)  # fmt: skip
PROBLEM = _object(type=TEXT, status=COUNT, title=TEXT, code=TEXT)

SCHEMAS = {
    "Compound": COMPOUND, "Compounds": _page("Compound"), "Poll": ANNOUNCED, "Polls": _page("Poll"),
    "PollWithQuestions": WHOLE, "Row": ROW, "Question": QUESTION, "Results": RESULT, "Problem": PROBLEM,
    "Decision": DECISION, "Decisions": _page("Decision"), "DecisionWithResult": DECISION_WHOLE, "Pack": PACK,
}  # fmt: skip
LIMIT: Schema = {
    "name": "limit", "in": "query", "description": "how many at most",
    "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
}  # fmt: skip
CURSOR: Schema = {
    "name": "cursor", "in": "query", "schema": TEXT, "description": "`next` of the page before",
}  # fmt: skip
OF_COMPOUND: Schema = {
    "name": "compound", "in": "query", "required": True, "schema": TEXT, "description": "id of a compound",
}  # fmt: skip
ID: Schema = {"name": "public_id", "in": "path", "required": True, "schema": TEXT}
NOT_MODIFIED = {"description": "unchanged since the ETag that was sent"}


def _problem(description: str) -> Schema:
    return {"description": description, "content": {"application/problem+json": {"schema": _of("Problem")}}}


PROBLEMS: Schema = {
    "400": _problem("`unknown-filter`: a query parameter this path lacks; `filter-missing`: one it needs"),
    "403": _problem("`pack-sealed`, `pack-anonymous`: not every ballot of it is public"),
    "404": _problem("nothing public has this id"),
    "409": _problem(
        "`not-closed`: results come after the close; `not-counted-yet`: a moment later; `decision-voided`"
    ),
    "422": _problem("`limit-out-of-range` or `cursor-unknown`"),
}


def _get(
    name: str, summary: str, answer: str, *, asked: tuple[Schema, ...], refused: tuple[str, ...]
) -> Schema:
    """A GET: its name, what it answers, what may be asked, and how it can refuse."""
    found = {
        "description": summary,
        "headers": {"ETag": {"schema": TEXT}},
        "content": {"application/json": {"schema": _of(answer)}},
    }
    refusals = {status: PROBLEMS[status] for status in ("400", *refused)}
    answers = {"200": found, "304": NOT_MODIFIED, **refusals}
    return {"get": {"operationId": name, "summary": summary, "parameters": list(asked), "responses": answers}}


PATHS: dict[str, Schema] = {
    "/compounds": _get(
        "list_compounds", "Every compound", "Compounds", asked=(LIMIT, CURSOR), refused=("422",)
    ),
    "/compounds/{public_id}": _get(
        "get_compound", "One compound", "Compound", asked=(ID,), refused=("404",)
    ),
    "/polls": _get(
        "list_polls", "The announced polls of a compound, newest first", "Polls",
        asked=(OF_COMPOUND, LIMIT, CURSOR), refused=("404", "422"),
    ),
    "/polls/{public_id}": _get(
        "get_poll", "A poll: questions, window, turnout", "PollWithQuestions", asked=(ID,), refused=("404",)
    ),
    "/polls/{public_id}/results": _get(
        "get_results", "What was answered; counts of a few people are null", "Results",
        asked=(ID,), refused=("404", "409"),
    ),
    "/decisions": _get(
        "list_decisions", "The announced owner decisions of a compound, newest first", "Decisions",
        asked=(OF_COMPOUND, LIMIT, CURSOR), refused=("404", "422"),
    ),
    "/decisions/{public_id}": _get(
        "get_decision", "An owner decision: text, electorate, turnout until the result, then the result",
        "DecisionWithResult", asked=(ID,), refused=("404",),
    ),
    "/decisions/{public_id}/pack": _get(
        "get_pack", "The recount pack of a decision whose every ballot is public", "Pack",
        asked=(ID,), refused=("403", "404", "409"),
    ),
}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Yishiting",
        "version": "1",
        "description": "What the public pages show, as JSON: no personal data, no result before the close.",
    },
    "servers": [{"url": "/api/v1"}],
    "paths": PATHS,
    "components": {"schemas": SCHEMAS},
}


def filters_of(path: str) -> frozenset[str]:
    """The query parameters that a path has; none for one that is not described."""
    asked = PATHS.get(path, {}).get("get", {}).get("parameters", ())
    return frozenset(one["name"] for one in asked if one["in"] == "query")
