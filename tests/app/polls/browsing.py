"""Pages of polls fetched for tests: each one is checked, forms are read as a browser reads them."""

import re
from datetime import timedelta
from typing import Any

from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core import clock
from app.core.db import transaction
from app.polls import operations, queries
from app.polls.operations import Plan, Start
from app.polls.queries import PollRow
from app.roster import queries as roster
from app.roster.models import Compound
from tests.app.polls.making import CLERK, QUESTIONS
from tests.pages import check_page

FIELD = re.compile(r"<input[^>]*>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def page(client: FlaskClient, url: str, status: int = 200) -> str:
    """A page that is what every page must be."""
    _forget()
    reply = client.get(url)
    assert reply.status_code == status, (url, reply.status_code, reply.get_data(as_text=True)[-600:])
    html = reply.get_data(as_text=True)
    check_page(html, f"http://localhost{url}")
    return html


def send(client: FlaskClient, url: str, form_page: str, *, status: int = 303, **fields: Any) -> TestResponse:
    """Fill a form of one page in and send it to `url`; underscores double for dashes in names."""
    token = hidden(page(client, form_page))["csrf_token"]
    _forget()
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    reply = client.post(url, data={"csrf_token": token, **data})
    assert reply.status_code == status, (url, reply.status_code, reply.get_data(as_text=True)[-900:])
    if reply.mimetype == "text/html" and status != 303:
        check_page(reply.get_data(as_text=True), f"http://localhost{url}")
    return reply


def _forget() -> None:
    """The tests' application context outlives a request, and with it the token of the browser before."""
    for name in list(g):
        g.pop(name)


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page."""
    fields = [dict(ATTRIBUTE.findall(tag)) for tag in FIELD.findall(html)]
    return {field["name"]: field["value"] for field in fields if field.get("type") == "hidden"}


def a_live_poll(compound: Compound, **plan: Any) -> PollRow:
    """A poll open by the real clock, for pages read it."""
    now = clock.now()
    plan = {"closes_at": now + timedelta(days=3, minutes=5)} | plan
    start = Start(questionnaire=QUESTIONS, plan=Plan(**plan))
    with transaction():
        poll = operations.create_poll(CLERK, roster.get_compound(compound.id), start, now)
        operations.open_poll(CLERK, poll.id, now - timedelta(minutes=1))
    return queries.get_poll(poll.id)


def shut(poll: PollRow) -> PollRow:
    """Closed by hand and counted."""
    with transaction():
        operations.close_poll(CLERK, poll.id, clock.now())
    with transaction():
        operations.count_result(poll.id, clock.now())
    return queries.get_poll(poll.id)
