"""Where a link may send somebody back to: this site and nowhere else."""

import pytest

from app.core.addresses import path_on_this_site

ELSEWHERE = [
    None,
    "",
    "my/polls",
    "http://evil.example/",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/my\0/",
    " //evil.example",
    "\t//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "?to=//evil.example",
    "#x",
    "@evil.example",
    "evil.example/",
]
HERE = [
    "/",
    "/my/polls?page=2#top",
    "/my/polls/ABC?back=https://evil.example",
    "/c/小区",
    "/my//polls",
    "/.//evil.example",
    "/:80",
    "/a:b@c",
    "/[",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_that_could_lead_elsewhere_is_replaced(address: str | None) -> None:
    assert path_on_this_site(address, "/home") == "/home"


@pytest.mark.parametrize("address", HERE)
def test_a_path_on_this_site_stays_as_it_is(address: str) -> None:
    assert path_on_this_site(address) == address
