"""Every macro and every layout makes a sound page, with the smallest and the largest things put into it."""

import re

import pytest
from jinja2 import meta

from tests.pages import check_page, faults_of
from tests.web.gallery import (
    APP,
    CALLS,
    CHART,
    FULL_CONTEXT,
    LAYOUTS,
    ODD,
    QUESTIONS,
    environment,
    page_of,
    pieces,
    question,
    rendered,
)

COMPONENTS = sorted(path.stem for path in (APP / "templates/components").glob("*.html"))
ERRORS = sorted(path.stem for path in (APP / "templates/errors").glob("*.html"))
URL = "http://127.0.0.1:8000/my"


def test_every_component_is_in_the_gallery() -> None:
    assert sorted([*CALLS, "question_fields", "mode_switch"]) == COMPONENTS


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_component_says_what_it_takes(component: str) -> None:
    source = (APP / f"templates/components/{component}.html").read_text()
    assert source.startswith("{#- ")
    explained = source[: source.index("-#}")]
    for name in CALLS.get(component, {}):
        assert name in explained or name in ("notice",)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("reading_mode", ["standard", "elder", "elder contrast"])
def test_the_gallery_is_a_sound_page_in_every_layout(layout: str, reading_mode: str) -> None:
    check_page(page_of(*pieces(), layout=layout, reading_mode=reading_mode, **FULL_CONTEXT), URL)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_needs_nothing_but_a_heading(layout: str) -> None:
    html = page_of(layout=layout)
    check_page(html, URL)
    assert "<title>样张 · 小区议事厅</title>" in html


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_error_page_stands_in_every_layout(name: str, layout: str) -> None:
    template = environment().get_template(f"errors/{name}.html")
    check_page(template.render(layout=f"layouts/{layout}.html"), URL)
    html = template.render(sentence=ODD, telephone="0635-0000000", reference="A1B2", back_url="/my")
    check_page(html, URL)
    assert "A1B2" in html
    assert "&lt;b onclick" in html


def test_no_answer_yet_is_said_in_words() -> None:
    html = rendered("bars", "bars", id="c", title="电梯", rows=[], base="", as_at="")
    assert "还没有人回答这一题" in html
    assert "<svg" not in html


def test_a_withheld_number_is_nowhere_in_the_chart() -> None:
    row = {"label": "弃权", "is_withheld": True, "count": "3 户", "percent": "12.5%", "width": "12.5"}
    html = rendered("bars", "bars", id="c", title="电梯", rows=[row], base="24 户", as_at="今天")
    assert html.count(">不公布<") == 3
    assert "12.5" not in html
    assert "3 户" not in html


def test_the_table_twin_repeats_the_chart() -> None:
    rows = [CHART["agree"], CHART["disagree"]]
    html = rendered("bars", "bars", id="c", title="电梯", rows=rows, base="", as_at="", is_open=True)
    assert "<details" not in html
    for row in rows:
        assert html.count(f"{row['percent']}<") == 3  # in words, as the name of the drawing, in the table
        assert html.count(row["count"]) == 2


def test_a_stance_is_told_by_its_pattern_too() -> None:
    rows = [CHART["disagree"], CHART["abstain"]]
    html = rendered("bars", "bars", id="c", title="电梯", rows=rows, base="", as_at="")
    assert 'fill="url(#c-disagree)"' in html
    assert 'fill="url(#c-abstain)"' in html


def test_answers_given_before_are_shown_again() -> None:
    assert re.findall(r'value="(o\d+)" checked', question("many", answer=["o1", "o60"])) == ["o1", "o60"]
    assert re.findall(r'value="(\d+)" checked', question("mark", answer=0)) == ["0"]
    assert ">&lt;b" in question("words", answer=ODD)
    assert '" checked' not in question("many") + question("mark") + question("one", answer="gone")


def test_fields_bear_the_keys_of_the_questions() -> None:
    for key in QUESTIONS:
        assert set(re.findall(r' name="([^"]+)"', question(key))) == {key}


def test_a_question_says_how_many_to_pick_and_how_much_to_write() -> None:
    assert "最多选 3 项" in question("many")
    assert "最多 200 个字" in question("words")
    assert question("many").count("data-exclusive") == 1


def test_a_fault_is_tied_to_its_question() -> None:
    html = question("one", error="请选一项。")
    assert 'aria-describedby="q-one-hint q-one-error"' in html
    assert 'id="q-one-error"' in html


def test_nothing_typed_by_people_becomes_markup() -> None:
    html = page_of(*pieces(), **{**FULL_CONTEXT, "compound_name": ODD, "acting_for": ODD, "place_name": ODD})
    assert "<b onclick" not in html
    assert not [fault for fault in faults_of(html, URL) if fault.startswith("policy")]


def test_the_reading_mode_comes_back_to_the_same_page() -> None:
    assert 'href="/reading-mode?to=elder&amp;back=/my"' in page_of()
    assert 'href="/reading-mode?to=standard&amp;back=/my"' in page_of(reading_mode="elder")


@pytest.mark.parametrize("component", [name for name in COMPONENTS if name != "mode_switch"])
def test_everything_a_component_shows_is_handed_to_it(component: str) -> None:
    source = (APP / f"templates/components/{component}.html").read_text()
    from_outside = meta.find_undeclared_variables(environment().parse(source))
    assert from_outside <= {"csrf_token"}
