"""Questionnaires to JSON and back, whatever the JSON."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import Invalid
from surveys.questionnaires import Kind, Questionnaire, from_json, to_json
from tests.surveys.questionnaires.strategies import JSON, questionnaires

GOOD: dict[str, object] = {
    "title": "意向",
    "questions": [
        {
            "key": "q",
            "kind": "single",
            "title": "要不要？",
            "options": [{"key": "a", "label": "要"}, {"key": "b", "label": "不要"}],
        }
    ],
}


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


def changed(path: list[object], value: object) -> object:
    """The good questionnaire with one value put somewhere."""
    data = copy.deepcopy(GOOD)
    place: object = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return data


@given(questionnaires())
def test_a_questionnaire_comes_back_exactly(survey: Questionnaire) -> None:
    data = to_json(survey)
    assert from_json(data) == survey
    assert from_json(json.loads(json.dumps(data))) == survey
    assert to_json(from_json(data)) == data


def test_what_may_be_left_out_has_its_default() -> None:
    question = from_json(GOOD).questions[0]
    assert (question.kind, question.required, question.hint) == (Kind.SINGLE, True, "")


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        (["title"], 5, "questionnaire-field-wrong", "title"),
        (["title"], None, "questionnaire-field-wrong", "title"),
        (["title"], "长" * 10_001, "questionnaire-field-wrong", "title"),
        (["purpose"], [], "questionnaire-field-wrong", "purpose"),
        (["questions"], {}, "questionnaire-field-wrong", "questions"),
        (["questions"], [5] * 61, "questionnaire-list-too-long", "questions"),
        (["extra"], 1, "questionnaire-field-unknown", ""),
        (["questions", 0], "q", "questionnaire-field-wrong", "questions[0]"),
        (["questions", 0], nested(5000), "questionnaire-field-wrong", "questions[0]"),
        (["questions", 0, 5], 1, "questionnaire-field-unknown", "questions[0]"),
        (["questions", 0, "kind"], "matrix", "question-kind-unknown", "questions[0].kind"),
        (["questions", 0, "kind"], ["single"], "questionnaire-field-wrong", "questions[0].kind"),
        (["questions", 0, "required"], "yes", "questionnaire-field-wrong", "questions[0].required"),
        (["questions", 0, "required"], 1, "questionnaire-field-wrong", "questions[0].required"),
        (["questions", 0, "required"], None, "questionnaire-field-wrong", "questions[0].required"),
        (["questions", 0, "least"], "1", "questionnaire-field-wrong", "questions[0].least"),
        (["questions", 0, "least"], True, "questionnaire-field-wrong", "questions[0].least"),
        (["questions", 0, "most"], 1.0, "questionnaire-field-wrong", "questions[0].most"),
        (["questions", 0, "options"], "ab", "questionnaire-field-wrong", "questions[0].options"),
        (["questions", 0, "options"], [{}] * 5000, "questionnaire-list-too-long", "questions[0].options"),
        (["questions", 0, "options", 1], None, "questionnaire-field-wrong", "questions[0].options[1]"),
        (
            ["questions", 0, "options", 1, "label"],
            nested(5000),
            "questionnaire-field-wrong",
            "questions[0].options[1].label",
        ),
        (
            ["questions", 0, "options", 1, "exclusive"],
            0,
            "questionnaire-field-wrong",
            "questions[0].options[1].exclusive",
        ),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, str) else "",
)
def test_a_wrong_value_is_refused_with_its_place(
    path: list[object], value: object, code: str, place: str
) -> None:
    with pytest.raises(Invalid) as refused:
        from_json(changed(path, value))
    assert refused.value.code == code
    assert refused.value.facts["place"] == place


@pytest.mark.parametrize("name", ["key", "kind", "title"])
def test_a_question_needs_its_key_kind_and_title(name: str) -> None:
    data = copy.deepcopy(GOOD)
    del data["questions"][0][name]
    with pytest.raises(Invalid, match="questionnaire-field-wrong"):
        from_json(data)


@pytest.mark.parametrize("data", [None, 5, "x", [], [GOOD], True])
def test_what_is_no_object_is_no_questionnaire(data: object) -> None:
    with pytest.raises(Invalid, match="questionnaire-field-wrong"):
        from_json(data)


def test_a_bound_of_absurd_size_is_refused() -> None:
    with pytest.raises(Invalid, match="bounds-not-allowed"):
        from_json(changed(["questions", 0, "most"], 10**5000))


@given(JSON)
def test_any_json_is_a_questionnaire_or_refused(data: object) -> None:
    with pytest.raises(Invalid):
        from_json(data)


@given(questionnaires(), st.data())
def test_a_damaged_questionnaire_is_refused_or_still_one(survey: Questionnaire, data: st.DataObject) -> None:
    damaged = to_json(survey)
    question = data.draw(st.sampled_from(damaged["questions"]))
    place = data.draw(st.sampled_from([damaged, question, *question["options"]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    try:
        found = from_json(damaged)
    except Invalid as refusal:
        str(refusal)
    else:
        assert from_json(to_json(found)) == found
