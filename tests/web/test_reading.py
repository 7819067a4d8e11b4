"""The switch between standard and large type: remembered, harmless, back to where the reader was."""

import pytest
from flask.testing import FlaskClient

from tests.app.polls.browsing import page


@pytest.mark.parametrize("mode", ["elder", "standard"])
def test_the_choice_is_remembered_and_the_reader_goes_on(client: FlaskClient, mode: str) -> None:
    answer = client.get(f"/reading-mode?to={mode}&back=/staff/sign-in")
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")
    cookie = client.get_cookie("reading-mode")
    assert cookie is not None
    assert cookie.value == mode
    assert ("elder" in page(client, "/staff/sign-in").split("<head")[0]) == (mode == "elder")


@pytest.mark.parametrize("mode", ["", "ELDER", "x" * 5000, "elder;Path=/", "<script>"])
def test_a_mode_that_does_not_exist_is_not_remembered(client: FlaskClient, mode: str) -> None:
    answer = client.get("/reading-mode", query_string={"to": mode})
    assert answer.status_code == 303
    assert client.get_cookie("reading-mode") is None


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", ""])
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, back: str) -> None:
    answer = client.get("/reading-mode", query_string={"to": "elder", "back": back})
    assert answer.location == "/"


@pytest.mark.parametrize("value", ["nonsense", "", '"><script>', "elder2"])
def test_a_cookie_with_nonsense_is_standard_type(client: FlaskClient, value: str) -> None:
    client.set_cookie("reading-mode", value)
    html = page(client, "/staff/sign-in")
    assert "elder" not in html.split("<head")[0]
    assert "<script>" not in html
