"""Addresses no page ever links to: refused calmly on both databases."""

import pytest
from flask.testing import FlaskClient

STRANGE = ("%00", "%F0%9F%98%80", "9" * 400, "..%2F..%2Fetc%2Fpasswd", "%27%20OR%201%3D1")
PLACES = (
    "/c/{}",
    "/p/{}",
    "/p/{}/print",
    "/r/{}",
    "/pictures/{}",
    "/wechat/{}",
    "/api/v1/polls/{}",
    "/MP_verify_{}.txt",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_address_is_refused_and_never_a_bug(client: FlaskClient, place: str, strange: str) -> None:
    assert 400 <= client.get(place.format(strange)).status_code < 500


@pytest.mark.parametrize("name", ["limit", "cursor", "to", "back", "show", "done", "compound"])
def test_a_strange_question_is_answered_or_refused(client: FlaskClient, name: str) -> None:
    for path in ("/", "/privacy", "/staff/sign-in", "/reading-mode"):
        assert client.get(f"{path}?{name}=%00%FF&{name}=2").status_code < 500
